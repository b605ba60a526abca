"""Answers a run's new texts."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class PredictOperator(BaseOperator):
    """Reads the new texts of the export in folder `texts`, writes the champion's answers into `target`.

    Needs the storage alone, neither database nor registry: the champion is the one that champion.json names.
    """

    template_fields = ("texts", "target")

    def __init__(self, *, text_task: str, models_dir: str, texts: str, target: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.models_dir = models_dir
        self.texts = texts
        self.target = target

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there is no champion to ask."""
        from airflow.sdk.exceptions import AirflowSkipException

        from text_models.pipelines.declared_pipelines import load_pipeline
        from text_models.versions.champion import read_champion
        from text_models.versions.model_store import fetch_models
        from text_models.versions.version_folder import VersionFolder

        pipeline = load_pipeline(self.text_task)
        with StorageHook().artifact_session() as here:
            models_dir = fetch_models(here, self.models_dir)
            champion = read_champion(models_dir)
            if champion is None:
                raise AirflowSkipException("No version has passed the gate yet: nobody is there to predict.")
            version = VersionFolder.read(models_dir, champion)
            pipeline.predict(version, here.read(self.texts), here.write(self.target), log=self.log)
        return self.target
