"""Hands texts from the warehouse to a task's model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.src.too_few_texts import skipped_if_too_few

if TYPE_CHECKING:
    from airflow.sdk import XComArg


class ExportTextsOperator(BaseOperator):
    """Writes the new texts of the runs, those to learn from and those to judge by into folder `target`.

    The folder appears whole. Safe to repeat. The champion lies in `models_dir`: the task's pipeline tells how
    far the new texts are from what it was trained on.
    """

    template_fields = ("run_ids", "target")

    def __init__(
        self,
        *,
        text_task: str,
        run_ids: list[str] | XComArg,
        target: str,
        models_dir: str,
        options: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.run_ids = run_ids
        self.target = target
        self.models_dir = models_dir
        self.options = options

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there is nothing new to learn from."""
        from text_models.pipelines.declared_pipelines import load_pipeline
        from text_models.versions.champion import champion_folder
        from text_models.versions.model_store import fetch_models
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        pipeline = load_pipeline(self.text_task)
        with skipped_if_too_few(), StorageHook().artifact_session() as here:
            counts = pipeline.export(
                WarehouseHook().warehouse(),
                cast("list[str]", self.run_ids),  # rendered when the task runs
                here.write(self.target),
                champion=lambda: champion_folder(fetch_models(here, self.models_dir)),
                options=self.options,
                log=self.log,
            )
        self.log.info("%s: %s", self.target, dict(counts))
        return self.target
