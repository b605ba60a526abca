"""The verdict says first who wins, and a constant is never the best model."""

import numpy as np
import pytest

from rating_model.rating_metrics import rating_predictions
from rating_model.rating_task import rating_task
from text_models.metrics.bootstrap import Resampled, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.versions.best_predictor import BestPredictor, best_predictor

METRICS = MetricSet.of(rating_task())

MAJORITY = {"macro_f1": 0.176, "mae": 0.3, "quadratic_kappa": 0.0}
MEAN = {"macro_f1": 0.1, "mae": 0.6, "quadratic_kappa": 0.0}
TFIDF = {"macro_f1": 0.36, "mae": 0.25, "quadratic_kappa": 0.45}
WIDTH = 0.01


def judged(**predictors: dict[str, float]) -> Resampled:
    """Predictors whose resampled metrics lie evenly within +-`WIDTH` of each value; accuracy flatters all."""
    everyone = {"majority": MAJORITY, "mean": MEAN, **predictors}
    values = {
        name: {metric: np.array(metrics.get(metric, 0.99)) for metric in METRICS.names}
        for name, metrics in everyone.items()
    }
    around = np.linspace(-WIDTH, WIDTH, 1_001)
    drawn = {
        # The readers move, the constants stand still: a gain over a constant is as wide as the reader.
        name: {
            metric: value
            + (around if name == "albert" else -around if name == "tfidf_logistic" else 0 * around)
            for metric, value in metrics.items()
        }
        for name, metrics in values.items()
    }
    return Resampled(METRICS, values, drawn)


def verdict(judged: Resampled, *, rows: int, train_texts: int) -> BestPredictor:
    return best_predictor(
        rating_task(), judged, varied=set(judged.values), rows=rows, train_texts=train_texts
    )


CASES = [
    (
        "ALBERT far ahead",
        {"tfidf_logistic": TFIDF, "albert": {"macro_f1": 0.5, "mae": 0.2, "quadratic_kappa": 0.6}},
        "albert",
        "ALBERT wins and predicts: macro-F1 0.500 against 0.360 of TF-IDF + logistic regression, "
        "+0.140 (95 % interval +0.121 to +0.159); MAE better by +0.050 (95 % interval +0.031 to +0.069)",
    ),
    (
        "ALBERT ahead by chance",
        {"tfidf_logistic": TFIDF, "albert": {"macro_f1": 0.37, "mae": 0.245, "quadratic_kappa": 0.455}},
        "tfidf_logistic",
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1 0.360 against 0.370 of ALBERT, "
        "-0.010 (95 % interval -0.029 to +0.009)",
    ),
    (
        "ALBERT ahead by chance in one, clearly in the others",
        {"tfidf_logistic": TFIDF, "albert": {"macro_f1": 0.37, "mae": 0.2, "quadratic_kappa": 0.6}},
        "albert",
        "ALBERT wins and predicts: macro-F1 0.370 against 0.360 of TF-IDF + logistic regression, +0.010 (95 "
        "% interval -0.009 to +0.029); MAE better by +0.050",
    ),
    (
        "ALBERT ahead, but clearly worse in stars",
        {"tfidf_logistic": TFIDF, "albert": {"macro_f1": 0.5, "mae": 0.28, "quadratic_kappa": 0.6}},
        "tfidf_logistic",
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1 0.360 against 0.500 of ALBERT",
    ),
    (
        "ALBERT behind",
        {"tfidf_logistic": TFIDF, "albert": {"macro_f1": 0.3, "mae": 0.28, "quadratic_kappa": 0.4}},
        "tfidf_logistic",
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1 0.360 against 0.300 of ALBERT, "
        "+0.060 (95 % interval +0.041 to +0.079)",
    ),
    (
        "ALBERT collapsed, accuracy buys nothing",
        {
            "tfidf_logistic": TFIDF,
            "albert": {"accuracy": 1.0, "macro_f1": 0.176, "mae": 0.3, "quadratic_kappa": 0.0},
        },
        "tfidf_logistic",
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1 0.360 against 0.176 of ALBERT",
    ),
    (
        "TF-IDF fails, ALBERT does not",
        {
            "tfidf_logistic": {"macro_f1": 0.4, "mae": 0.32, "quadratic_kappa": 0.4},
            "albert": {"macro_f1": 0.37, "mae": 0.2, "quadratic_kappa": 0.4},
        },
        "albert",
        "ALBERT wins and predicts: macro-F1 0.370 against 0.400 of TF-IDF + logistic regression",
    ),
    (
        "nobody beats the constants",
        {
            "tfidf_logistic": {"macro_f1": 0.4, "mae": 0.32, "quadratic_kappa": 0.4},
            "albert": {"macro_f1": 0.15, "mae": 0.2, "quadratic_kappa": 0.4},
        },
        "majority",
        "A baseline wins, the majority class with macro-F1 0.176, MAE 0.300 and quadratic kappa 0.000: no "
        "model that reads beats every constant; TF-IDF + logistic regression has macro-F1 0.400, MAE 0.320 "
        "and quadratic kappa 0.400; ALBERT has macro-F1 0.150, MAE 0.200 and quadratic kappa 0.400",
    ),
    (
        "level in one, ahead in others",
        {"tfidf_logistic": {"macro_f1": 0.176, "mae": 0.2, "quadratic_kappa": 0.4}},
        "tfidf_logistic",
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1 0.176 against 0.176 of the "
        "majority class, +0.00",
    ),
    (
        "level is not ahead",
        {"tfidf_logistic": {"macro_f1": 0.176, "mae": 0.3, "quadratic_kappa": 0.0}},
        "majority",
        "A baseline wins, the majority class",
    ),
    (
        "all that is ahead may be chance",
        {"tfidf_logistic": {"macro_f1": 0.18, "mae": 0.296, "quadratic_kappa": 0.005}},
        "majority",
        "A baseline wins, the majority class",
    ),
    (
        "no ALBERT",
        {"tfidf_logistic": TFIDF},
        "tfidf_logistic",
        "A baseline wins and predicts, TF-IDF + logistic regression: macro-F1 0.360 against 0.176 of the ",
    ),
]


