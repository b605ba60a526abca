"""Predictions of new reviews: shards in, shards out, and once into the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from pyarrow import parquet

from rating_model.serving import predictions as module
from rating_model.serving.predictions import predict_new_reviews, read_predictions
from rating_model.serving.rating_predictor import Prediction, RatingPredictor
from rating_model.serving.stored_predictions import backfill_predictions, store_predictions
from tests.conftest import SQL_DIR
from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.ladder.text_batches import TEXTS_AT_ONCE

ODD_TEXTS = ["", "😀" * 20, "x" * 100_000, "perfect " * 12_500, "\x00", "a"]


@pytest.fixture
def predictor(version_site: VersionSite) -> RatingPredictor:
    """A version that reads."""
    return RatingPredictor.load(version_site.evaluated("b1", corpus(200, seed=1)))


def silent(done: int, total: int) -> None:
    """No progress bar."""


def test_the_numbers_are_those_of_the_distribution(predictor: RatingPredictor) -> None:
    class Fixed:
        def predict_proba(self, texts: list[str]) -> np.ndarray:
            return np.tile([0.0, 0.1, 0.2, 0.3, 0.4], (len(texts), 1))

    about_four: Any = pytest.approx(4.0)
    classifier: Any = Fixed()  # a predictor asks its classifier for nothing but probabilities
    plain = RatingPredictor("v", classifier, [1.0] * 5)
    assert plain.predict(["any"]) == [Prediction(5, about_four, 0.4)]
    # A star that is rare counts for more: 0.1 * 6 is above 0.4 * 1.
    rare = replace(plain, class_weights=[1.0, 6.0, 1.0, 1.0, 1.0])
    assert rare.predict(["any"]) == [Prediction(2, about_four, 0.4)]
    assert plain.predict([]) == []


def test_any_text_gets_an_answer(predictor: RatingPredictor) -> None:
    answers = predictor.predict(ODD_TEXTS)
    assert len(answers) == len(ODD_TEXTS)
    for rating, expected, confidence in answers:
        assert rating in {1, 2, 3, 4, 5}
        assert 1 <= expected <= 5
        assert 0 < confidence <= 1
    assert answers[3].rating == 5


def test_no_more_than_a_part_is_in_memory(
    predictor: RatingPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("text_models.ladder.text_batches.CHARACTERS_AT_ONCE", 5_000)
    taken = 0

    def endless() -> Iterator[tuple[int, str]]:
        nonlocal taken
        while True:
            taken += 1
            yield taken, "good"

    predicted = predictor.predict_each(endless())
    assert next(predicted)[0] == 1
    assert taken <= TEXTS_AT_ONCE + 1
    taken = 0
    long = ((number, "x" * 2_500) for number, _ in endless())
    assert next(predictor.predict_each(long))[0] == 1
    assert taken == 3


def test_new_reviews_from_shard_to_shard(
    predictor: RatingPredictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_A_SHARD", 40)
    rows = [
        (number, text, 3) for number, text in enumerate(["", "perfect, lovely", "awful", *["good"] * 97], 1)
    ]
    reviews = write_reviews(tmp_path / "reviews", new=rows)
    target = tmp_path / "predictions"
    for _ in range(2):  # the second time over what the first has written
        assert predict_new_reviews(reviews, target, predictor) == 100
        assert [path.name for path in sorted(target.iterdir())] == [
            "part-00000.parquet", "part-00001.parquet", "part-00002.parquet",
        ]  # fmt: skip
    table = parquet.read_table(target)
    assert [(field.name, str(field.type)) for field in table.schema] == [
        ("review_id", "int64"), ("model_version", "string"), ("rating", "int8"),
        ("expected_rating", "double"), ("confidence", "double"),
    ]  # fmt: skip
    found = list(read_predictions(target))
    assert [(version, review_id) for version, review_id, _ in found] == [("b1", n) for n in range(1, 101)]
    assert [prediction.rating for _, _, prediction in found[1:4]] == [5, 1, 4]


def test_a_run_without_new_reviews(predictor: RatingPredictor, tmp_path: Path) -> None:
    assert predict_new_reviews(write_reviews(tmp_path / "r", new=[]), tmp_path / "p", predictor) == 0
    assert list(read_predictions(tmp_path / "p")) == []


def test_a_cut_shard_leaves_the_earlier_predictions(predictor: RatingPredictor, tmp_path: Path) -> None:
    reviews = write_reviews(tmp_path / "r", new=[(1, "good", 4)])
    predict_new_reviews(reviews, tmp_path / "p", predictor)
    (shard,) = reviews.glob("new-*.parquet")
    shard.write_bytes(shard.read_bytes()[:-20])
    with pytest.raises(ValueError, match=f"{shard.name} is no whole Parquet file"):
        predict_new_reviews(reviews, tmp_path / "p", predictor)
    assert [review_id for _, review_id, _ in read_predictions(tmp_path / "p")] == [1]


@pytest.fixture
def loaded(warehouse: psycopg.Connection) -> psycopg.Connection:
    """A warehouse with five reviews, one of them without a text."""
    insert_reviews(warehouse, ["perfect", None, "awful &amp; broken", "good", "😀"])
    return warehouse


def insert_reviews(connection: psycopg.Connection, texts: list[str | None]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
            "batch_id, source_key, line_number) values (gen_random_uuid(), 'R', 'P', 1, %s, 0, '2018-01-01', "
            "'b', 'k', 1)",
            [[text] for text in texts],
        )
    connection.commit()


def stored(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """The table's rows; no transaction is left open."""
    connection.commit()
    with connection.transaction():
        return connection.execute(
            "select review_id, model_version, rating, expected_rating, confidence from review_predictions "
            "order by model_version, review_id"
        ).fetchall()


