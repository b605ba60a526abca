"""Judges the version that was just trained, beside the champion."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.src.too_few_texts import skipped_if_too_few


class EvaluateOperator(BaseOperator):
    """Judges the version in `model_dir` on the export in folder `texts`; names its predictor.

    The champion is the version that champion.json in `models_dir` names. The page goes to `report_dir`.
    """

    template_fields = ("model_dir", "texts", "models_dir", "report_dir")

    def __init__(
        self, *, text_task: str, model_dir: str, texts: str, models_dir: str, report_dir: str, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.model_dir = model_dir
        self.texts = texts
        self.models_dir = models_dir
        self.report_dir = report_dir

    def execute(self, context: Context) -> str:
        """The version's folder; the ladder goes to the log.

        Raises AirflowSkipException when there are too few texts to judge by.
        """
        from text_models.pipelines.declared_pipelines import load_pipeline
        from text_models.versions.champion import champion_folder
        from text_models.versions.model_store import fetch_models

        pipeline = load_pipeline(self.text_task)
        with skipped_if_too_few(), StorageHook().artifact_session() as here:
            champion = champion_folder(fetch_models(here, self.models_dir))
            version = here.read(self.model_dir)
            here.write(self.model_dir)
            page = pipeline.evaluate(
                version, here.read(self.texts), here.write(self.report_dir), champion=champion, log=self.log
            )
        self.log.info("The report is %s/%s", self.report_dir, page.name)
        return self.model_dir
