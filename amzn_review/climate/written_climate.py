"""Stations and days of climate, from staging into their tables, in PostgreSQL or Redshift."""

from __future__ import annotations

from typing import NamedTuple

from amzn_review.batch.part_counts import PartCounts
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.warehouse_transaction import WarehouseTransaction

TABLES = ("stations", "climate")


class WrittenLines(NamedTuple):
    """Lines that became new rows, that changed one, and that contradict what is loaded."""

    added: int
    changed: int
    contradictions: int


def write_lines(transaction: WarehouseTransaction, table: str, batch_id: str) -> WrittenLines:
    """Add and change the rows of "stations" or "climate" by their keys; a line that is known writes none."""
    added = changed = contradictions = 0
    ((turns,),) = transaction.rows(f"climate/{table.rstrip('s')}_turns.sql", {"batch_id": batch_id})
    for turn in range(1, turns + 1):
        parameters = {"batch_id": batch_id, "turn": turn}
        if table == "stations":
            transaction.run("climate/stations_of_turn.sql", parameters)
            ((new, other),) = transaction.rows("climate/count_stations.sql")
            transaction.run("climate/write_stations.sql")
        else:
            transaction.run("climate/days_of_turn.sql", parameters)
            contradictions += transaction.run("climate/contradictions.sql")
            ((new, other),) = transaction.rows("climate/count_days.sql")
            transaction.run("climate/placeholder_stations.sql")
            transaction.run("climate/write_days.sql")
        added += new
        changed += other
    return WrittenLines(added, changed, contradictions)


def climate_sheet(
    batch_id: str, table: str, run_id: str, counts: PartCounts, written: WrittenLines
) -> ClimateSheet:
    """The sheet of a table; `counts` were made before its lines were written, without contradictions."""
    quarantined = counts.quarantined + written.contradictions
    return ClimateSheet(
        batch_id=batch_id,
        target_table=table,
        run_id=run_id,
        files=counts.files,
        listed=counts.listed,
        added=written.added,
        changed=written.changed,
        unchanged=counts.listed - written.added - written.changed - quarantined,
        quarantined=quarantined,
    )
