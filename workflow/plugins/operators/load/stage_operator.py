"""COPYs one kind of a batch's rows into its staging table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.hooks.redshift_hook import RedshiftHook
from workflow.plugins.src.final_failures import final_failures

if TYPE_CHECKING:
    from airflow.sdk import XComArg

    from amzn_review.s3.copy_parts import CopyKind


class StageOperator(BaseOperator):
    """Puts rows of `kind` in the place of what an earlier attempt had staged of the batch. Safe to repeat.

    The first of a run that talks to the warehouse: it applies the migrations that the tables lack.
    """

    template_fields = ("batch_id",)

    def __init__(self, *, batch_id: str | XComArg, kind: CopyKind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id
        self.kind = kind

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException, RedshiftError, S3Error."""
        from amzn_review.redshift.migrations import migrate
        from amzn_review.redshift.staged_kind import Staging

        with final_failures():
            hook, session = AwsHook(), RedshiftHook().session()
            migrate(session, self.log.info)
            staging = Staging(session, hook.bucket(), hook.iam_role_arn())
            staged = staging.stage(str(self.batch_id), self.kind)
        self.log.info(
            "%s rows of %s are staged, COPY has refused %s.",
            f"{staged.rows:,}",
            self.kind,
            f"{len(staged.refused):,}",
        )
