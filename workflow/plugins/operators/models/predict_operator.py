"""Predicts the stars of a run's new reviews."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class PredictOperator(BaseOperator):
    """Reads the shards `new-*` of folder `reviews`, writes the champion's predictions into folder `target`.

    Needs the storage alone, neither database nor registry: the champion is the one that champion.json names.
    """

    template_fields = ("reviews", "target")

    def __init__(self, *, models_dir: str, reviews: str, target: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.models_dir = models_dir
        self.reviews = reviews
        self.target = target

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there is no champion to ask."""
        from airflow.sdk.exceptions import AirflowSkipException

        from rating_model.model_store import fetch_models
        from rating_model.serving.predictions import predict_new_reviews
        from rating_model.serving.rating_predictor import RatingPredictor
        from text_models.versions.champion import read_champion
        from text_models.versions.version_folder import VersionFolder

        with StorageHook().artifact_session() as here:
            models_dir = fetch_models(here, self.models_dir)
            champion = read_champion(models_dir)
            if champion is None:
                raise AirflowSkipException("No version has passed the gate yet: nobody is there to predict.")
            predictor = RatingPredictor.load(VersionFolder.read(models_dir, champion))
            predicted = predict_new_reviews(here.read(self.reviews), here.write(self.target), predictor)
        self.log.info("%s new reviews predicted by version %s", f"{predicted:,}", predictor.version)
        return self.target
