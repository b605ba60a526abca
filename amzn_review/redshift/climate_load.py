"""Stations and days of climate, from staging into their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amzn_review.climate.climate_reading import ClimateReading
from amzn_review.climate.climate_sheet import ClimateSheet

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
    transaction.run_many(
        "climate/file_readings.sql",
        [(batch_id, it.source_key, it.layout, it.units, it.reason) for it in readings],
    )
    if transaction.run("climate/unlike_loaded.sql", {"batch_id": batch_id}):
        for step in ("forget_lines_of_unlike", "unstage_unlike", "forget_readings_of_unlike"):
            transaction.run(f"climate/{step}.sql", {"batch_id": batch_id})
    written = {"stations": _stations(transaction, batch_id), "climate": _days(transaction, batch_id)}
    sheets = []
    for table, files, staged, quarantined in transaction.rows("climate/counts.sql", {"batch_id": batch_id}):
        added, changed, contradictions = written[table]
        listed = staged + quarantined - contradictions
        sheet = ClimateSheet(
            batch_id=batch_id,
            target_table=table,
            run_id=run_id,
            files=files,
            listed=listed,
            added=added,
            changed=changed,
            unchanged=staged - contradictions - added - changed,
            quarantined=quarantined,
        )
        sheet.require_balance()
        transaction.run("climate/ledger.sql", sheet.as_dict())
        sheets.append(sheet)
    return sheets


def _stations(transaction: RedshiftTransaction, batch_id: str) -> tuple[int, int, int]:
    """How many lines became new rows and how many changed one; 0."""
    added = changed = 0
    ((turns,),) = transaction.rows("climate/station_turns.sql", {"batch_id": batch_id})
    for turn in range(1, turns + 1):
        transaction.run("climate/stations_of_turn.sql", {"batch_id": batch_id, "turn": turn})
        ((new, other),) = transaction.rows("climate/count_stations.sql")
        transaction.run("climate/write_stations.sql")
        added += new
        changed += other
    return added, changed, 0


def _days(transaction: RedshiftTransaction, batch_id: str) -> tuple[int, int, int]:
    """How many lines became new rows, how many changed one, how many contradict what is loaded."""
    added = changed = contradictions = 0
    ((turns,),) = transaction.rows("climate/climate_turns.sql", {"batch_id": batch_id})
    for turn in range(1, turns + 1):
        transaction.run("climate/days_of_turn.sql", {"batch_id": batch_id, "turn": turn})
        contradictions += transaction.run("climate/contradictions.sql")
        ((new, other),) = transaction.rows("climate/count_days.sql")
        transaction.run("climate/placeholder_stations.sql")
        transaction.run("climate/write_days.sql")
        added += new
        changed += other
    return added, changed, contradictions
