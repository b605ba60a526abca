"""Intervals against distributions that are known: a share resampled is binomial."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, log_loss, mean_absolute_error

from text_models.metrics.bootstrap import RESAMPLES, Resampled, gain_of, interval_of
from text_models.metrics.bootstrap import resample as resample_metrics
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task

METRIC_SET = MetricSet.of(
    Task(
        name="places",
        title="place",
        kind=Kind.ORDINAL,
        labels=("one", "two", "three", "four", "five"),
        metrics=("accuracy", "macro_f1", "mae", "quadratic_kappa", "log_loss", "ece"),
        yardstick=("mae",),
        rungs=("majority",),
    )
)


def resample(predictors: dict[str, Predictions], groups: list[str], **options: int) -> Resampled:
    return resample_metrics(METRIC_SET, predictors, groups, **options)


def predictions(
    truth: np.ndarray, answers: np.ndarray, stars: np.ndarray, probabilities: np.ndarray
) -> Predictions:
    """Predictions on a scale of five, whose places the tests count from 1."""
    return Predictions(truth - 1, answers - 1, probabilities, stars - 1)


def five_stars(right: int, wrong: int) -> Predictions:
    """Always five stars, `right` times so; the other truths are four."""
    rows = right + wrong
    probabilities = np.tile([0.0, 0.0, 0.0, 0.2, 0.8], (rows, 1))
    return predictions(
        np.array([5] * right + [4] * wrong), np.full(rows, 5), np.full(rows, 5.0), probabilities
    )


def by_chance(rows: int, seed: int) -> Predictions:
    generator = np.random.default_rng(seed)
    truth = np.random.default_rng(1).integers(1, 6, rows)
    answers = np.where(generator.random(rows) < 0.6, truth, generator.integers(1, 6, rows))
    probabilities = generator.dirichlet(np.ones(5), rows)
    return predictions(truth, answers, probabilities @ [1, 2, 3, 4, 5], probabilities)


def test_the_interval_of_a_share_is_the_binomials() -> None:
    rows, right = 400, 280  # with so many resamples more than are drawn at once
    judged = resample(
        {"it": five_stars(right, rows - right)}, [str(row) for row in range(rows)], resamples=6_000
    )
    value, low, high = judged.metrics("it")["accuracy"]
    assert value == 0.7
    assert (low, high) == pytest.approx(binom.ppf([0.025, 0.975], rows, 0.7) / rows, abs=1.5 / rows)


def test_equal_texts_are_drawn_together() -> None:
    # 40 texts, each posted ten times: as much as 40 rows are worth, not 400.
    texts, posts = 40, 10
    groups = [f"text {text}" for text in range(texts) for _ in range(posts)]
    value, low, high = resample({"it": five_stars(280, 120)}, groups, resamples=4_000).metrics("it")[
        "accuracy"
    ]
    assert value == 0.7
    assert (low, high) == pytest.approx(binom.ppf([0.025, 0.975], texts, 0.7) / texts, abs=1.5 / texts)
    as_rows = resample({"it": five_stars(280, 120)}, [str(row) for row in range(400)]).metrics("it")[
        "accuracy"
    ]
    assert high - low > 2.5 * (as_rows.high - as_rows.low)


def test_each_metric_is_resampled_as_scikit_learn_would_compute_it() -> None:
    rows, resamples = 120, 200
    it = by_chance(rows, 2)
    metrics = resample({"it": it}, [f"{row:03}" for row in range(rows)], resamples=resamples, seed=5).metrics(
        "it"
    )
    drawn: dict[str, list[float]] = {name: [] for name in METRIC_SET.names if name != "ece"}
    for chosen in np.random.default_rng(5).integers(rows, size=(resamples, rows)):
        truth, answers = it.truth[chosen] + 1, it.answers[chosen] + 1
        assert it.points is not None
        drawn["accuracy"].append(accuracy_score(truth, answers))
        drawn["macro_f1"].append(f1_score(truth, answers, average="macro"))
        drawn["mae"].append(mean_absolute_error(truth, it.points[chosen] + 1))
        drawn["quadratic_kappa"].append(cohen_kappa_score(truth, answers, weights="quadratic"))
        drawn["log_loss"].append(log_loss(truth, it.probabilities[chosen], labels=[1, 2, 3, 4, 5]))
    for name, values in drawn.items():
        low, high = np.percentile(values, [2.5, 97.5])
        assert metrics[name][1:] == pytest.approx((low, high)), name


def test_a_gain_is_paired_and_points_upwards() -> None:
    one, other = by_chance(300, 2), by_chance(300, 3)
    groups = [str(row) for row in range(300)]
    judged = resample({"one": one, "other": other}, groups)
    there, back = judged.gain("one", "other"), judged.gain("other", "one")
    for metric in METRIC_SET.metrics:
        name, higher_is_better = metric.name, metric.higher_is_better
        difference = judged.metrics("one")[name].value - judged.metrics("other")[name].value
        assert there[name].value == pytest.approx(difference if higher_is_better else -difference)
        assert back[name] == pytest.approx(
            (-there[name].value, -there[name].high, -there[name].low, there[name].p)
        )
    # Each interval alone is wide; against itself a predictor gains nothing, whatever is drawn.
    assert judged.metrics("one")["accuracy"].high - judged.metrics("one")["accuracy"].low > 0.05
    assert set(judged.gain("one", "one").values()) == {(0.0, 0.0, 0.0, 1.0)}


def test_a_gain_of_three_rows_in_a_hundred_is_binomial_too() -> None:
    # Equal but for ten rows of 300 that only one gets right: the gain is the share of those rows drawn.
    truth = np.full(300, 5)
    worse = np.where(np.arange(300) < 10, 4, 5)
    flat = np.tile([0.2] * 5, (300, 1))
    predictors = {
        "better": predictions(truth, truth, truth * 1.0, flat),
        "worse": predictions(truth, worse, worse * 1.0, flat),
    }
    judged = resample(predictors, [str(row) for row in range(300)], resamples=4_000)
    gain = judged.gain("better", "worse")
    expected = binom.ppf([0.025, 0.975], 300, 1 / 30) / 300
    for name in ("accuracy", "mae"):
        assert gain[name].value == pytest.approx(1 / 30)
        assert gain[name][1:3] == pytest.approx(expected, abs=1.5 / 300)


def test_the_same_seed_gives_the_same_intervals() -> None:
    it, groups = {"it": by_chance(50, 2)}, [str(row) for row in range(50)]
    assert resample(it, groups, seed=3).metrics("it") == resample(it, groups, seed=3).metrics("it")
    assert resample(it, groups, seed=3).metrics("it") != resample(it, groups, seed=4).metrics("it")


def test_an_interval_depends_neither_on_who_else_is_judged_nor_on_the_order_of_rows() -> None:
    one, other, groups = by_chance(60, 2), by_chance(60, 3), [f"text {row // 2}" for row in range(60)]
    together = resample({"other": other, "one": one}, groups)
    assert together.metrics("one") == resample({"one": one}, groups).metrics("one")
    order = np.random.default_rng(4).permutation(60)
    assert one.points is not None
    moved = Predictions(one.truth[order], one.answers[order], one.probabilities[order], one.points[order])
    metrics = resample({"one": moved}, [groups[row] for row in order]).metrics("one")
    for name, expected in together.metrics("one").items():
        assert metrics[name] == pytest.approx(expected), name


def test_there_are_at_least_two_thousand_resamples() -> None:
    assert RESAMPLES >= 2_000
    judged = resample({"it": by_chance(20, 2)}, [str(row) for row in range(20)])
    assert {values.shape for values in judged.drawn["it"].values()} == {(RESAMPLES,)}


def test_one_row_has_an_interval_of_no_width() -> None:
    metrics = resample({"it": five_stars(1, 0)}, ["a"]).metrics("it")
    assert metrics["accuracy"] == (1.0, 1.0, 1.0)
    assert metrics["log_loss"] == pytest.approx([-np.log(0.8)] * 3)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Every row needs a group. Received: 3 rows of it and 2 groups"):
        resample({"it": five_stars(2, 1)}, ["a", "b"])
    with pytest.raises(ValueError, match="no predictor to evaluate"):
        resample({}, ["a"])
    no_group: Any = ["a", None, "b"]
    with pytest.raises(ValueError, match=r"Every row needs a group.*none in row 1"):
        resample({"it": five_stars(2, 1)}, no_group)


def test_the_p_value_of_a_gain_counts_the_resamples_beyond_nothing() -> None:
    drawn = np.array([-1.0] * 3 + [1.0] * 96)
    # Three of 99 are at or below 0; one more is counted, on both sides: 2 * 4 / 100.
    assert gain_of(0.5, drawn).p == pytest.approx(0.08)
    assert gain_of(-0.5, -drawn).p == pytest.approx(0.08)
    assert gain_of(0.5, drawn)[:3] == interval_of(0.5, drawn)
    assert gain_of(1.0, np.ones(99)).p == pytest.approx(0.02)
    assert gain_of(0.0, np.zeros(99)).p == 1.0
