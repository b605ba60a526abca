"""Removes what finished runs need no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException

from workflow.plugins.hooks.storage_hook import StorageHook

KEPT_DAYS = 14


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
        with StorageHook().artifact_session() as here:
            oldest = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
            for name, touched in here.folders(self.work_dir).items():
                if name == self.batch_id or touched < oldest:
                    self.log.info("%s/%s goes.", self.work_dir, name)
                    here.remove(f"{self.work_dir}/{name}")
