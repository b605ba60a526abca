"""Stations and days of climate, from staging into their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amzn_review.batch.part_counts import PartCounts
from amzn_review.batch.part_ledger import write_sheets
from amzn_review.climate.climate_reading import ClimateReading
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.climate.written_climate import TABLES, climate_sheet, write_lines

if TYPE_CHECKING:
    from amzn_review.redshift.session import RedshiftTransaction


def load_climate(
    transaction: RedshiftTransaction, batch_id: str, run_id: str, readings: Sequence[ClimateReading]
) -> list[ClimateSheet]:
    """Add and change rows by their keys, and write the ledger. What was set aside is in the quarantine.

    `readings` say in which units the files of days are; a file in another unit than what is loaded of its
    stations is set aside as a whole.

    One sheet a table that the batch feeds. Raises UnbalancedBatchError: then nothing may be committed.
    """
    batch = {"batch_id": batch_id}
    transaction.run_many(
        "climate/file_readings.sql",
        [(batch_id, it.source_key, it.layout, it.units, it.reason) for it in readings],
    )
    if transaction.run("climate/unlike_loaded.sql", batch):
        for step in ("forget_lines_of_unlike", "unstage_unlike", "forget_readings_of_unlike"):
            transaction.run(f"climate/{step}.sql", batch)
    written = {table: write_lines(transaction, table, batch_id) for table in TABLES}
    sheets = []
    for table, files, staged, quarantined in transaction.rows("climate/counts.sql", batch):
        # Contradictions are in the quarantine by now.
        counts = PartCounts(files, staged, quarantined - written[table].contradictions)
        sheets.append(climate_sheet(batch_id, table, run_id, counts, written[table]))
    write_sheets(transaction, "climate", sheets)
    return sheets
