"""The steps of task `rating`: from the warehouse's reviews to stars in table review_predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from text_models.pipelines.text_pipeline import Row, StepLog, TextPipeline, Warehouse

if TYPE_CHECKING:
    from text_models.tasks.task import Task
    from text_models.versions.version_folder import VersionFolder

MAX_EVALUATION = 10_000


class RatingPipeline:
    """Learns the star rating of a review. `options` are fields of RatingOptions.

    A version is judged on at most MAX_EVALUATION reviews.
    """

    def task(self) -> Task:
        """Five ordered labels, as settings/tasks/rating.toml declares them."""
        from rating_model.rating_task import rating_task

        return rating_task()

    def export(
        self,
        warehouse: Warehouse,
        run_ids: Sequence[str],
        target: Path,
        *,
        champion: Callable[[], Path | None],
        options: Mapping[str, Any],
        log: StepLog,
    ) -> Mapping[str, int]:
        """Write the reviews of the runs as Parquet shards, with their manifest; say how far they drifted."""
        from rating_model.data.review_export import export_reviews
        from rating_model.options import RatingOptions

        manifest = export_reviews(
            warehouse,
            run_ids,
            target,
            champion=champion,
            max_reviews=RatingOptions(**options).max_reviews,
            max_evaluation=MAX_EVALUATION,
        )
        log.info(f"Drift: {manifest.drift}")
        for warning in manifest.drift["warnings"]:
            log.warning(warning)
        return manifest.counts

    def export_batch(
        self,
        stream: Callable[[str], Iterator[Sequence[Row]]],
        target: Path,
        *,
        batch_id: str,
        run_id: str,
        options: Mapping[str, Any],
    ) -> Mapping[str, int]:
        """Write the reviews of the batch as Parquet shards, with their manifest."""
        from rating_model.data.batch_export import export_batch
        from rating_model.options import RatingOptions

        manifest = export_batch(
            target,
            cast("Iterator[Sequence[tuple[int, str | None, int]]]", stream("export/reviews_of_batch.sql")),
            batch_id=batch_id,
            run_id=run_id,
            max_reviews=RatingOptions(**options).max_reviews,
            max_evaluation=MAX_EVALUATION,
        )
        return manifest.counts

    def tokenize(
        self,
        texts: Path,
        target: Path,
        *,
        tokenizers: Path,
        pretrained: Path | None,
        options: Mapping[str, Any],
        log: StepLog,
    ) -> None:
        """Turn the reviews into pieces and TFRecord shards; warn of a tokenizer that knows too few words."""
        from rating_model.data.tokenize import tokenize_reviews
        from rating_model.options import RatingOptions
        from text_models.tokens.tokenizer_store import store_of_pretrained

        rating_options = RatingOptions(**options)
        if pretrained:
            tokenizers = store_of_pretrained(pretrained, target.with_name(f"{target.name}-by"))
        corpus = tokenize_reviews(texts, target, tokenizers, rating_options)
        log.info(f"Tokenizer {corpus.tokenizer}: {corpus.tokens} ids of {corpus.counts}")
        if not pretrained and corpus.is_outgrown(rating_options.vocabulary_size):
            log.warning(
                f"Tokenizer {corpus.tokenizer} has {corpus.vocabulary_size} pieces, expected up to "
                f"{rating_options.vocabulary_size}: it learned from {corpus.tokenizer_texts} texts, and "
                f"there are {corpus.counts['train']} now. Ask for a new one with `rating-model tokenizer "
                "retrain`; models start afresh with it."
            )

    def train(
        self,
        tokenized: Path,
        target: Path,
        *,
        checkpoints: Path,
        champion: Path | None,
        pretrained: Path | None,
        options: Mapping[str, Any],
        log: StepLog,
        progress: Callable[[int, int], None],
        state_written: Callable[[], None],
    ) -> None:
        """Train ALBERT, from the champion's weights if they fit, or from the `pretrained` ones."""
        from rating_model.options import RatingOptions
        from rating_model.training.train import train_rating_model
        from text_models.versions.code_version import code_version

        train_rating_model(
            tokenized,
            target,
            RatingOptions(**options),
            checkpoints=checkpoints,
            champion=champion,
            pretrained=pretrained,
            code_version=code_version(),
            progress=progress,
            report=log.info,
            state_written=state_written,
        )

    def evaluate(
        self, version: Path, texts: Path, report_dir: Path, *, champion: Path | None, log: StepLog
    ) -> Path:
        """Judge ALBERT beside the baselines, which are fitted here, and the champion."""
        from rating_model.rating_task import rating_task
        from rating_model.serving.evaluate_rating_version import evaluate_rating_version
        from text_models.ladder.ladder_table import ladder_table
        from text_models.reports.report import write_report

        evaluation = evaluate_rating_version(version, texts, champion)
        for line in ladder_table(rating_task(), evaluation.as_json()):
            log.info(line)
        return write_report(rating_task(), version, report_dir)

    def predict(self, version: VersionFolder, texts: Path, target: Path, *, log: StepLog) -> None:
        """Predict the stars of the new reviews."""
        from rating_model.serving.predictions import predict_new_reviews
        from rating_model.serving.rating_predictor import RatingPredictor

        predicted = predict_new_reviews(texts, target, RatingPredictor.load(version))
        log.info(f"{predicted:,} new reviews predicted by version {version.name}")

    def store(self, warehouse: Warehouse, predictions: Path) -> int:
        """Store the stars in table review_predictions, in one transaction."""
        from rating_model.serving.predictions import read_predictions
        from rating_model.serving.stored_predictions import store_predictions

        with warehouse.transaction() as connection:
            return store_predictions(connection, warehouse.sql_dir, read_predictions(predictions))


RATING: TextPipeline = RatingPipeline()