def test_a_prediction_is_stored_once_for_each_version(loaded: psycopg.Connection) -> None:
    first = [("v1", 1, Prediction(5, 4.8, 0.9)), ("v1", 3, Prediction(1, 1.2, 0.8))]
    assert store_predictions(loaded, SQL_DIR, first) == 2
    loaded.commit()
    again = [
        ("v1", 1, Prediction(1, 1.0, 1.0)),
        ("v1", 4, Prediction(4, 4.0, 0.5)),
        ("v2", 1, Prediction(5, 5, 1)),
    ]
    assert store_predictions(loaded, SQL_DIR, again) == 2
    loaded.commit()
    assert stored(loaded) == [
        (1, "v1", 5, 4.8, 0.9), (3, "v1", 1, 1.2, 0.8), (4, "v1", 4, 4.0, 0.5), (1, "v2", 5, 5.0, 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (("v1", 99, Prediction(5, 4.8, 0.9)), psycopg.errors.ForeignKeyViolation),
        (("v1", 2, Prediction(6, 4.8, 0.9)), psycopg.errors.CheckViolation),
        (("v1", 2, Prediction(5, float("nan"), 0.9)), psycopg.errors.CheckViolation),
    ],
)
def test_one_bad_prediction_and_none_is_stored(
    loaded: psycopg.Connection, row: tuple[str, int, Prediction], error: type[Exception]
) -> None:
    with pytest.raises(error), loaded.transaction():
        store_predictions(loaded, SQL_DIR, [("v1", 1, Prediction(5, 4.8, 0.9)), row])
    assert stored(loaded) == []


@pytest.fixture
def transaction(loaded: psycopg.Connection) -> Callable[[], Any]:
    """Opens a transaction of the warehouse."""

    @contextmanager
    def opened() -> Iterator[psycopg.Connection]:
        with loaded.transaction():
            yield loaded

    return opened


def test_backfill_brings_the_rest(
    loaded: psycopg.Connection, transaction: Callable[[], Any], predictor: RatingPredictor
) -> None:
    store_predictions(loaded, SQL_DIR, [("b1", 1, Prediction(1, 1.0, 1.0))])
    loaded.commit()
    store_predictions(loaded, SQL_DIR, [("v0", 2, Prediction(1, 1.0, 1.0))])
    loaded.commit()
    seen: list[tuple[int, int]] = []
    assert backfill_predictions(transaction, SQL_DIR, predictor, lambda *at: seen.append(at)) == 4
    texts = ["", "awful & broken", "good", "😀"]
    expected = [
        (review_id, "b1", *prediction)
        for review_id, prediction in zip([2, 3, 4, 5], predictor.predict(texts), strict=True)
    ]
    assert stored(loaded) == [(1, "b1", 1, 1.0, 1.0), *expected, (2, "v0", 1, 1.0, 1.0)]
    assert seen == [(0, 4), (4, 4)]
    assert backfill_predictions(transaction, SQL_DIR, predictor, silent) == 0


def test_a_backfill_that_was_stopped_goes_on(
    loaded: psycopg.Connection,
    transaction: Callable[[], Any],
    predictor: RatingPredictor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rating_model.serving.stored_predictions.REVIEWS_A_TRANSACTION", 2)

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backfill_predictions(transaction, SQL_DIR, predictor, stop)
    assert [row[0] for row in stored(loaded)] == [1, 2]
    assert backfill_predictions(transaction, SQL_DIR, predictor, silent) == 3
    assert [row[0] for row in stored(loaded)] == [1, 2, 3, 4, 5]


def test_stars_that_contradict_the_text(warehouse: psycopg.Connection) -> None:
    """Reviews have one star each: those whose text says three stars or more, by a model sure of it."""
    insert_reviews(warehouse, ["kind", "unsure", "not far enough", "agrees", None])
    rows = [(3.0, 0.7), (5.0, 0.69), (2.99, 0.9), (1.0, 0.99), (5.0, 0.99)]
    store_predictions(
        warehouse, SQL_DIR, [("v1", number, Prediction(3, *row)) for number, row in enumerate(rows, start=1)]
    )
    found = warehouse.execute(
        "select review_id, model_version, stars, expected_rating, confidence, stars_above_text, review_text, "
        "asin from rating_disagreements"
    ).fetchall()
    assert found == [(1, "v1", 1, 3.0, 0.7, -2.0, "kind", "P")]
