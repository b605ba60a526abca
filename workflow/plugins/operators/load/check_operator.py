"""Runs one check: a statement that returns the rows for which a fact is false."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import BaseOperator, Context, TaskGroup
from airflow.sdk.exceptions import AirflowFailException

from workflow.sql_paths import POSTGRES, REDSHIFT, SQL_DIR, check_names

if TYPE_CHECKING:
    from airflow.sdk import XComArg

    from amzn_review.sql_catalog import SqlCatalog

SHOWN_ROWS = 10


class CheckOperator(BaseOperator):
    """Fails, without a retry, when the check returns a row for the batches of the runs.

    The task's name is the fact. `sql` tells which warehouse is asked.
    """

    template_fields = ("run_ids",)
    ui_color = "#e8f4ea"

    def __init__(
        self, *, sql_file: str, run_ids: list[str] | XComArg, sql: SqlCatalog, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.sql_file = sql_file
        self.run_ids = run_ids
        self.sql = sql

    def execute(self, context: Context) -> None:
        """Raises AirflowFailException with the first rows when the fact is false."""
        from amzn_review.postgres.in_list import InList

        rows = self._run({"runs": InList(cast("list[str]", self.run_ids))})  # rendered when the task runs
        if rows:
            statement = self.sql.path(self.sql_file).relative_to(SQL_DIR)
            raise AirflowFailException(
                f"{self.task_id} is false for {len(rows):,} rows of the runs {self.run_ids}, such as "
                f"{rows[:SHOWN_ROWS]}. The statement is workflow/sql/{statement}."
            )

    def _run(self, parameters: dict[str, object]) -> list[tuple[Any, ...]]:
        if self.sql == REDSHIFT:
            from workflow.plugins.hooks.redshift_hook import RedshiftHook
            from workflow.plugins.src.final_failures import final_failures

            with final_failures():
                return RedshiftHook().session().run_file(self.sql_file, parameters)
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        return WarehouseHook().run_file(self.sql_file, parameters)


def checks(stage: str, run_ids: list[str] | XComArg, group_id: str, sql: SqlCatalog = POSTGRES) -> TaskGroup:
    """A group with one task for each check of a stage."""
    with TaskGroup(group_id=group_id) as group:
        for name in check_names(stage, sql):
            CheckOperator(task_id=name, sql_file=f"checks/{stage}/{name}.sql", run_ids=run_ids, sql=sql)
    return group
