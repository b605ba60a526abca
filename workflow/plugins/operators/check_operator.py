"""Runs one check: a statement that returns the rows for which a fact is false."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context, TaskGroup
from airflow.sdk.exceptions import AirflowFailException

from workflow.sql_files import check_names

if TYPE_CHECKING:
    from airflow.sdk import XComArg

SHOWN_ROWS = 10


class CheckOperator(BaseOperator):
    """Fails, without a retry, when the check returns a row for the batches of the runs.

    The task's name is the fact.
    """

    template_fields = ("run_ids",)
    ui_color = "#e8f4ea"

    def __init__(self, *, sql_file: str, run_ids: list[str] | XComArg, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sql_file = sql_file
        self.run_ids = run_ids

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException with the first rows when the fact is false."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        rows = WarehouseHook().run_file(self.sql_file, {"run_ids": self.run_ids})
        if rows:
            raise AirflowFailException(
                f"{self.task_id} is false for {len(rows):,} rows of the runs {self.run_ids}, such as "
                f"{rows[:SHOWN_ROWS]}. The statement is workflow/sql/{self.sql_file}."
            )


def checks(stage: str, run_ids: XComArg, group_id: str) -> TaskGroup:
    """A group with one task for each check of a stage."""
    with TaskGroup(group_id=group_id) as group:
        for name in check_names(stage):
            CheckOperator(task_id=name, sql_file=f"checks/{stage}/{name}.sql", run_ids=run_ids)
    return group
