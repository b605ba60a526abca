"""Runs one check: a statement that returns the rows for which a fact is false."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context, TaskGroup
from airflow.sdk.exceptions import AirflowFailException

from workflow.sql_files import check_names

SHOWN_ROWS = 10


class CheckOperator(BaseOperator):
    """Fails, without a retry, when the check returns a row for the batch. The task's name is the fact."""

    template_fields = ("batch_id",)
    ui_color = "#e8f4ea"

    def __init__(self, *, sql_file: str, batch_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sql_file = sql_file
        self.batch_id = batch_id

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException with the first rows when the fact is false."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        rows = WarehouseHook().run_file(self.sql_file, {"batch_id": self.batch_id})
        if rows:
            raise AirflowFailException(
                f"{self.task_id} is false for {len(rows)} rows of batch {self.batch_id}, such as "
                f"{rows[:SHOWN_ROWS]}. The statement is workflow/sql/{self.sql_file}."
            )


def checks(stage: str, batch_id: str, group_id: str) -> TaskGroup:
    """A group with one task for each check of a stage."""
    with TaskGroup(group_id=group_id) as group:
        for name in check_names(stage):
            CheckOperator(task_id=name, sql_file=f"checks/{stage}/{name}.sql", batch_id=batch_id)
    return group
