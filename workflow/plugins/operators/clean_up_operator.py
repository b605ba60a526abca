"""Removes what finished runs need no more."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context


class CleanUpOperator(BaseOperator):
    """Empties the staging tables and the folder of working files, leftovers of failed runs included.

    One run is active at a time, and whatever an unfinished batch had staged is staged again. Safe to repeat.
    """

    def __init__(self, *, work_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work_dir = work_dir

    def execute(self, context: Context) -> None:
        """Clean up."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        WarehouseHook().run_file("staging/forget_all.sql", {})
        if Path(self.work_dir).exists():
            shutil.rmtree(self.work_dir)
