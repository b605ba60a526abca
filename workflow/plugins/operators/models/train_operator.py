"""Trains a version of a task's model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.src.too_few_texts import skipped_if_too_few


class TrainOperator(BaseOperator):
    """Reads the folder that tokenizing wrote, writes the version into folder `target`.

    Begins with the weights of the champion that champion.json in `models_dir` names, if they fit, or of the
    Hugging Face model in `pretrained`. A try that follows a killed one resumes from folder `checkpoints`.
    """

    template_fields = ("tokenized", "target", "checkpoints", "models_dir")

    def __init__(
        self,
        *,
        text_task: str,
        tokenized: str,
        target: str,
        checkpoints: str,
        models_dir: str,
        options: dict[str, Any],
        pretrained: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.tokenized = tokenized
        self.target = target
        self.checkpoints = checkpoints
        self.models_dir = models_dir
        self.options = options
        self.pretrained = pretrained

    def execute(self, context: Context) -> str:
        """The folder of the version. Raises AirflowSkipException when there are too few texts."""
        from text_models.pipelines.declared_pipelines import load_pipeline
        from text_models.versions.champion import champion_folder
        from text_models.versions.model_store import fetch_models

        pipeline = load_pipeline(self.text_task)
        with skipped_if_too_few(), StorageHook().artifact_session() as here:
            pipeline.train(
                here.read(self.tokenized),
                here.write(self.target),
                checkpoints=here.read_if_there(self.checkpoints),
                champion=champion_folder(fetch_models(here, self.models_dir)),
                pretrained=Path(self.pretrained) if self.pretrained else None,
                options=self.options,
                log=self.log,
                progress=self._log_tenths,
                state_written=lambda: here.push(self.checkpoints),
            )
        return self.target

    def _log_tenths(self, done: int, steps: int) -> None:
        """A line in the task's log at each tenth of the training."""
        if done * 10 // steps > (done - 1) * 10 // steps:
            self.log.info("step %d of %d", done, steps)
