"""Trains a version of the rating model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class TrainOperator(BaseOperator):
    """Reads the folder that tokenizing wrote, writes the version into folder `target`.

    Begins with the weights of the champion that champion.json in `models_dir` names, if they fit, or of the
    Hugging Face ALBERT in `pretrained`. A try that follows a killed one resumes from folder `checkpoints`.
    """

    template_fields = ("tokenized", "target", "checkpoints", "models_dir")

    def __init__(
        self,
        *,
        tokenized: str,
        target: str,
        checkpoints: str,
        models_dir: str,
        options: dict[str, Any],
        pretrained: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.tokenized = tokenized
        self.target = target
        self.checkpoints = checkpoints
        self.models_dir = models_dir
        self.options = options
        self.pretrained = pretrained

    def execute(self, context: Context) -> str:
        """The folder of the version. Raises AirflowSkipException when there are too few reviews."""
        from airflow.sdk.exceptions import AirflowSkipException

        from rating_model.model_store import fetch_models
        from rating_model.training.options import RatingOptions
        from rating_model.training.train import train_rating_model
        from text_models.corpus.too_few_texts import TooFewTexts
        from text_models.versions.champion import champion_folder
        from text_models.versions.code_version import code_version

        with StorageHook().artifact_session() as here:
            try:
                train_rating_model(
                    here.read(self.tokenized),
                    here.write(self.target),
                    RatingOptions(**self.options),
                    checkpoints=here.read_if_there(self.checkpoints),
                    champion=champion_folder(fetch_models(here, self.models_dir)),
                    pretrained=Path(self.pretrained) if self.pretrained else None,
                    code_version=code_version(),
                    progress=self._log_tenths,
                    report=self.log.info,
                    state_written=lambda: here.push(self.checkpoints),
                )
            except TooFewTexts as error:
                raise AirflowSkipException(str(error)) from error
        return self.target

    def _log_tenths(self, done: int, steps: int) -> None:
        """A line in the task's log at each tenth of the training."""
        if done * 10 // steps > (done - 1) * 10 // steps:
            self.log.info("step %d of %d", done, steps)
