"""`rating-model evaluate`: how good a version is."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from console.command_errors import reporting_errors
from services.buckets import bucket_named
from settings import load_settings
from text_models.versions.model_store import open_model_store

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("model", type=FOLDER)
@click.argument("reviews", type=FOLDER)
@click.option("--against", type=FOLDER, help="A version's folder. Default: the champion's, if there is one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(model: Path, reviews: Path, against: Path | None, *, as_json: bool) -> None:
    """Judge a trained version beside the baselines.

    MODEL is the folder that `rating-model train` wrote, REVIEWS one with shards train-*.parquet and
    evaluation-*.parquet, such as the pipeline's export. Fits the baselines, writes evaluation.json and
    evaluation.parquet into MODEL, and prints who wins and each metric with its 95 % interval. Nothing is
    promoted.

    \b
    Example:
        rating-model evaluate my_model my_reviews
    """
    from rating_model.rating_task import rating_task
    from rating_model.serving.evaluate_rating_version import (
        evaluate_rating_version,
    )
    from text_models.corpus.too_few_texts import TooFewTexts
    from text_models.ladder.ladder_table import ladder_table
    from text_models.versions.champion import champion_folder

    settings = load_settings()
    with (
        reporting_errors(settings.data_dir),
        open_model_store("rating", settings.rating.storage, partial(bucket_named, settings)) as models,
    ):
        try:
            found = evaluate_rating_version(model, reviews, against or champion_folder(models))
        except TooFewTexts as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(found.as_json()))
    else:
        click.echo("\n".join(ladder_table(rating_task(), found.as_json())))
