"""Hands a batch's new reviews from Redshift to the rating model, as an export in the bucket."""

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
        batch_id: str | XComArg,
        is_on: bool,
        max_reviews: int,
        max_evaluation: int = 10_000,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id
        self.is_on = is_on
        self.max_reviews = max_reviews
        self.max_evaluation = max_evaluation

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
        from rating_model.data.batch_export import export_batch

        session, batch = RedshiftHook().session(), {"batch_id": self.batch_id}
        sheets = [BalanceSheet(*row) for row in session.run_file("load/find_batch.sql", batch)]
        if not sheets:
            raise LookupError(f"Batch {self.batch_id} is not in ingest_batches. Clear the task load.")
        if not sheets[0].loaded:
            raise AirflowSkipException("No new review was loaded: nothing new to learn.")
        manifest = export_batch(
            folder,
            session.stream("export/reviews_of_batch.sql", batch, ROWS_AT_ONCE),
            batch_id=sheets[0].batch_id,
            run_id=sheets[0].run_id,
            max_reviews=self.max_reviews,
            max_evaluation=self.max_evaluation,
        )
        self.log.info("training/%s/: %s", self.batch_id, manifest.counts)


def _replace(bucket: Bucket, prefix: str, folder: Path) -> None:
    """Put the export in the place of what is below the prefix. Raises S3Error, OSError."""
    from rating_model.data.reviews_manifest import MANIFEST_FILE

    bucket.delete_many([prefix + MANIFEST_FILE])
    shards = [path for path in sorted(folder.iterdir()) if path.name != MANIFEST_FILE]
    for path in shards:
        bucket.upload(prefix + path.name, path)
    written = {prefix + path.name for path in shards}
    bucket.delete_many([found.key for found in bucket.list(prefix) if found.key not in written])
    bucket.upload(prefix + MANIFEST_FILE, folder / MANIFEST_FILE)
