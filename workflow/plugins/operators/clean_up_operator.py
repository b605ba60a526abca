"""Removes what a finished run needs no more."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context


class CleanUpOperator(BaseOperator):
    """Forgets the batch's staged rows and removes the folder of its working files. Safe to repeat."""

    template_fields = ("batch_id", "work_dir")

    def __init__(self, *, batch_id: str, work_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id
        self.work_dir = work_dir

    def execute(self, context: Context) -> None:
        """Clean up."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        WarehouseHook().run_file("staging/forget_batch.sql", {"batch_id": self.batch_id})
        if Path(self.work_dir).exists():
            shutil.rmtree(self.work_dir)
