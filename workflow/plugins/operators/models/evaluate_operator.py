"""Judges the version that was just trained, beside the baselines and the champion."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class EvaluateOperator(BaseOperator):
    """Judges the version in `model_dir` on the evaluation shards in `reviews_dir`; names its predictor.

    The champion is the version that champion.json in `models_dir` names. The page goes to `report_dir`.
    """

    template_fields = ("model_dir", "reviews_dir", "models_dir", "report_dir")

    def __init__(
        self, *, model_dir: str, reviews_dir: str, models_dir: str, report_dir: str, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.model_dir = model_dir
        self.reviews_dir = reviews_dir
        self.models_dir = models_dir
        self.report_dir = report_dir

    def execute(self, context: Context) -> str:
        """The version's folder; the ladder goes to the log.

        Raises AirflowSkipException when there are too few reviews to judge by.
        """
        from airflow.sdk.exceptions import AirflowSkipException

        from rating_model.model_store import fetch_models
        from rating_model.rating_task import rating_task
        from rating_model.serving.evaluate_rating_version import evaluate_rating_version
        from text_models.corpus.too_few_texts import TooFewTexts
        from text_models.ladder.ladder_table import ladder_table
        from text_models.reports.report import write_report
        from text_models.versions.champion import champion_folder

        with StorageHook().artifact_session() as here:
            champion = champion_folder(fetch_models(here, self.models_dir))
            model_dir = here.read(self.model_dir)
            here.write(self.model_dir)
            try:
                evaluation = evaluate_rating_version(model_dir, here.read(self.reviews_dir), champion)
            except TooFewTexts as error:
                raise AirflowSkipException(str(error)) from error
            for line in ladder_table(rating_task(), evaluation.as_json()):
                self.log.info("%s", line)
            page = write_report(rating_task(), model_dir, here.write(self.report_dir))
        self.log.info("The report is %s/%s", self.report_dir, page.name)
        return self.model_dir
