"""Metrics against numbers worked out by hand, and against scikit-learn's."""

import math

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, log_loss, mean_absolute_error

from text_models.metrics.calibration import bins_of
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task

PLACES = Task(
    name="places",
    title="place",
    kind=Kind.ORDINAL,
    labels=("one", "two", "three", "four", "five"),
    metrics=("accuracy", "macro_f1", "mae", "quadratic_kappa", "log_loss", "ece"),
    yardstick=("mae",),
    rungs=("majority",),
)

SURE_OF_FIVE = [0.0, 0.0, 0.0, 0.0, 1.0]


def predictions(
    truth: list[int], answers: list[int], stars: list[float], probabilities: list[list[float]] | None = None
) -> Predictions:
    """Predictions on a scale of five, whose places the tables count from 1."""
    known = probabilities if probabilities is not None else np.full((len(truth), 5), 0.2)
    return Predictions(np.array(truth) - 1, np.array(answers) - 1, np.array(known), np.array(stars) - 1)


def evaluate(predicted: Predictions) -> dict[str, float]:
    return MetricSet.of(PLACES).evaluate(predicted)


# F1 of a class = 2 * right / (times true + times predicted); kappa = 1 - the sum of squared misses over (the
# sum of squared differences of every truth with every answer, over the number of rows).
GOOD = [
    ("all right", [1, 3, 5], [1, 3, 5], [1, 3, 5], (1.0, 1.0, 0.0, 1.0)),
    # F1: 1 -> 2/(2+1), 5 -> 4/(2+3), others do not occur. Misses 16; by chance 2*3*16/4 + 2*1*16/4 = 32.
    ("two classes", [1, 1, 5, 5], [1, 5, 5, 5], [1, 5, 5, 5], (3 / 4, (2 / 3 + 4 / 5) / 2, 1.0, 0.5)),
    # 4 is never predicted and 3 never true: both count, with F1 0. F1 of 5 -> 2/(1+2).
    # Misses 1+0+4; by chance (4: 1+1+1, 5: 0+0+4, 1: 16+16+4)/3.
    (
        "strangers to one side",
        [4, 5, 1],
        [5, 5, 3],
        [4.5, 4.5, 2.5],
        (1 / 3, (2 / 3) / 4, 2.5 / 3, 1 - 5 / (43 / 3)),
    ),
    # Always five stars where 7 of 10 are: accuracy flatters. F1 of 5 -> 14/17, of 1 and 4 -> 0. Kappa is 0.
    (
        "a constant",
        [1, 1, 4, 5, 5, 5, 5, 5, 5, 5],
        [5] * 10,
        [4.2] * 10,
        (0.7, 14 / 17 / 3, (2 * 3.2 + 0.2 + 7 * 0.8) / 10, 0.0),
    ),
    ("one row, right", [4], [4], [4.0], (1.0, 1.0, 0.0, 0.0)),
    ("one row, wrong", [4], [2], [2.0], (0.0, 0.0, 2.0, 0.0)),
    ("one class", [5, 5, 5], [5, 5, 5], [5, 5, 5], (1.0, 1.0, 0.0, 0.0)),
    ("all wrong, the other way round", [1, 5], [5, 1], [5, 1], (0.0, 0.0, 4.0, -1.0)),
]

BAD = [
    ("no rows", [], [], [], None, "0 rows"),
    ("lengths differ", [1, 2], [1, 2], [1.0], None, r"one row a text.*\(2,\), \(2,\), \(2, 5\)\] and \(1,\)"),
    ("a column vector", [[1], [2]], [[1], [2]], [[1.0], [2.0]], None, "one row a text"),
    (
        "no place",
        [0, 5],
        [5, 5],
        [5, 5],
        None,
        r"`truth` .* labels, 0 to 4. Received: \[-1\]",
    ),
    ("half a place", [4, 5], [4.5, 5], [4.5, 5], None, r"`answers` .* Received: \[3.5\]"),
    ("not a number", [4, 5], [4, 5], [math.nan, 5], None, "`points` must hold finite numbers"),
    ("no distribution", [4, 5], [4, 5], [4, 5], [[0.2] * 5, [0.3] * 5], "1 bad rows of"),
    ("below zero", [4], [4], [4], [[-0.5, 0.5, 0.5, 0.5, 0.0]], "1 bad rows of"),
    ("NaN in it", [4], [4], [4], [[math.nan, 1, 0, 0, 0]], "1 bad rows of"),
    (
        "four classes",
        [5],
        [4],
        [4],
        [[0.25] * 4],
        r"`truth` .* labels, 0 to 3. Received: \[4\]",
    ),
]


