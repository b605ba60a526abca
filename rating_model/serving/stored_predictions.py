"""Predictions in the warehouse: each review once for each version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rating_model.serving.rating_predictor import Prediction, RatingPredictor
from text_models.normalise import normalise_text

if TYPE_CHECKING:
    import psycopg

    OpenTransaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]

REVIEWS_A_TRANSACTION = 2_000


def store_predictions(
    connection: psycopg.Connection[Any],
    sql_dir: Path,
    predictions: Iterable[tuple[str, int, Prediction]],
) -> int:
    """Write (version, review_id, prediction) in the connection's transaction; return how many were not there.

    A review that has a prediction of the version keeps it. The rows are streamed.
    """
    folder = sql_dir / "predictions"
    connection.execute((folder / "create_new.sql").read_bytes())
    with connection.cursor() as cursor, cursor.copy((folder / "copy_new.sql").read_bytes()) as copy:
        for version, review_id, prediction in predictions:
            copy.write_row((review_id, version, *prediction))
    (stored,) = connection.execute((folder / "store_new.sql").read_bytes()).fetchall()[0]
    return int(stored)


def backfill_predictions(
    transaction: OpenTransaction,
    sql_dir: Path,
    predictor: RatingPredictor,
    progress: Callable[[int, int], None],
) -> int:
    """Predict every review that has no prediction of the predictor's version; return how many were stored.

    Each part is committed by itself, so that a run that was stopped goes on where it stopped; none is open
    while the model thinks. `progress(done, total)` counts reviews.
    """
    of_version = {"model_version": predictor.version}
    counting = (sql_dir / "predictions" / "count_without.sql").read_bytes()
    with transaction() as connection:
        (total,) = connection.execute(counting, of_version).fetchall()[0]
    stored = done = 0
    progress(done, total)
    for reviews in _parts_without(transaction, sql_dir, of_version):
        texts = ((review_id, normalise_text(text)) for review_id, text in reviews)
        predictions = [(predictor.version, *row) for row in predictor.predict_each(texts)]
        with transaction() as connection:
            stored += store_predictions(connection, sql_dir, predictions)
        done += len(reviews)
        progress(done, max(done, total))
    return stored


def _parts_without(
    transaction: OpenTransaction, sql_dir: Path, of_version: dict[str, str]
) -> Iterator[list[tuple[int, str]]]:
    """(review_id, text) of the reviews that the version has not judged, in lists, by ascending id."""
    statement = (sql_dir / "predictions" / "without.sql").read_bytes()
    after = 0
    while True:
        parameters = {**of_version, "after": after, "at_once": REVIEWS_A_TRANSACTION}
        with transaction() as connection:
            reviews = connection.execute(statement, parameters).fetchall()
        if not reviews:
            return
        yield reviews
        after = reviews[-1][0]
