"""`rating-model predict`: stars for texts, and for reviews that a version has not judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import click

from console.command_errors import reporting_errors
from console.progress_bar import count_bar
from services.buckets import bucket_named
from settings import load_settings
from text_models.normalise import normalise_text
from text_models.versions.model_store import open_model_store

if TYPE_CHECKING:
    from rating_model.serving.rating_predictor import Prediction, RatingPredictor
    from settings import Settings

SHOWN_CHARACTERS = 60


@click.command()
@click.argument("text", required=False)
@click.option("--file", type=click.File("rb"), help="A text a line, UTF-8; - reads standard input.")
@click.option("--backfill", metavar="VERSION", help="Predict all reviews that VERSION has not judged yet.")
@click.option("--version", metavar="VERSION", help="Ask this version. Default: the champion.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
def predict(
    text: str | None, file: BinaryIO | None, backfill: str | None, version: str | None, *, as_json: bool
) -> None:
    """Say how many stars a text deserves.

    Prints the star answered, the mean of the distribution and the highest probability in it. With --file a
    line each, the line's number first; blank lines are left out. With --backfill the predictions go into
    table review_predictions, each review once; what was stopped goes on where it stopped.

    \b
    Example:
        rating-model predict "Broke after two days."
        rating-model predict --file texts.txt --json
        rating-model predict --backfill 20260117T101500123-1f2e3d4c
    """
    if sum(given is not None for given in (text, file, backfill)) != 1:
        raise click.UsageError('Give one of "TEXT", --file FILE and --backfill VERSION.')
    if backfill is not None and version is not None:
        raise click.UsageError("--backfill names the version itself: leave --version out.")
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        if backfill is not None:
            _backfill(settings, backfill, as_json=as_json)
        elif file is not None:
            _predict_lines(_predictor(settings, version), file, as_json=as_json)
        else:
            _predict_one(settings, version, text or "", as_json=as_json)


def _predictor(settings: Settings, version: str | None) -> RatingPredictor:
    """The version asked for. Raises ValueError when there is none, or it is not complete."""
    from rating_model.serving.rating_predictor import RatingPredictor
    from text_models.versions.champion import read_champion
    from text_models.versions.version_folder import VersionFolder

    versions, connect = [version] if version is not None else [], partial(bucket_named, settings)
    with open_model_store("rating", settings.rating.storage, connect, *versions) as folder:
        chosen = version if version is not None else read_champion(folder)
        if chosen is None:
            raise ValueError(
                f"There is no champion in {settings.rating.storage}/models/rating yet: no version has passed "
                "the gate. `make local` trains one; --version asks one that did not pass."
            )
        return RatingPredictor.load(VersionFolder.read(folder, chosen))


def _predict_one(settings: Settings, version: str | None, text: str, *, as_json: bool) -> None:
    normalised = normalise_text(text)
    if not normalised:
        raise ValueError(f"There is no text to judge. Received: {text!r}")
    predictor = _predictor(settings, version)
    (prediction,) = predictor.predict([normalised])
    if as_json:
        click.echo(json.dumps({"model_version": predictor.version, **prediction._asdict()}))
    else:
        click.echo(
            f"{prediction.rating} of 5 stars (expected {prediction.expected_rating:.2f}, "
            f"confidence {prediction.confidence:.2f}, version {predictor.version})"
        )


def _predict_lines(predictor: RatingPredictor, file: BinaryIO, *, as_json: bool) -> None:
    texts: dict[int, str] = {}

    def numbered() -> Iterator[tuple[int, str]]:
        for number, text in _lines(file):
            texts[number] = text[:SHOWN_CHARACTERS]
            yield number, text

    for number, prediction in predictor.predict_each(numbered()):
        click.echo(_line(predictor.version, number, prediction, texts.pop(number), as_json=as_json))


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines that hold a text, normalised, with their numbers from 1."""
    for number, line in enumerate(file, start=1):
        try:
            text = normalise_text(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            raise ValueError(
                f"Line {number} of {file.name} is not UTF-8 ({error.reason} at byte {error.start}); "
                "expected a text a line. Convert the file and run again."
            ) from None
        if text:
            yield number, text


def _line(version: str, number: int, prediction: Prediction, text: str, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"line": number, "model_version": version, **prediction._asdict()})
    rating, expected, confidence = prediction
    return f"{number:>7}  {rating}  {expected:.2f}  {confidence:.2f}  {text}"


def _backfill(settings: Settings, version: str, *, as_json: bool) -> None:
    from rating_model.serving.stored_predictions import backfill_predictions
    from services.postgres.databases import warehouse_address

    predictor = _predictor(settings, version)
    transaction = warehouse_address(settings).transaction
    with count_bar(f"Predicting with {version}") as progress:
        stored = backfill_predictions(transaction, settings.sql_dir, predictor, progress)
    if as_json:
        click.echo(json.dumps({"model_version": version, "stored": stored}))
    else:
        click.echo(f"{stored:,} predictions of version {version} stored; every review has one now.")
