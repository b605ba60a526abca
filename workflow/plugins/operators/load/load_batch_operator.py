"""Loads a staged batch into the warehouse, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.hooks.redshift_hook import RedshiftHook
from workflow.plugins.src.final_failures import final_failures

if TYPE_CHECKING:
    from airflow.sdk import XComArg


class LoadBatchOperator(BaseOperator):
    """Dimensions, facts, quarantine and ledger, all or nothing; a batch that the ledger has stays."""

    template_fields = ("batch_id",)

    def __init__(self, *, batch_id: str | XComArg, limits: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id
        self.limits = limits

    def execute(self, context: Context) -> list[str]:
        """The run whose row the ledger has: this one, or the one that had left the batch open.

        Raises AirflowFailException when the balance does not close, too much is bad, or the tables cannot be
        migrated; RedshiftError.
        """
        from amzn_review.balance_table import balance_table
        from amzn_review.load_limits import LoadLimits
        from amzn_review.redshift.migrations import migrate
        from amzn_review.redshift.warehouse_load import WarehouseLoad

        with final_failures():
            session = RedshiftHook().session()
            migrate(session, self.log.info)  # the batch may have been staged by earlier code
            load = WarehouseLoad(session, AwsHook().bucket(), context["run_id"], LoadLimits(**self.limits))
            sheet = load.run(str(self.batch_id))
        self.log.info("Balance sheet:\n%s", "\n".join(balance_table([sheet])))
        return [sheet.run_id]
