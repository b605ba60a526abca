"""The one transaction that loads a batch: rows, quarantine, ledger, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
from amzn_review.record_reader import Chunk, RecordReader, Rejection
from amzn_review.sql_file import run_sql_file

_REVIEW_STEPS = ("users", "placeholder_products", "time", "reviews")


class BatchTransaction:
    """Loads the chunks of one batch into the warehouse, in a transaction that the caller commits.

    The cost of each step follows the rows of the chunk, not those that the tables hold.
    """

    def __init__(
        self, connection: psycopg.Connection[Any], sql_dir: Path, batch_id: str, run_id: str
    ) -> None:
        self._connection = connection
        self._sql_dir = sql_dir
        self._names = {"batch_id": batch_id, "run_id": run_id}
        self._inserted = 0
        self._loaded = 0
        self._duplicate = 0

    def begin(self) -> BalanceSheet | None:
        """Wait until no other load is under way. Returns the batch's balance sheet if it is loaded already."""
        self._run("staging/one_at_a_time.sql")
        return find_batch(self._connection, self._sql_dir, self._names["batch_id"])

    def load(self, chunk: Chunk) -> None:
        """Stage the chunk's rows and take them into the star schema."""
        self._run("staging/empty.sql")
        if chunk.products:
            self._copy("staging/copy_products.sql", chunk.products)
            self._run("load/products.sql")
        if chunk.reviews:
            self._copy("staging/copy_reviews.sql", chunk.reviews)
            for step in _REVIEW_STEPS:
                inserted = self._run(f"load/{step}.sql")
            self._inserted += inserted
            loaded, duplicate = self._rows("load/count_staged.sql")[0]
            self._loaded += loaded
            self._duplicate += duplicate
        if chunk.rejections:
            rows = [_rejection_row(self._names["batch_id"], rejection) for rejection in chunk.rejections]
            self._copy("staging/copy_rejections.sql", rows)

    def finish(self, reader: RecordReader) -> BalanceSheet:
        """Write the ledger's row. Raises UnbalancedBatchError; then nothing may be committed."""
        self._run("staging/empty.sql")
        tally = reader.reviews
        sheet = BalanceSheet(
            **self._names,
            files=tally.files,
            listed=tally.listed,
            staged=tally.staged,
            loaded=self._loaded,
            duplicate=self._duplicate,
            quarantined=tally.quarantined,
            held=tally.held,
            products=reader.products.staged,
        )
        sheet.require_balance()
        if self._inserted != self._loaded:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id}: {self._inserted:,} rows were inserted, but {self._loaded:,} are found "
                "in the fact table. Nothing was loaded."
            )
        held_keys = [printable(key) for key in reader.held_keys]
        parameters = {**sheet.as_dict(), "held_keys": held_keys}
        run_sql_file(self._connection, self._sql_dir / "load/ledger.sql", parameters)
        return sheet

    def _run(self, name: str) -> int:
        with psycopg.ClientCursor(self._connection) as cursor:
            cursor.execute((self._sql_dir / name).read_bytes(), self._names)
            return cursor.rowcount

    def _rows(self, name: str) -> list[tuple[Any, ...]]:
        return run_sql_file(self._connection, self._sql_dir / name, self._names)

    def _copy(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy((self._sql_dir / name).read_bytes()) as copy,
        ):
            for row in rows:
                copy.write_row(row)


def find_batch(connection: psycopg.Connection[Any], sql_dir: Path, batch_id: str) -> BalanceSheet | None:
    """The ledger's row of a batch; None when it is not loaded."""
    rows = run_sql_file(connection, sql_dir / "load" / "find_batch.sql", {"batch_id": batch_id})
    return BalanceSheet(*rows[0]) if rows else None


def _rejection_row(batch_id: str, rejection: Rejection) -> tuple[object, ...]:
    bad = rejection.bad
    return (
        batch_id,
        printable(rejection.source_key),
        rejection.line_number,
        bad.reason,
        bad.field,
        bad.found,
        bad.expected,
        rejection.is_whole_file,
    )


def printable(key: str) -> str:
    """The key as a text column can hold it: control characters and bytes that are not UTF-8 escaped."""
    return key if key.isprintable() and "\\" not in key else ascii(key)[1:-1]
