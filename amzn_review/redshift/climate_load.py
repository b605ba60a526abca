"""Stations and days of climate, from staging into their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amzn_review.climate.climate_sheet import ClimateSheet

if TYPE_CHECKING:
    from amzn_review.redshift.session import RedshiftTransaction


def load_climate(transaction: RedshiftTransaction, batch_id: str, run_id: str) -> list[ClimateSheet]:
    """Add and change rows by their keys, and write the ledger. What was set aside is in the quarantine.

    One sheet a table that the batch feeds. Raises UnbalancedBatchError: then nothing may be committed.
    """
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
