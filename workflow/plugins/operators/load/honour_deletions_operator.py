"""Takes posts out of the warehouse that their source has deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException


class HonourDeletionsOperator(BaseOperator):
    """Honours the lists that wait in `data_dir` or, with `is_bucket`, in connection `aws`'s bucket."""

    ui_color = "#e3eefa"

    def __init__(self, *, data_dir: str, is_bucket: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_dir = data_dir
        self.is_bucket = is_bucket

    def execute(self, context: Context) -> None:
        """Raises AirflowSkipException when no list waits; DeletionsError, S3Error, RedshiftError."""
        gone = self._in_bucket() if self.is_bucket else self._in_folder()
        for task, count in sorted(gone.items()):
            self.log.info(
                "%s documents of task %s are gone: their sources had deleted them.", f"{count:,}", task
            )

    def _in_folder(self) -> dict[str, int]:
        from amzn_review.documents.deletions import honour_deletions, waiting_deletions
        from amzn_review.documents_layout import DocumentsLayout
        from amzn_review.postgres.migrations import migrate
        from amzn_review.postgres.sql_transaction import sql_transaction
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook
        from workflow.sql_paths import SQL_DIR

        layout = DocumentsLayout(Path(self.data_dir))
        if not waiting_deletions(layout):
            raise AirflowSkipException(f"No deleted posts wait in {layout.uploaded}.")
        connect = WarehouseHook().transaction
        migrate(connect, SQL_DIR, self.log.info)
        return honour_deletions(layout, lambda: sql_transaction(connect, SQL_DIR))

    def _in_bucket(self) -> dict[str, int]:
        from amzn_review.documents.deletions import honour_bucket_deletions
        from amzn_review.redshift.migrations import migrate
        from workflow.plugins.hooks.aws_hook import AwsHook
        from workflow.plugins.hooks.redshift_hook import RedshiftHook

        session = RedshiftHook().session()
        migrate(session, self.log.info)
        return honour_bucket_deletions(AwsHook().bucket(), session.transaction)
