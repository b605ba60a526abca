"""The verdict says first who wins, and a constant is never the best model."""

import pytest

from rating_model.verdict import verdict
from text_models.evaluate import RatingMetrics


def row(macro_f1: float, mae: float, accuracy: float = 0.7) -> RatingMetrics:
    return RatingMetrics(accuracy=accuracy, macro_f1=macro_f1, mae=mae)


CASES = [
    (
        "ahead on both",
        row(0.4, 0.2),
        5,
        "albert",
        "ALBERT wins: macro-F1 0.400 against 0.176 of the majority",
    ),
    (
        "behind on error",
        row(0.4, 0.5),
        5,
        "majority",
        "A baseline wins on error, the majority class: MAE 0.500",
    ),
    (
        "behind on F1",
        row(0.1, 0.2),
        5,
        "majority",
        "A baseline wins on macro-F1, the majority class: macro-F1 0.100",
    ),
    ("behind on both", row(0.1, 0.5), 5, "majority", "A baseline wins, the majority class: ALBERT has"),
    ("level is not ahead", row(0.176, 0.3), 5, "majority", "A baseline wins, the majority class: ALBERT has"),
    ("accuracy buys nothing", row(0.1, 0.5, 0.99), 5, "majority", "A baseline wins, the majority class"),
    (
        "a lucky constant",
        row(0.4, 0.2),
        1,
        "majority",
        "A baseline wins, the majority class: ALBERT gives one rating",
    ),
]


@pytest.mark.parametrize(
    ("albert", "answers", "best", "beginning"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_verdict(albert: RatingMetrics, answers: int, best: str, beginning: str) -> None:
    metrics = {"majority": row(0.176, 0.3), "mean": row(0.176, 0.6), "albert": albert}
    result = verdict(metrics, rows=1_280, albert_answers=answers)
    assert result.best == best
    assert result.sentence.startswith(beginning)
    assert "1,280 held-out reviews" in result.sentence


def test_the_stronger_baseline_is_the_one_to_beat() -> None:
    metrics = {"majority": row(0.1, 0.9), "mean": row(0.2, 0.6), "albert": row(0.15, 0.8)}
    result = verdict(metrics, rows=10, albert_answers=3)
    assert result == (
        "mean",
        "A baseline wins, the mean: ALBERT has macro-F1 0.150 against 0.200 of the mean and MAE 0.800 stars "
        "against 0.600 of the mean, on 10 held-out reviews.",
    )
