"""What the warehouse knows of the quarantine, asked and noted in a transaction each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from amzn_review.postgres.run_sql import run_sql
from amzn_review.quarantine.quarantined_record import QuarantinedRecord, find_records
from errors import SentenceError


class NotSetAsideError(SentenceError):
    """A record that was asked for is not set aside; ``str()`` is one sentence."""


class Numbered(Protocol):
    """A record's number, and the batch that it came with."""

    @property
    def quarantine_id(self) -> int: ...

    @property
    def batch_id(self) -> str: ...


@dataclass(frozen=True)
class QuarantineLedger:
    """`connect` opens a connection whose block is one transaction. Every method raises psycopg.Error."""

    connect: Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
    sql_dir: Path

    def records(self, **choice: Any) -> list[QuarantinedRecord]:
        """As `find_records`."""
        with self.connect() as connection:
            return find_records(connection, self.sql_dir, **choice)

    def named(self, quarantine_ids: Sequence[int], states: Collection[str]) -> list[QuarantinedRecord]:
        """The records of these numbers. Raises NotSetAsideError if one is not there, or in another state."""
        found = {
            record.quarantine_id: record
            for record in self.records(quarantine_ids=quarantine_ids, with_settled=True)
        }
        for number in quarantine_ids:
            if number not in found:
                raise NotSetAsideError(f"There is no record {number}: see `amzn-review quarantine list`.")
            if (state := found[number].state) not in states:
                raise NotSetAsideError(
                    f"Record {number} is not set aside: it was {state} on "
                    f"{found[number].settled_at:%Y-%m-%d %H:%M:%S} UTC. See `amzn-review quarantine list`."
                )
        return list(found.values())

    def mark_replayed(self, records: Sequence[Numbered]) -> None:
        """Note that they were handed back."""
        self._mark("mark_replayed", records)

    def mark_dismissed(self, records: Sequence[Numbered]) -> None:
        """Note that they were given up."""
        self._mark("mark_dismissed", records)

    def _mark(self, statement: str, records: Sequence[Numbered]) -> None:
        parameters = {
            "quarantine_ids": [record.quarantine_id for record in records],
            "batch_ids": [record.batch_id for record in records],
        }
        with self.connect() as connection:
            run_sql(connection, self.sql_dir / "ledger" / f"{statement}.sql", parameters)
