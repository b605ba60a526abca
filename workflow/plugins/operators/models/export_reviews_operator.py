"""Hands reviews from the warehouse to the rating model, as Parquet shards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.plugins.hooks.storage_hook import StorageHook

if TYPE_CHECKING:
    from airflow.sdk import XComArg

    from storage.artifact_store import ArtifactStore
    from workflow.plugins.src.review_export import ChampionReference


class ExportReviewsOperator(BaseOperator):
    """Writes the new reviews of the runs, the training part and the evaluation part into folder `target`.

    The folder appears whole. Safe to repeat: the same runs have the same rows, however late. `models_dir` is
    where the champion lies, against whose training data drift is measured; drift warns and never fails.
    """

    template_fields = ("run_ids", "target")

    def __init__(
        self,
        *,
        run_ids: list[str] | XComArg,
        target: str,
        models_dir: str,
        max_reviews: int,
        max_evaluation: int = 10_000,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.run_ids = run_ids
        self.target = target
        self.models_dir = models_dir
        self.max_reviews = max_reviews
        self.max_evaluation = max_evaluation

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there is nothing new to learn from."""
        from storage.whole_folder import whole_folder
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook
        from workflow.plugins.src.review_export import ReviewExport

        hook = WarehouseHook()
        batches = hook.run_file("export/batches_of_runs.sql", {"run_ids": self.run_ids})
        if not sum(loaded for _, loaded in batches):
            raise AirflowSkipException("No new review was loaded: nothing new to learn.")
        with StorageHook().artifact_session() as here:
            champion, warnings = self._champion(here)
            with whole_folder(here.write(self.target)) as folder, hook.transaction() as connection:
                export = ReviewExport(
                    connection,
                    run_ids=cast("list[str]", self.run_ids),  # rendered when the task runs
                    batch_ids=[batch_id for batch_id, _ in batches],
                    max_reviews=self.max_reviews,
                    max_evaluation=self.max_evaluation,
                    champion=champion,
                    warnings=warnings,
                )
                manifest = export.write(folder)
        self.log.info("%s: %s", self.target, manifest.counts)
        self.log.info("Drift: %s", manifest.drift)
        for warning in manifest.drift["warnings"]:
            self.log.warning("%s", warning)
        return self.target

    def _champion(self, here: ArtifactStore) -> tuple[ChampionReference | None, list[str]]:
        """What the champion was trained on, or why that cannot be told; neither when there is no champion."""
        from rating_model.data.corpus_file import CORPUS_FILE, CorpusFile
        from rating_model.model_store import fetch_models
        from text_models.versions.champion import champion_folder
        from workflow.plugins.src.review_export import ChampionReference

        try:
            folder = champion_folder(fetch_models(here, self.models_dir))
            if folder is None:
                return None, []
            reference = CorpusFile.read(folder).reference
            if set(reference) != {"rating", "length"}:
                raise ValueError(f"{folder / CORPUS_FILE} holds no distributions of rating and length.")
            return ChampionReference(folder.name, reference), []
        except ValueError as error:
            return None, [f"Drift is not measured: {error}"]
