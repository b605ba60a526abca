"""Hands a batch's new reviews to whoever trains on them, as Parquet in the bucket."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.hooks.redshift_hook import RedshiftHook
from workflow.plugins.src.final_failures import final_failures

if TYPE_CHECKING:
    from airflow.sdk import XComArg

ROWS_A_FILE = 100_000


class ExportBatchOperator(BaseOperator):
    """Writes training/<batch>/part-00000.parquet and so on: review_id, text, rating. Safe to repeat.

    Does nothing unless `is_on`.
    """

    template_fields = ("batch_id",)

    def __init__(self, *, batch_id: str | XComArg, is_on: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id
        self.is_on = is_on

    def execute(self, context: Context) -> str | None:
        """The prefix in the bucket, if it is on. Raises AirflowFailException, RedshiftError, S3Error."""
        if not self.is_on:
            self.log.info("Nothing is exported; AWS_TRAINING=yes switches it on.")
            return None
        prefix = f"training/{self.batch_id}/"
        with final_failures():
            bucket = AwsHook().bucket()
            parts = (
                RedshiftHook()
                .session()
                .stream("export/reviews_of_batch.sql", {"batch_id": self.batch_id}, ROWS_A_FILE)
            )
            for number, rows in enumerate(parts):
                bucket.put(f"{prefix}part-{number:05}.parquet", _parquet(rows))
        return prefix


def _parquet(rows: list[tuple[Any, ...]]) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    columns = zip(("review_id", "text", "rating"), zip(*rows, strict=True), strict=True)
    types = {"review_id": pa.int64(), "text": pa.string(), "rating": pa.int8()}
    table = pa.table({name: pa.array(values, types[name]) for name, values in columns})
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd")
    return file.getvalue()
