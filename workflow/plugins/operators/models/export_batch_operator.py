"""Hands a batch's new texts from Redshift to a task's model, as an export in the bucket."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.hooks.redshift_hook import RedshiftHook
from workflow.plugins.src.final_failures import final_failures

if TYPE_CHECKING:
    from airflow.sdk import XComArg

    from storage.bucket import Bucket

# A cluster of one node gives no more rows of a cursor at once:
# https://docs.aws.amazon.com/redshift/latest/dg/declare.html
ROWS_AT_ONCE = 1_000


class ExportBatchOperator(BaseOperator):
    """Writes the export of the batch, as docs/rating_data.md describes it, to training/<batch>/.

    Does nothing unless `is_on`. Safe to repeat: the manifest is deleted first and written last, so that what
    has one is whole.
    """

    template_fields = ("batch_id",)

    def __init__(
        self,
        *,
        text_task: str,
        batch_id: str | XComArg,
        is_on: bool,
        options: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.batch_id = batch_id
        self.is_on = is_on
        self.options = options

    def execute(self, context: Context) -> str | None:
        """The prefix in the bucket, if it is on.

        Raises AirflowSkipException when there is nothing new to learn from; AirflowFailException,
        RedshiftError, S3Error, OSError.
        """
        if not self.is_on:
            self.log.info("Nothing is exported; AWS_TRAINING=yes switches it on.")
            return None
        with final_failures(), tempfile.TemporaryDirectory(prefix="export-") as folder:
            self._export(Path(folder))
            prefix = f"training/{self.batch_id}/"
            _replace(AwsHook().bucket(), prefix, Path(folder))
        return prefix

    def _export(self, folder: Path) -> None:
        from amzn_review.balance_sheet import BalanceSheet
        from text_models.pipelines.declared_pipelines import load_pipeline

        session, batch = RedshiftHook().session(), {"batch_id": self.batch_id}
        sheets = [BalanceSheet(*row) for row in session.run_file("load/find_batch.sql", batch)]
        if not sheets:
            raise LookupError(f"Batch {self.batch_id} is not in ingest_batches. Clear the task load.")
        if not sheets[0].loaded:
            raise AirflowSkipException("No new review was loaded: nothing new to learn.")
        counts = load_pipeline(self.text_task).export_batch(
            lambda statement: session.stream(statement, batch, ROWS_AT_ONCE),
            folder,
            batch_id=sheets[0].batch_id,
            run_id=sheets[0].run_id,
            options=self.options,
        )
        self.log.info("training/%s/: %s", self.batch_id, dict(counts))


def _replace(bucket: Bucket, prefix: str, folder: Path) -> None:
    """Put the export in the place of what is below the prefix. Raises S3Error, OSError."""
    from text_models.pipelines.text_pipeline import MANIFEST_FILE

    bucket.delete_many([prefix + MANIFEST_FILE])
    shards = [path for path in sorted(folder.iterdir()) if path.name != MANIFEST_FILE]
    for path in shards:
        bucket.upload(prefix + path.name, path)
    written = {prefix + path.name for path in shards}
    bucket.delete_many([found.key for found in bucket.list(prefix) if found.key not in written])
    bucket.upload(prefix + MANIFEST_FILE, folder / MANIFEST_FILE)
