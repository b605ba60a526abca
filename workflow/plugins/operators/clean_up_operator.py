"""Removes what finished runs need no more."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context


class CleanUpOperator(BaseOperator):
    """Removes the folder of working files, leftovers of failed runs included. Safe to repeat.

    One run is active at a time, so nobody else works there.
    """

    def __init__(self, *, work_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work_dir = work_dir

    def execute(self, context: Context) -> None:
        """Clean up."""
        if Path(self.work_dir).exists():
            shutil.rmtree(self.work_dir)
