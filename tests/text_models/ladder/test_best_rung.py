"""The best rung, and the cheapest that is as good, on predictions whose differences are known."""

from __future__ import annotations

import numpy as np
import pytest

from text_models.ladder.best_rung import best_rung, cheapest_equal, gains_of_best, rank_rungs
from text_models.metrics.bootstrap import Resampled, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task

ROWS = 400
METRIC_SET = MetricSet.of(
    Task("toy", "toy", Kind.SINGLE, ("a", "b"), ("accuracy", "log_loss"), ("accuracy",), ("majority",))
)


def wrong_on(rows: range | list[int], sure: float = 0.8) -> Predictions:
    """Predictions that are wrong on those rows of 400, and give `sure` to their answer."""
    truth = np.arange(ROWS) % 2
    answers = truth.copy()
    answers[list(rows)] = 1 - answers[list(rows)]
    known = np.full((ROWS, 2), 1 - sure)
    known[np.arange(ROWS), answers] = sure
    return Predictions(truth, answers, known)


def judge(**predictors: Predictions) -> Resampled:
    return resample(METRIC_SET, predictors, [f"text {row}" for row in range(ROWS)])


@pytest.fixture(scope="module")
def judged() -> Resampled:
    # `near` makes the mistakes of `top` and three more; `far` 60 others; `twin` makes those of `top`.
    return judge(
        far=wrong_on(range(100, 170)),
        near=wrong_on(range(13), sure=0.95),
        top=wrong_on(range(10)),
        twin=wrong_on(range(10)),
    )


def test_the_best_has_the_best_value_and_of_equals_the_simplest_is_taken(judged: Resampled) -> None:
    assert rank_rungs(judged, "accuracy") == ["top", "twin", "near", "far"]
    assert best_rung(judged, "accuracy") == "top"


def test_of_an_error_the_lowest_is_the_best(judged: Resampled) -> None:
    assert best_rung(judged, "log_loss") == "near"
    assert rank_rungs(judged, "log_loss")[-1] == "far"


def test_the_cheapest_equal_is_not_beaten_beyond_chance(judged: Resampled) -> None:
    gains = gains_of_best(judged, "top", "accuracy")
    assert {name: round(gain.value * ROWS) for name, gain in gains.items()} == {
        "far": 60,
        "near": 3,
        "twin": 0,
    }
    costs = {"far": 1.0, "near": 2.0, "top": 9.0, "twin": 9.0}
    assert cheapest_equal(judged, "top", "accuracy", costs) == "near"
    assert cheapest_equal(judged, "top", "accuracy", costs | {"near": 10.0}) == "top"
    # Two that cost the same: the first, which is the simpler one.
    assert cheapest_equal(judged, "top", "accuracy", dict.fromkeys(costs, 1.0)) == "near"


def test_holms_correction_is_over_all_rungs() -> None:
    # Five texts of difference, all to one side: a resample has none of them with (1 - 5/400) ** 400 = e^-5,
    # so that p is 2 e^-5 = .013: significant alone, but not as one of ten.
    five = {"top": wrong_on([]), "five": wrong_on(range(5))}
    costs = {"top": 2.0, "five": 1.0}
    assert cheapest_equal(judge(**five), "top", "accuracy", costs) == "top"
    many = {f"same {number}": wrong_on(range(5)) for number in range(9)}
    judged = judge(**five, **many)
    assert 0.005 < gains_of_best(judged, "top", "accuracy")["five"].p < 0.05
    assert cheapest_equal(judged, "top", "accuracy", costs | dict.fromkeys(many, 3.0)) == "five"


def test_a_rung_alone_is_both() -> None:
    judged = judge(only=wrong_on(range(5)))
    assert best_rung(judged, "accuracy") == "only"
    assert cheapest_equal(judged, "only", "accuracy", {"only": 1.0}) == "only"


def test_a_rung_without_a_cost_is_named(judged: Resampled) -> None:
    with pytest.raises(ValueError, match="Received: none of near, twin"):
        cheapest_equal(judged, "top", "accuracy", {"top": 1.0, "far": 1.0})
