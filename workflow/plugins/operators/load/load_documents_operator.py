"""Loads the documents that wait."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from workflow.sql_paths import SQL_DIR

log = logging.getLogger(__name__)


class LoadDocumentsOperator(BaseOperator):
    """Loads the converted files in uploaded/documents/ into PostgreSQL; skipped when none wait.

    `limits` are the fields of LoadLimits.
    """

    ui_color = "#e3eefa"

    def __init__(self, *, data_dir: str, limits: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_dir = data_dir
        self.limits = limits

    def execute(self, context: Context) -> list[str]:
        """The runs whose documents are new: this one, and any whose open batch it has finished.

        Raises AirflowSkipException, or AirflowFailException when a batch does not balance. Migrations that
        the warehouse has not applied are applied first; one that cannot be fails the task.
        """
        from amzn_review.balance_sheet import UnbalancedBatchError
        from amzn_review.documents.document_files import DocumentFiles
        from amzn_review.documents_layout import DocumentsLayout
        from amzn_review.load_limits import LoadLimits
        from amzn_review.migrations.schema_file import MigrationError
        from amzn_review.postgres.file_batch_loader import FileBatchLoader
        from amzn_review.postgres.migrations import migrate
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        layout, hook = DocumentsLayout(Path(self.data_dir)), WarehouseHook()
        kind, run_id = DocumentFiles(layout, LoadLimits(**self.limits)), str(context["run_id"])
        try:
            migrate(hook.transaction, SQL_DIR, log.info)
            sheets = list(FileBatchLoader(kind, hook.transaction, SQL_DIR, run_id).run())
        except (MigrationError, UnbalancedBatchError) as error:
            raise AirflowFailException(str(error)) from error
        for sheet in sheets:
            log.info("%s", sheet.text())
        # What an earlier attempt of this run has committed counts too.
        loaded = hook.run_file("documents/batches_of_run.sql", {"run_id": run_id})
        runs = {sheet.run_id for sheet in sheets} | ({run_id} if loaded else set())
        if not runs:
            raise AirflowSkipException(f"No document waits in {layout.uploaded}.")
        return sorted(runs)