@pytest.mark.parametrize(
    ("predictors", "best", "beginning"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_verdict(predictors: dict[str, dict[str, float]], best: str, beginning: str) -> None:
    result = verdict(judged(**predictors), rows=1_280, train_texts=200_000)
    assert result.name == best
    assert result.first_line.startswith(beginning)
    assert "on 1,280 evaluation reviews." in result.first_line
    assert "\n" not in result.first_line


def test_of_few_texts_it_says_that_the_baseline_was_expected_to_win() -> None:
    expected = "Expected with fewer than about 100,000 texts (99,999 learned from); ALBERT takes over when"
    few = verdict(judged(tfidf_logistic=TFIDF), rows=10, train_texts=99_999)
    many = verdict(judged(tfidf_logistic=TFIDF), rows=10, train_texts=100_000)
    assert expected in few.first_line
    assert "Expected" not in many.first_line


def test_the_better_constant_is_the_one_that_is_named() -> None:
    weak = {"macro_f1": 0.05, "mae": 0.9, "quadratic_kappa": 0.0}
    answer = verdict(
        judged(majority=weak, albert={"macro_f1": 0.09, "mae": 0.8, "quadratic_kappa": 0.1}),
        rows=10,
        train_texts=9,
    )
    assert answer == (
        "mean",
        "A baseline wins, the mean rating with macro-F1 0.100, MAE 0.600 and quadratic kappa 0.000: no model "
        "that reads beats every constant; ALBERT has macro-F1 0.090, MAE 0.800 and quadratic kappa 0.100; on "
        "10 evaluation reviews. A constant is never promoted.",
    )


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_no_constant_passes_for_a_reader_whatever_it_always_says(rating: int) -> None:
    truth = np.array([5] * 70 + [4] * 15 + [3] * 6 + [2] * 4 + [1] * 5)
    flat = np.tile([0.05, 0.04, 0.06, 0.15, 0.7], (100, 1))

    def always(answer: int, stars: float) -> Predictions:
        return rating_predictions(truth, np.full(100, answer), np.full(100, stars), flat)

    predictors = {
        "majority": always(5, 5.0),
        "mean": always(4, 4.41),
        "albert": always(rating, float(rating)),
    }
    groups = [str(row) for row in range(100)]
    assert verdict(resample(METRICS, predictors, groups), rows=100, train_texts=900).name in (
        "majority",
        "mean",
    )


def test_who_always_says_the_same_is_no_reader_however_near_it_comes() -> None:
    ahead = judged(albert={"macro_f1": 0.5, "mae": 0.2, "quadratic_kappa": 0.6})
    for varied, expected in (({"albert"}, "albert"), (set(), "majority")):
        found = best_predictor(rating_task(), ahead, varied=varied, rows=10, train_texts=9)
        assert found.name == expected
