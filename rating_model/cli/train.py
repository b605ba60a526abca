"""`rating-model train`: a version by hand."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from console.command_errors import reporting_errors
from console.progress_bar import count_bar
from rating_model.options import HEADS, RatingOptions
from services.buckets import bucket_named
from settings import load_settings
from text_models.versions.model_store import open_model_store

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("reviews", type=FOLDER)
@click.argument("model", type=click.Path(path_type=Path, file_okay=False))
@click.option("--pretrained", type=FOLDER, help="Begin with any Hugging Face ALBERT in a folder.")
@click.option("--from-scratch", is_flag=True, help="Fresh weights. Default: the champion's, if they fit.")
@click.option("--head", type=click.Choice(HEADS), help="5 classes or 4 thresholds. Default: RATING_HEAD.")
@click.option("--epochs", type=click.IntRange(min=1), help="Passes over the reviews. Default: RATING_EPOCHS.")
@click.option("--seed", type=click.IntRange(min=0), help="Default: RATING_SEED.")
@click.option("--json", "as_json", is_flag=True, help="Print model.json as one JSON object.")
def train(
    reviews: Path,
    model: Path,
    pretrained: Path | None,
    *,
    head: str | None,
    epochs: int | None,
    seed: int | None,
    from_scratch: bool,
    as_json: bool,
) -> None:
    """Train a version on a folder of reviews.

    REVIEWS holds what task export_reviews of either DAG writes; what it writes to a bucket is copied into a
    folder first. The new folder MODEL, whose name is the version, gets ALBERT, model.json and history.json;
    in DATA_DIR/models/rating it can be promoted once it was evaluated. After Ctrl-C the same command goes on
    where training stopped.

    \b
    Example:
        rating-model train my_reviews data/models/rating/my-version
    """
    from rating_model.training.training_by_hand import train_by_hand
    from text_models.corpus.too_few_texts import TooFewTexts
    from text_models.versions.champion import champion_folder
    from text_models.versions.code_version import code_version

    settings = load_settings()
    if model.exists():
        raise click.ClickException(f"{model} is there already: choose another name for the new version.")
    rating = settings.rating
    with (
        reporting_errors(settings.data_dir),
        open_model_store("rating", settings.rating.storage, partial(bucket_named, settings)) as models,
        count_bar("Training") as progress,
    ):
        try:
            options = RatingOptions(
                max_reviews=rating.max_reviews,
                head=head or rating.head,
                warm_start=not from_scratch,
                epochs=rating.epochs if epochs is None else epochs,
                seed=rating.seed if seed is None else seed,
            )
            trained = train_by_hand(
                reviews,
                model.absolute(),
                options,
                tokenizers=models / "tokenizers",
                champion=champion_folder(models),
                pretrained=pretrained or rating.pretrained,
                code_version=code_version(),
                progress=progress,
                report=lambda line: click.echo(line, err=True),
            )
        except (TooFewTexts, FloatingPointError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(trained))
    else:
        steps, learned_from = trained["training"]["steps"], trained["training"]["reviews"]
        click.echo(
            f"Version {trained['version']} is trained: {steps:,} steps, {learned_from:,} reviews. "
            f"Next: rating-model evaluate {model} {reviews}"
        )
