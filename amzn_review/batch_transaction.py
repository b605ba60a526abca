"""The one transaction that loads a batch: rows, quarantine, ledger, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.arrivals import printable
from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
from amzn_review.record_reader import Chunk, RecordReader, Rejection
from amzn_review.review_rows import ASIN, REVIEW_KEY, REVIEW_TIME, REVIEWER_ID, REVIEWER_NAME, ReviewRow
from amzn_review.sql_file import run_sql_file

_LONGEST_TEXT = 200
_DIMENSIONS = ("products", "users", "placeholder_products", "time")


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
        self._staged = 0
        self._set_aside = 0
        self._loaded = 0
        self._duplicate = 0

    def begin(self) -> BalanceSheet | None:
        """Wait for any other load to end. Returns the balance sheet of a batch that is loaded already."""
        self._run("staging/one_at_a_time.sql")
        known = find_batch(self._connection, self._sql_dir, self._names["batch_id"])
        if known is None:
            self._run("staging/create.sql")
        return known

    def load(self, chunk: Chunk) -> None:
        """Stage the chunk's rows, and write those that are new into the fact table."""
        if chunk.products:
            self._copy("staging/copy_products.sql", chunk.products)
        if chunk.reviews:
            self._load_reviews(chunk.reviews)
        if chunk.rejections:
            rows = [_rejection_row(self._names["batch_id"], rejection) for rejection in chunk.rejections]
            self._set_aside += self._copy("staging/copy_rejections.sql", rows)

    def _load_reviews(self, reviews: Sequence[ReviewRow]) -> None:
        # Of equal records of one chunk the first counts; those of earlier chunks are in the table by now.
        distinct = list({row[REVIEW_KEY]: row for row in reversed(reviews)}.values())
        self._copy("staging/copy_reviews.sql", map(_staged, count(self._staged), distinct))
        known = {place for (place,) in self._rows("staging/known_reviews.sql", first_place=self._staged)}
        new = distinct
        if known:
            new = [row for place, row in enumerate(distinct, start=self._staged) if place not in known]
        self._staged += len(distinct)
        self._loaded += self._copy("load/copy_reviews.sql", (row[:REVIEWER_NAME] for row in new))
        self._duplicate += len(reviews) - len(distinct) + len(known)

    def finish(self, reader: RecordReader) -> BalanceSheet:
        """Write the ledger's row. Raises UnbalancedBatchError; then nothing may be committed."""
        for step in _DIMENSIONS:
            self._run(f"load/{step}.sql")
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
        quarantined = tally.quarantined + reader.products.quarantined
        if self._set_aside != quarantined:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id}: {quarantined:,} records are to be set aside, but "
                f"{self._set_aside:,} are in quarantined_records. Nothing was loaded."
            )
        held_keys = [printable(key) for key in reader.held_keys]
        if self._run("load/ledger.sql", **sheet.as_dict(), held_keys=held_keys) != 1:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id} did not get its row in ingest_batches. Nothing was loaded."
            )
        return sheet

    def _run(self, name: str, **parameters: object) -> int:
        """Run a file. Returns the rows that its last statement changed."""
        with psycopg.ClientCursor(self._connection) as cursor:
            cursor.execute((self._sql_dir / name).read_bytes(), {**self._names, **parameters})
            return cursor.rowcount

    def _rows(self, name: str, **parameters: object) -> list[tuple[Any, ...]]:
        return run_sql_file(self._connection, self._sql_dir / name, {**self._names, **parameters})

    def _copy(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        """COPY the rows. Returns how many the server says it has written."""
        with self._connection.cursor() as cursor:
            with cursor.copy((self._sql_dir / name).read_bytes()) as copy:
                for row in rows:
                    copy.write_row(row)
            return cursor.rowcount


def find_batch(connection: psycopg.Connection[Any], sql_dir: Path, batch_id: str) -> BalanceSheet | None:
    """The ledger's row of a batch; None when it is not loaded."""
    rows = run_sql_file(connection, sql_dir / "load" / "find_batch.sql", {"batch_id": batch_id})
    return BalanceSheet(*rows[0]) if rows else None


def _staged(place: int, row: ReviewRow) -> tuple[object, ...]:
    category = str(row[0]).split("/", 2)[1]
    return place, row[REVIEW_KEY], row[REVIEWER_ID], row[REVIEWER_NAME], row[ASIN], category, row[REVIEW_TIME]


def _rejection_row(batch_id: str, rejection: Rejection) -> tuple[object, ...]:
    bad = rejection.bad
    return (
        batch_id,
        printable(rejection.source_key),
        rejection.line_number,
        bad.reason,
        _cut(bad.field),
        _cut(bad.found),
        _cut(bad.expected),
        rejection.is_whole_file,
    )


def _cut(text: str) -> str:
    """A text that may hold anything as one that a person can read in a table."""
    text = text if text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
