"""Metrics against numbers worked out by hand."""

import math

import pytest

from text_models.evaluate import evaluate_ratings

# F1 of a class = 2 * right / (times true + times predicted).
GOOD = [
    ("all right", [1, 3, 5], [1, 3, 5], [1, 3, 5], (1.0, 1.0, 0.0)),
    # Right: 1 once, 5 twice. F1: 1 -> 2/(2+1), 5 -> 4/(2+3), 2 -> 0/(0+0) does not occur. MAE (0+4+0+0)/4.
    ("two classes", [1, 1, 5, 5], [1, 5, 5, 5], [1, 5, 5, 5], (3 / 4, (2 / 3 + 4 / 5) / 2, 1.0)),
    # 4 is never predicted and 3 never true: both count, with F1 0. F1 of 5 -> 2/(1+2).
    ("strangers to one side", [4, 5, 1], [5, 5, 3], [4.5, 4.5, 2.5], (1 / 3, (2 / 3) / 4, 2.5 / 3)),
    # Always five stars where 7 of 10 are: accuracy flatters. F1 of 5 -> 14/17, of 1 and 4 -> 0.
    (
        "a constant",
        [1, 1, 4, 5, 5, 5, 5, 5, 5, 5],
        [5] * 10,
        [4.2] * 10,
        (0.7, 14 / 17 / 3, (2 * 3.2 + 0.2 + 7 * 0.8) / 10),
    ),
]

BAD = [
    ("no rows", [], [], [], "0 rows"),
    ("lengths differ", [1, 2], [1, 2], [1.0], r"three lists of one length.*\(2,\), \(2,\), \(1,\)"),
    ("a column vector", [[1], [2]], [[1], [2]], [[1.0], [2.0]], "three lists of one length"),
    ("no star", [0, 5], [5, 5], [5, 5], r"`truth` must hold whole stars 1 to 5 only. Received: \[0\]"),
    ("half a star", [4, 5], [4.5, 5], [4.5, 5], r"`predicted_class` .* Received: \[4.5\]"),
    ("not a number", [4, 5], [4, 5], [math.nan, 5], "`predicted_value` must hold finite numbers"),
]


@pytest.mark.parametrize(
    ("truth", "classes", "values", "expected"), [row[1:] for row in GOOD], ids=[row[0] for row in GOOD]
)
def test_the_metrics(
    truth: list[int], classes: list[int], values: list[float], expected: tuple[float, float, float]
) -> None:
    accuracy, macro_f1, mae = expected
    assert evaluate_ratings(truth, classes, values) == pytest.approx(
        {"accuracy": accuracy, "macro_f1": macro_f1, "mae": mae}
    )


@pytest.mark.parametrize(
    ("truth", "classes", "values", "sentence"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_cannot_be_judged_is_refused(
    truth: list[int], classes: list[int], values: list[float], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        evaluate_ratings(truth, classes, values)
