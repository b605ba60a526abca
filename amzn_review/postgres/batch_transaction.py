"""The one transaction that loads a batch: rows, quarantine, ledger, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_counts import Chunk, Reading
from amzn_review.batch.rejection_row import rejection_row
from amzn_review.postgres.run_sql import copy_rows, run_changes, run_sql_file
from amzn_review.records.copy_text import copy_row

_STAGED_ROWS = 50_000  # kept in memory until they are sent: one COPY costs less than many
_DIMENSIONS = ("products", "users", "placeholder_products", "time")


class BatchTransaction:
    """Loads the chunks of one batch into the warehouse, in a transaction that the caller commits.

    `begin` comes first, then `load` of each chunk, then `finish`. The cost of each step follows the rows of
    the chunk, not those that the tables hold.
    """

    def __init__(self, connection: psycopg.Connection[Any], sql_dir: Path, run_id: str) -> None:
        self._connection = connection
        self._sql_dir = sql_dir
        self._run_id = run_id
        self._staged: list[bytes] = []
        self._set_aside = 0
        self._loaded = 0
        self._duplicate = 0

    def begin(self) -> None:
        """Wait for any other load to end."""
        self._run("staging/one_at_a_time.sql")
        self._run("staging/create.sql")

    def load(self, batch_id: str, chunk: Chunk) -> None:
        """Write the chunk's reviews that are new into the fact table, and stage what the dimensions need."""
        if chunk.products:
            self._copy("staging/copy_products.sql", chunk.products)
        if chunk.facts:
            self._load_reviews(batch_id, chunk)
            self._staged += chunk.staged
            if len(self._staged) >= _STAGED_ROWS:
                self._stage_reviews()
        if chunk.rejections:
            rows = [rejection_row(batch_id, rejection) for rejection in chunk.rejections]
            self._set_aside += self._copy("staging/copy_rejections.sql", rows)

    def _load_reviews(self, batch_id: str, chunk: Chunk) -> None:
        keys = "{" + ",".join(chunk.review_keys) + "}"
        known = {key.hex for (key,) in self._rows("load/known_reviews.sql", review_keys=keys)}
        facts = chunk.facts
        if known or len(set(chunk.review_keys)) < len(facts):
            # Of equal records of one chunk the first counts; those of earlier chunks are in the table by now.
            distinct: dict[str, bytes] = {}
            for key, fact in zip(chunk.review_keys, facts, strict=True):
                distinct.setdefault(key, fact)
            facts = [fact for key, fact in distinct.items() if key not in known]
        if facts:
            first_column = copy_row((batch_id, ""))
            rows = first_column + (b"\n" + first_column).join(facts)
            self._loaded += self._copy_text("load/copy_reviews.sql", rows)
        self._duplicate += len(chunk.facts) - len(facts)

    def _stage_reviews(self) -> None:
        self._copy_text("staging/copy_reviews.sql", b"\n".join(self._staged))
        self._staged = []

    def finish(self, batch_id: str, reading: Reading) -> BalanceSheet:
        """Write the ledger's row. Raises UnbalancedBatchError; then nothing may be committed."""
        self._stage_reviews()
        for step in _DIMENSIONS:
            self._run(f"load/{step}.sql")
        tally = reading.reviews
        sheet = BalanceSheet(
            batch_id=batch_id,
            run_id=self._run_id,
            files=tally.files,
            listed=tally.listed,
            staged=tally.staged,
            loaded=self._loaded,
            duplicate=self._duplicate,
            quarantined=tally.quarantined,
            held=tally.held,
            products=reading.products.staged,
        )
        sheet.require_balance()
        if self._set_aside != reading.quarantined:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id}: {reading.quarantined:,} records are to be set aside, but "
                f"{self._set_aside:,} are in quarantined_records. Nothing was loaded."
            )
        held_keys = [printable(key) for key in reading.held_keys]
        if self._run("load/ledger.sql", **sheet.as_dict(), held_keys=held_keys) != 1:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id} did not get its row in ingest_batches. Nothing was loaded."
            )
        return sheet

    def _run(self, name: str, **parameters: object) -> int:
        """Run a file. Returns the rows that its last statement changed."""
        return run_changes(self._connection, self._sql_dir / name, parameters)

    def _rows(self, name: str, **parameters: object) -> list[tuple[Any, ...]]:
        return run_sql_file(self._connection, self._sql_dir / name, parameters)

    def _copy_text(self, name: str, rows: bytes) -> int:
        """COPY rows that are in its text format. Returns how many the server says it has written."""
        with self._connection.cursor() as cursor:
            with cursor.copy((self._sql_dir / name).read_bytes()) as copy:
                copy.write(rows)
            return cursor.rowcount

    def _copy(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        return copy_rows(self._connection, self._sql_dir / name, rows)


def find_batch(connection: psycopg.Connection[Any], sql_dir: Path, batch_id: str) -> BalanceSheet | None:
    """The ledger's row of a batch; None when it is not loaded."""
    rows = run_sql_file(connection, sql_dir / "load" / "find_batch.sql", {"batch_id": batch_id})
    return BalanceSheet(*rows[0]) if rows else None
