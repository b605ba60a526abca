"""Loads the documents that wait in the bucket."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.hooks.redshift_hook import RedshiftHook
from workflow.plugins.src.final_failures import final_failures


class LoadBucketDocumentsOperator(BaseOperator):
    """Loads the converted objects in uploaded/documents/ into Redshift; skipped when none wait.

    `limits` are the fields of LoadLimits.
    """

    def __init__(self, *, limits: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limits = limits

    def execute(self, context: Context) -> list[str]:
        """The runs whose documents are new: this one, and any whose open batch it has finished.

        Raises AirflowSkipException; AirflowFailException, RedshiftError, S3Error, OSError. Migrations that
        the warehouse has not applied are applied first.
        """
        from amzn_review.load_limits import LoadLimits
        from amzn_review.redshift.bucket_document_loader import BucketDocumentLoader
        from amzn_review.redshift.migrations import migrate
        from amzn_review.redshift.staged_kind import Staging

        hook, session, run_id = AwsHook(), RedshiftHook().session(), str(context["run_id"])
        with final_failures():
            migrate(session, self.log.info)
            staging = Staging(session, hook.bucket(), hook.iam_role_arn())
            sheets = list(BucketDocumentLoader(staging, run_id, LoadLimits(**self.limits)).run())
            # What an earlier attempt of this run has committed counts too.
            loaded = session.run_file("documents/batches_of_run.sql", {"run_id": run_id})
        runs = {sheet.run_id for sheet in sheets} | ({run_id} if loaded else set())
        if not runs:
            raise AirflowSkipException("No document waits in uploaded/documents/ of the bucket.")
        return sorted(runs)
