"""What text models say of reviews and documents, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from amzn_review.batch.asked_scores import AskedScores
from amzn_review.postgres.in_list import InList
from amzn_review.postgres.sql_transaction import sql_transaction
from storage.databases.table_statistics import analyze_grown_tables

if TYPE_CHECKING:
    from amzn_review.postgres.loader import Connect

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class PostgresScores:
    """Tables review_scores and document_scores. `connect` opens a connection whose block is one transaction.

    Kinds of texts are "reviews" and "documents".
    """

    connect: Connect
    sql_dir: Path

    def batches_of(self, run_ids: Sequence[str]) -> list[str]:
        """The batches that the runs have loaded, of reviews and of documents."""
        if not run_ids:
            return []
        with sql_transaction(self.connect, self.sql_dir) as transaction:
            found = transaction.rows("scores/batches_of_runs.sql", {"runs": InList(run_ids)})
        return [batch_id for (batch_id,) in found]

    def unscored(
        self, kind: str, asked: AskedScores, batches: Sequence[str] | None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield (text_id, language, variant, text) of what was not scored, of the batches; None means of all.

        The rows come by a cursor of the server, some at a time.
        """
        parameters = asked.parameters(InList, batches)
        statement = (self.sql_dir / "scores" / f"unscored_{kind}.sql").read_text(encoding="utf-8")
        with self.connect() as connection, connection.cursor(name="unscored") as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(psycopg.ClientCursor(connection).mogrify(statement, parameters))
            yield from cursor

    def store(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        """Store answers, as scores/copy_new.sql names their values; return how many were not there before.

        One transaction; safe to repeat, and beside another that stores the same. `name` is the chunk's.
        """
        del name  # of the object that Redshift reads
        with sql_transaction(self.connect, self.sql_dir) as transaction:
            transaction.run("scores/create_new.sql")
            transaction.copy("scores/copy_new.sql", rows)
            reviews = transaction.run("scores/store_reviews.sql")
            documents = transaction.run("scores/store_documents.sql")
            analyze_grown_tables(transaction.connection)
        return reviews + documents
