"""Removes what finished runs need no more."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException

KEPT_DAYS = 14
DAY_SECONDS = 86_400


class CleanUpOperator(BaseOperator):
    """Removes `work_dir`/`batch_id`, and folders beside it that nobody has touched for two weeks. Safe to
    repeat.

    Those are of runs that failed; until then they can be cleared and find their files.
    """

    template_fields = ("batch_id",)

    def __init__(self, *, work_dir: str, batch_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work_dir = work_dir
        self.batch_id = batch_id

    def execute(self, context: Context) -> None:
        """Clean up. Raises AirflowFailException when the batch's name could lead out of the folder."""
        if self.batch_id in ("", ".", "..", "None") or "/" in self.batch_id:
            raise AirflowFailException(
                f"Nothing is removed: {self.batch_id!r} is no name of a batch. Clear the task `load` first."
            )
        work = Path(self.work_dir)
        if not work.is_dir():
            return
        oldest = time.time() - KEPT_DAYS * DAY_SECONDS
        for folder in work.iterdir():
            if folder.is_dir() and (folder.name == self.batch_id or _last_touched(folder) < oldest):
                self.log.info("%s goes.", folder)
                shutil.rmtree(folder)
        if not any(work.iterdir()):
            work.rmdir()


def _last_touched(folder: Path) -> float:
    """When the folder or anything in it was last written, in seconds since 1970."""
    return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
