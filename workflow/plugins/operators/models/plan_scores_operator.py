"""Plans which texts the champions of the text models answer."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.src.score_warehouse import score_warehouse

if TYPE_CHECKING:
    from amzn_review.sql_catalog import SqlCatalog
    from text_models.tasks.task import Task
    from workflow.plugins.src.plan_scores import Asked, ScorePlan


class PlanScoresOperator(BaseOperator):
    """Writes the new texts of the runs into chunks below place `work`, for each champion that speaks them.

    The runs are those that tasks `loads` have returned; with `rescore` "yes" it is all texts that a champion
    has not scored. Tasks are declared in the folders `task_dirs`; `only` those that are named, unless none
    is; those that are off only if `switched_on`; never one whose own pipeline stores its answers. Versions
    lie in models/<task> of `models_storage`. `sql` tells the warehouse.
    """

    template_fields = ("rescore", "work", "only")
    ui_color = "#efe6f7"

    def __init__(
        self,
        *,
        loads: Sequence[str],
        rescore: str,
        work: str,
        models_storage: str,
        task_dirs: Sequence[str],
        switched_on: Sequence[str],
        chunk_texts: int,
        sql: SqlCatalog,
        only: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.loads = loads
        self.rescore = rescore
        self.work = work
        self.models_storage = models_storage
        self.task_dirs = task_dirs
        self.switched_on = switched_on
        self.chunk_texts = chunk_texts
        self.sql = sql
        self.only = only

    def execute(self, context: Context) -> list[str]:
        """The places of the chunks. Raises AirflowSkipException, with a sentence, when there are none."""
        from workflow.plugins.src.plan_scores import MOST_CHUNKS, ScorePlan

        asked = self._champions()
        if not asked:
            raise AirflowSkipException("No text model has a champion yet: nobody is there to score.")
        warehouse = score_warehouse(self.sql)
        batches = None if self.rescore == "yes" else warehouse.batches_of(self._runs(context))
        if batches == []:
            raise AirflowSkipException(
                "The run has loaded no batch: nothing new to score. Parameter rescore=yes scores what a "
                "champion has not scored yet."
            )
        plan = ScorePlan(
            warehouse, StorageHook().artifact_session, self.work, str(context["run_id"]), self.chunk_texts
        )
        with closing(self._dealt(plan, asked, batches)) as dealt:
            chunks = list(islice(dealt, MOST_CHUNKS))
            if next(dealt, None) is not None:
                self.log.warning(
                    "%s chunks are as many as one run takes: a run with rescore=yes scores the rest. "
                    "SCORE_CHUNK_TEXTS makes chunks larger.",
                    f"{MOST_CHUNKS:,}",
                )
        if not chunks:
            raise AirflowSkipException("No new text is in a language that a champion speaks: none to score.")
        return chunks

    def _dealt(
        self, plan: ScorePlan, asked: Sequence[Asked], batches: Sequence[str] | None
    ) -> Generator[str, None, None]:
        for it in asked:
            yield from plan.deal(it, batches)

    def _champions(self) -> list[Asked]:
        from workflow.plugins.src.plan_scores import asked_of

        found = (
            asked_of(StorageHook().artifact_session, task, f"{self.models_storage}/models/{task.name}")
            for task in self._tasks()
        )
        return [asked for asked in found if asked is not None]

    def _tasks(self) -> list[Task]:
        from text_models.pipelines.declared_pipelines import tasks_with_pipeline
        from text_models.tasks.task_files import read_tasks

        others = tasks_with_pipeline()
        tasks = read_tasks([Path(folder) for folder in self.task_dirs])
        return [
            task
            for name, task in tasks.items()
            if name not in others
            and (not self.only or name in self.only)
            and (not task.off or name in self.switched_on)
        ]

    def _runs(self, context: Context) -> list[str]:
        found = [context["ti"].xcom_pull(task_ids=name) for name in self.loads]
        return sorted({run for runs in found for run in runs or []})
