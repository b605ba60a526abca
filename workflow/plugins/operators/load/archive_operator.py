"""After the commit: a batch's objects leave uploaded/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.hooks.redshift_hook import RedshiftHook
from workflow.plugins.src.final_failures import final_failures

if TYPE_CHECKING:
    from airflow.sdk import XComArg


class ArchiveOperator(BaseOperator):
    """Sets bad ones aside, deletes those that raw/ holds, closes the manifest. Safe to repeat."""

    template_fields = ("batch_id",)

    def __init__(self, *, batch_id: str | XComArg, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException, RedshiftError, S3Error, OSError."""
        from amzn_review.batch.archive_report import SetAside
        from amzn_review.s3.batch_archive import archive

        with final_failures():
            session, batch = RedshiftHook().session(), {"batch_id": self.batch_id}
            set_aside = [SetAside(*row) for row in session.run_file("load/set_aside.sql", batch)]
            held_keys = [key for (key,) in session.run_file("load/held_keys.sql", batch)]
            report = archive(AwsHook().bucket(), str(self.batch_id), set_aside, held_keys)
        self.log.info("%s", report)
