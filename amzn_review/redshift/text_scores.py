"""What text models say of reviews and documents, in Redshift."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from amzn_review.batch.asked_scores import AskedScores
from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.redshift.session import RedshiftSession, RedshiftTransaction
from amzn_review.s3.batch_keys import COPIES
from storage.bucket import Bucket

# A cluster of one node gives no more rows of a cursor at once:
# https://docs.aws.amazon.com/redshift/latest/dg/declare.html
ROWS_AT_ONCE = 1_000
COLUMNS = (
    "is_review", "text_id", "task", "model_version", "top_label", "score", "scores", "fault", "language",
    "run_id",
)  # fmt: skip
SCORES = COLUMNS.index("scores")


@dataclass(frozen=True)
class RedshiftScores:
    """Tables review_scores and document_scores; COPY reads `bucket` by the cluster's role `iam_role`.

    Kinds of texts are "reviews" and "documents".
    """

    session: RedshiftSession
    bucket: Bucket
    iam_role: str

    def batches_of(self, run_ids: Sequence[str]) -> list[str]:
        """The batches that the runs have loaded, of reviews and of documents. Raises RedshiftError."""
        if not run_ids:
            return []
        found = self.session.run_file("scores/batches_of_runs.sql", {"runs": tuple(run_ids)})
        return [batch_id for (batch_id,) in found]

    def unscored(
        self, kind: str, asked: AskedScores, batches: Sequence[str] | None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield (text_id, language, variant, text) of what was not scored, of the batches; None means of all.

        The rows come by a cursor of the server, some at a time. Raises RedshiftError.
        """
        statement = f"scores/unscored_{kind}.sql"
        for rows in self.session.stream(statement, asked.parameters(tuple, batches), ROWS_AT_ONCE):
            yield from rows

    def store(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        """Store answers, whose values are COLUMNS; return how many were not there before.

        By an object copy/scores/`name`/ in the bucket, in one transaction with the load's lock. Safe to
        repeat, and beside another that stores the same. Raises RedshiftError, S3Error, OSError.
        """
        with tempfile.TemporaryDirectory(prefix="scores-") as folder:
            path = Path(folder) / "scores.jsonl.gz"
            count = _write_objects(path, rows)
            key = f"{COPIES}scores/{name}/{path.name}"
            with self.session.transaction() as transaction:
                transaction.run("staging/one_at_a_time.sql")
                self.bucket.upload(key, path)
                self._copy(transaction, key, count)
                # Read by now; nobody else has put it there, for the lock is held.
                self.bucket.delete_many([key])
                return transaction.run("scores/store_reviews.sql") + transaction.run(
                    "scores/store_documents.sql"
                )

    def _copy(self, transaction: RedshiftTransaction, key: str, count: int) -> None:
        transaction.run("scores/create_new.sql")
        parameters = {
            "source": f"s3://{self.bucket.address.bucket}/{key}",
            "iam_role": self.iam_role,
            "region": self.bucket.address.region,
        }
        transaction.run("scores/copy_new.sql", parameters)
        ((copied,),) = transaction.rows("staging/copied_rows.sql")
        if copied != count:
            raise RedshiftError(
                f"COPY has read {copied:,} scores of {key}, of {count:,}: nothing was stored. Clear the task "
                "to try again.",
                is_passing=True,
            )


def _write_objects(path: Path, rows: Iterable[Sequence[object]]) -> int:
    """Write a JSON object a line, named by column; the scores, which are JSON already, as they are."""
    written = 0
    with gzip.open(path, "wb", compresslevel=1) as lines:
        for row in rows:
            values: dict[str, object] = dict(zip(COLUMNS, row, strict=True))
            scores = row[SCORES]
            values["scores"] = None if scores is None else msgspec.Raw(str(scores).encode())
            lines.write(msgspec.json.encode(values) + b"\n")
            written += 1
    return written
