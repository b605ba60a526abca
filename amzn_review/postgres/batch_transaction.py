"""The one transaction that loads a batch: rows, quarantine, ledger, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_counts import BatchCounts, RowBatch
from amzn_review.batch.rejection_row import rejection_row
from amzn_review.corpus.demo import DEFAULT_DEMOS, Demo
from amzn_review.corpus.made_up_reviews import demos_of, made_up_reviewers, made_up_reviews
from amzn_review.postgres.in_list import InList
from amzn_review.postgres.run_sql import copy_rows, run_changes, run_sql
from amzn_review.records.copy_text import copy_row
from storage.databases.table_statistics import analyze_grown_tables

_STAGED_ROWS = 50_000  # kept in memory until they are sent: one COPY costs less than many
_DIMENSIONS = ("products", "users", "placeholder_products", "time")


class BatchTransaction:
    """Loads the row batches of one batch into the warehouse, in a transaction that the caller commits.

    `begin` comes first, then `load` of each row batch, then `finish`. The cost of each step follows
    the rows of the row batch, not those that the tables hold. `demos` are those whose reviews are marked.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        sql_dir: Path,
        run_id: str,
        demos: Sequence[Demo] = DEFAULT_DEMOS,
    ) -> None:
        self._connection = connection
        self._sql_dir = sql_dir
        self._run_id = run_id
        self._demos = demos
        self._staged: list[bytes] = []
        self._set_aside = 0
        self._loaded = 0
        self._duplicate = 0

    def begin(self) -> None:
        """Wait for any other load to end."""
        self._run("staging/one_at_a_time.sql")
        self._run("staging/create.sql")

    def load(self, batch_id: str, row_batch: RowBatch) -> None:
        """Write the reviews that are new into the fact table, and stage what the dimensions need."""
        if row_batch.products:
            self._copy("staging/copy_products.sql", row_batch.products)
        if row_batch.facts:
            self._load_reviews(batch_id, row_batch)
            self._staged += row_batch.staged
            if len(self._staged) >= _STAGED_ROWS:
                self._stage_reviews()
        if row_batch.rejections:
            rows = [rejection_row(batch_id, rejection) for rejection in row_batch.rejections]
            self._set_aside += self._copy("staging/copy_rejections.sql", rows)

    def _load_reviews(self, batch_id: str, row_batch: RowBatch) -> None:
        keys = "{" + ",".join(row_batch.review_keys) + "}"
        known = {key.hex for (key,) in self._rows("load/known_reviews.sql", review_keys=keys)}
        facts = row_batch.facts
        if known or len(set(row_batch.review_keys)) < len(facts):
            # Of equal records of a row batch the first counts; earlier ones are in the table by now.
            distinct: dict[str, bytes] = {}
            for key, fact in zip(row_batch.review_keys, facts, strict=True):
                distinct.setdefault(key, fact)
            facts = [fact for key, fact in distinct.items() if key not in known]
        if facts:
            first_column = copy_row((batch_id, ""))
            rows = first_column + (b"\n" + first_column).join(facts)
            self._loaded += self._copy_text("load/copy_reviews.sql", rows)
        self._duplicate += len(row_batch.facts) - len(facts)

    def _stage_reviews(self) -> None:
        self._copy_text("staging/copy_reviews.sql", b"\n".join(self._staged))
        self._staged = []

    def finish(self, batch_id: str, counts: BatchCounts) -> BalanceSheet:
        """Write the ledger's row. Raises UnbalancedBatchError; then nothing may be committed."""
        self._stage_reviews()
        for step in _DIMENSIONS:
            self._run(f"load/{step}.sql")
        self._mark_made_up(batch_id)
        counted = counts.reviews
        sheet = BalanceSheet(
            batch_id=batch_id,
            run_id=self._run_id,
            files=counted.files,
            listed=counted.listed,
            staged=counted.staged,
            loaded=self._loaded,
            duplicate=self._duplicate,
            quarantined=counted.quarantined,
            held=counted.held,
            products=counts.products.staged,
        )
        sheet.require_balance()
        if self._set_aside != counts.quarantined:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id}: {counts.quarantined:,} records are to be set aside, but "
                f"{self._set_aside:,} are in quarantined_records. Nothing was loaded."
            )
        held_keys = [printable(key) for key in counts.held_keys]
        if self._run("load/ledger.sql", **sheet.as_dict(), held_keys=held_keys) != 1:
            raise UnbalancedBatchError(
                f"Batch {sheet.batch_id} did not get its row in ingest_batches. Nothing was loaded."
            )
        analyze_grown_tables(self._connection)
        return sheet

    def _mark_made_up(self, batch_id: str) -> None:
        """Mark the reviews of a demo corpus. A demo is made again only if the batch may hold some of it."""
        reviewers = InList(made_up_reviewers(self._demos))
        found = [name for (name,) in self._rows("load/demo_reviewers.sql", reviewers=reviewers)]
        if demos := demos_of(found, self._demos):
            keys = InList(sorted(made_up_reviews(demos).keys))
            self._run("load/mark_made_up.sql", batch_id=batch_id, made_up_keys=keys)

    def _run(self, name: str, **parameters: object) -> int:
        """Run a file. Returns the rows that its last statement changed."""
        return run_changes(self._connection, self._sql_dir / name, parameters)

    def _rows(self, name: str, **parameters: object) -> list[tuple[Any, ...]]:
        return run_sql(self._connection, self._sql_dir / name, parameters)

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
    rows = run_sql(connection, sql_dir / "load" / "find_batch.sql", {"batch_id": batch_id})
    return BalanceSheet(*rows[0]) if rows else None
