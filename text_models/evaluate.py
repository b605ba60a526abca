"""How far predicted ratings are from the true ones."""

from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike

RATINGS = (1, 2, 3, 4, 5)


class RatingMetrics(TypedDict):
    """Accuracy and macro-F1, 0..1, higher is better; mean absolute error, 0..4 stars, lower is better."""

    accuracy: float
    macro_f1: float
    mae: float


def evaluate_ratings(
    truth: ArrayLike, predicted_class: ArrayLike, predicted_value: ArrayLike
) -> RatingMetrics:
    """Return the metrics of N predictions against N true ratings.

    `truth` and `predicted_class` are whole numbers 1..5, shape (N,); `predicted_value` is a number of stars,
    shape (N,), from which the mean absolute error is taken: a predictor may name the likeliest class and yet
    do best in stars by another number (the median of its distribution). Macro-F1 is the plain mean of F1 over
    the classes that occur in `truth` or in `predicted_class`; a class that occurs in neither does not count.

    Raises ValueError when there is no row, the lengths differ, or a value is no rating.
    """
    # Inside, so that a program that only wants the names above does not wait for scikit-learn.
    from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error  # noqa: PLC0415 (see above)

    classes, answers, values = np.asarray(truth), np.asarray(predicted_class), np.asarray(predicted_value)
    _check(classes, answers, values)
    return RatingMetrics(
        accuracy=float(accuracy_score(classes, answers)),
        macro_f1=float(f1_score(classes, answers, average="macro", zero_division=0)),
        mae=float(mean_absolute_error(classes, values)),
    )


def _check(truth: np.ndarray, predicted_class: np.ndarray, predicted_value: np.ndarray) -> None:
    shapes = [truth.shape, predicted_class.shape, predicted_value.shape]
    if truth.ndim != 1 or len(set(shapes)) != 1:
        raise ValueError(
            f"Truth, classes and values must be three lists of one length. Received shapes: {shapes}"
        )
    if not truth.size:
        raise ValueError("There is no prediction to evaluate. Received: 0 rows")
    for name, column in (("truth", truth), ("predicted_class", predicted_class)):
        strangers = sorted({value for value in column.tolist() if value not in RATINGS})
        if strangers:
            raise ValueError(f"`{name}` must hold whole stars 1 to 5 only. Received: {strangers[:5]}")
    if not np.isfinite(predicted_value).all():
        raise ValueError("`predicted_value` must hold finite numbers only. Received: NaN or infinity")
