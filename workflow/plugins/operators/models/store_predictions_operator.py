"""Brings predictions into the warehouse."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class StorePredictionsOperator(BaseOperator):
    """Stores what folder `predictions` holds in the table of the task's answers, in one transaction.

    A text that has an answer of the version keeps it, so the task may run twice.
    """

    template_fields = ("predictions",)

    def __init__(self, *, text_task: str, predictions: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.predictions = predictions

    def execute(self, context: Context) -> int:
        """How many predictions were not there before."""
        from text_models.pipelines.declared_pipelines import load_pipeline
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        pipeline = load_pipeline(self.text_task)
        with StorageHook().artifact_session() as here:
            stored = pipeline.store(WarehouseHook().warehouse(), here.read(self.predictions))
        self.log.info("%s new predictions stored", f"{stored:,}")
        return stored
