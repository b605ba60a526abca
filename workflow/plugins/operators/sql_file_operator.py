"""Runs one file of statements for a batch."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context


class SqlFileOperator(BaseOperator):
    """Runs a file below workflow/sql/ in one transaction, with `batch_id` and `run_id` bound."""

    template_fields = ("batch_id",)

    def __init__(self, *, sql_file: str, batch_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sql_file = sql_file
        self.batch_id = batch_id

    def execute(self, context: Context) -> None:
        """Run the file."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        WarehouseHook().run_file(self.sql_file, {"batch_id": self.batch_id, "run_id": context["run_id"]})
