"""Hands the labelled texts of a task to the rungs of its ladder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.operators.training.ladder_places import LadderPlaces
from workflow.plugins.src.final_failures import final_failures
from workflow.plugins.src.labelled_documents import labelled_documents

if TYPE_CHECKING:
    from amzn_review.sql_catalog import SqlCatalog

MEGABYTE = 1 << 20


class ExportLabelsOperator(BaseOperator):
    """Writes the texts with the labels that count now, dealt out to the parts, below `work`. Safe to repeat.

    The run's params say which task, and how it is trained: see `training_params`; `sql` tells the warehouse.
    """

    template_fields = ("work", "version")

    def __init__(
        self,
        *,
        work: str,
        version: str,
        task_dirs: Sequence[str],
        switched_on: Sequence[str],
        sql: SqlCatalog,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.work = work
        self.version = version
        self.task_dirs = task_dirs
        self.switched_on = switched_on
        self.sql = sql

    def execute(self, context: Context) -> list[dict[str, Any]]:
        """The rungs and seeds that are to be fitted, each by a task of its own.

        Raises AirflowFailException, a sentence, for a param that cannot be, or too few texts.
        """
        from text_models.corpus.too_few_texts import TooFewTexts
        from text_models.tasks.task_files import find_task
        from text_models.training.spread.plan_ladder import PlanPlaces, plan_ladder

        asked, places = context["params"], LadderPlaces(self.work)
        try:
            with final_failures(), StorageHook().artifact_session() as here:
                task = find_task([Path(folder) for folder in self.task_dirs], asked["task"], self.switched_on)
                plan = plan_ladder(
                    task,
                    labelled_documents(self.sql, task.name),
                    _order(self.version, asked),
                    PlanPlaces(here.write(places.texts), here.write(places.parts)),
                    self.log.info,
                )
        except (TooFewTexts, ValueError) as error:
            raise AirflowFailException(str(error)) from error
        return [step._asdict() for step in plan.steps]


def _order(version: str, asked: Any) -> Any:
    from text_models.corpus.protocol import Protocol
    from text_models.training.spread.plan_ladder import LadderOrder
    from text_models.training.training_options import TrainingOptions

    named = tuple(name.strip() for name in asked["rungs"].split(",") if name.strip())
    if asked["folds"] == 1:
        raise ValueError("Param folds is 1; expected 0 for none, or 2 to 20.")
    return LadderOrder(
        version=version,
        options=TrainingOptions(
            protocol=Protocol(asked["protocol"]), variant=asked["variant"].strip() or None, models=named
        ),
        seeds=asked["seeds"],
        folds=asked["folds"],
        budget_seconds=asked["budget"],
        memory_bytes=asked["memory"] * MEGABYTE,
    )
