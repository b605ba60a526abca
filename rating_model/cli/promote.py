"""`rating-model promote`: choose the champion by hand."""

from __future__ import annotations

from functools import partial

import click

from console.command_errors import reporting_errors
from services.buckets import bucket_named
from settings import load_settings
from text_models.cli.registry_connection import open_registry
from text_models.cli.versions.promote import tell_promotion
from text_models.versions.model_store import open_model_store


@click.command()
@click.argument("version")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def promote(version: str, *, as_json: bool) -> None:
    """Make a version the champion, an earlier one too.

    The way back after a promotion that was a mistake. The next run predicts with it, and a challenger has to
    beat it. Predictions of other versions stay; `rating-model predict --backfill` adds those of this one.

    \b
    Example:
        rating-model promote 20260117T101500123-1f2e3d4c
    """
    from rating_model.rating_task import rating_task
    from rating_model.serving.rating_predictor import RatingPredictor
    from text_models.versions import promotion

    settings = load_settings()
    connect = partial(bucket_named, settings)
    with (
        reporting_errors(settings.data_dir),
        open_model_store("rating", settings.rating.storage, connect, version) as models,
    ):
        before = promotion.promote(
            rating_task(), open_registry(settings, "rating"), models, version, RatingPredictor.load
        )
    tell_promotion(version, before, as_json=as_json)