@pytest.mark.parametrize(
    ("truth", "answers", "stars", "expected"), [row[1:] for row in GOOD], ids=[row[0] for row in GOOD]
)
def test_the_metrics_of_the_answers(
    truth: list[int], answers: list[int], stars: list[float], expected: tuple[float, ...]
) -> None:
    metrics = evaluate(predictions(truth, answers, stars))
    names = ("accuracy", "macro_f1", "mae", "quadratic_kappa")
    assert tuple(metrics[name] for name in names) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("truth", "answers", "stars", "probabilities", "sentence"),
    [row[1:] for row in BAD],
    ids=[row[0] for row in BAD],
)
def test_what_cannot_be_judged_is_refused(
    truth: list[int],
    answers: list[int],
    stars: list[float],
    probabilities: list[list[float]] | None,
    sentence: str,
) -> None:
    with pytest.raises(ValueError, match=sentence):
        predictions(truth, answers, stars, probabilities)


def test_the_metrics_are_scikit_learns() -> None:
    generator = np.random.default_rng(7)
    truth = generator.choice([1, 2, 3, 4, 5], size=500, p=[0.1, 0.05, 0.1, 0.25, 0.5])
    answers = np.where(generator.random(500) < 0.6, truth, generator.integers(1, 6, 500))
    probabilities = generator.dirichlet(np.full(5, 0.3), 500)
    stars = probabilities @ [1, 2, 3, 4, 5]
    metrics = evaluate(Predictions(truth - 1, answers - 1, probabilities, stars - 1))
    assert list(metrics) == list(PLACES.metrics)
    del metrics["ece"]
    assert metrics == pytest.approx(
        {
            "accuracy": accuracy_score(truth, answers),
            "macro_f1": f1_score(truth, answers, average="macro"),
            "mae": mean_absolute_error(truth, stars),
            "quadratic_kappa": cohen_kappa_score(truth, answers, weights="quadratic"),
            "log_loss": log_loss(truth, probabilities, labels=[1, 2, 3, 4, 5]),
        }
    )


def test_the_log_loss_of_a_certainty_that_is_wrong_is_large_but_finite() -> None:
    metrics = evaluate(predictions([1, 5], [5, 5], [5, 5], [SURE_OF_FIVE] * 2))
    # -ln(2^-52), once in two rows
    assert metrics["log_loss"] == pytest.approx(52 * math.log(2) / 2)


def test_the_calibration_error_by_hand() -> None:
    # Three are 0.9 sure and two of them right; one is 0.5 sure and right; one is 0.5 sure and wrong, and the
    # answer, which may be another than the likeliest, plays no part in it.
    probabilities = [
        [0.1, 0, 0, 0, 0.9],
        [0.1, 0, 0, 0, 0.9],
        [0.1, 0, 0, 0, 0.9],
        [0.5, 0.2, 0.2, 0.1, 0],
        [0.5, 0.2, 0.2, 0.1, 0],
    ]
    metrics = evaluate(predictions([5, 5, 1, 1, 2], [5, 5, 5, 2, 2], [5, 5, 5, 1, 1], probabilities))
    assert metrics["ece"] == pytest.approx((3 * abs(2 / 3 - 0.9) + 2 * abs(1 / 2 - 0.5)) / 5)


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(0.0, 0), (1 / 15, 0), (0.0667, 1), (0.5, 7), (0.9333, 13), (0.94, 14), (1.0, 14)],
)
def test_the_bins_are_open_below_and_closed_above(confidence: float, expected: int) -> None:
    assert bins_of(np.array([confidence])).tolist() == [expected]
