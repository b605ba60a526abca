"""How good predicted ratings are, in six numbers that are all computed from sums over the rows.

Because they are, a bootstrap needs the sums of each resample only: see text_models/metrics/bootstrap.py.
"""

from dataclasses import dataclass

import numpy as np

RATINGS = (1, 2, 3, 4, 5)
# True: higher is better.
METRICS = {
    "accuracy": True,
    "macro_f1": True,
    "mae": False,
    "quadratic_kappa": True,
    "log_loss": False,
    "ece": False,
}
CALIBRATION_BINS = 15
SMALLEST = np.finfo(np.float64).eps
CLASSES = len(RATINGS)
CELLS = CLASSES * CLASSES


@dataclass(frozen=True)
class RatingPredictions:
    """N predictions beside the true ratings.

    `truth` and `answers` are whole stars 1..5, shape (N,); `stars` is a number of stars, shape (N,), from
    which the absolute error is taken: a predictor may name the likeliest class and yet do best in stars by
    another number (the median of its distribution). `probabilities` has shape (N, 5), rows sum to 1.

    Raises ValueError when there is no row, shapes differ, or a value is no rating or no distribution.
    """

    truth: np.ndarray
    answers: np.ndarray
    stars: np.ndarray
    probabilities: np.ndarray

    def __post_init__(self) -> None:
        rows = self.truth.shape
        if len(rows) != 1 or {self.answers.shape, self.stars.shape, self.probabilities.shape[:-1]} != {rows}:
            raise ValueError(
                "Truth, answers, stars and probabilities must have one row a review. Received shapes: "
                f"{[rows, self.answers.shape, self.stars.shape, self.probabilities.shape]}"
            )
        if not self.truth.size:
            raise ValueError("There is no prediction to evaluate. Received: 0 rows")
        for name, column in (("truth", self.truth), ("answers", self.answers)):
            if strangers := sorted(set(column.tolist()) - set(RATINGS)):
                raise ValueError(f"`{name}` must hold whole stars 1 to 5 only. Received: {strangers[:5]}")
        if not np.isfinite(self.stars).all():
            raise ValueError("`stars` must hold finite numbers only. Received: NaN or infinity")
        sums = self.probabilities.sum(axis=-1)
        whole = np.isclose(sums, 1.0, atol=1e-4) & (self.probabilities >= 0).all(axis=-1)
        if self.probabilities.shape[-1] != CLASSES or not whole.all():
            raise ValueError(
                f"`probabilities` must have {CLASSES} columns, 0 or more, that sum to 1 in each row. "
                f"Received: {self.probabilities.shape[-1]} columns, {int((~whole).sum())} bad rows"
            )


def evaluate_ratings(predictions: RatingPredictions) -> dict[str, float]:
    """Return the six metrics of `metrics_of_sums` for N predictions."""
    metrics = metrics_of_sums(sums_of_rows(predictions).sum(axis=0))
    return {name: float(value) for name, value in metrics.items()}


def sums_of_rows(predictions: RatingPredictions) -> np.ndarray:
    """Return what each row adds to the sums that the metrics are made of, shape (N, S)."""
    truth, answers = predictions.truth.astype(np.int64), predictions.answers.astype(np.int64)
    rows = np.arange(len(truth))
    confusion = np.zeros((len(truth), CELLS))
    confusion[rows, (truth - 1) * CLASSES + answers - 1] = 1.0
    error = np.abs(predictions.stars - truth)
    probabilities = np.clip(predictions.probabilities, SMALLEST, 1.0 - SMALLEST)
    loss = -np.log(probabilities[rows, truth - 1])
    confidence, likeliest = calibration_of(predictions.probabilities)
    calibration = np.zeros((len(truth), CALIBRATION_BINS))
    calibration[rows, bins_of(confidence)] = (likeliest == truth) - confidence
    return np.column_stack([confusion, error, loss, calibration])


def calibration_of(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the highest probability of each row, shape (N,), and the rating 1..5 that has it, shape (N,)."""
    return probabilities.max(axis=1), np.asarray(probabilities.argmax(axis=1) + 1)


def bins_of(confidence: np.ndarray) -> np.ndarray:
    """Return the calibration bin 0..14 of each confidence 0..1: (0, 1/15], (1/15, 2/15], ..., (14/15, 1]."""
    above = np.ceil(confidence * CALIBRATION_BINS).astype(np.int64)
    return np.asarray(np.clip(above - 1, 0, CALIBRATION_BINS - 1))


def metrics_of_sums(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Return each metric, shape (...), for sums of shape (..., S), as `sums_of_rows` adds up.

    accuracy 0..1: the share of answers that are right.
    macro_f1 0..1: the plain mean of F1 over the ratings that occur in truth or answers.
    mae 0..4 stars: the mean absolute error.
    quadratic_kappa -1..1: agreement beyond chance, a miss by two stars costing four times a miss by one;
        Cohen 1968, https://doi.org/10.1037/h0026256. 0 where chance alone would not miss (one rating only).
    log_loss 0 or more, natural logarithm; a probability below 2.2e-16 counts as that.
    ece 0..1: the expected calibration error, the mean over reviews of |share right - mean confidence| of
        the review's bin, in 15 bins of equal width; the confidence is the highest probability, right is
        whether its rating is the true one. Guo et al. 2017, equation 3, https://arxiv.org/abs/1706.04599
    """
    confusion = sums[..., :CELLS].reshape(*sums.shape[:-1], CLASSES, CLASSES)
    error, loss, calibration = sums[..., CELLS], sums[..., CELLS + 1], sums[..., CELLS + 2 :]
    rows = confusion.sum(axis=(-2, -1))
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    true, answered = confusion.sum(axis=-1), confusion.sum(axis=-2)
    both = true + answered
    f1 = np.divide(2 * hits, both, out=np.zeros_like(both), where=both > 0)
    return {
        "accuracy": hits.sum(axis=-1) / rows,
        "macro_f1": f1.sum(axis=-1) / (both > 0).sum(axis=-1),
        "mae": error / rows,
        "quadratic_kappa": _quadratic_kappa(confusion, true, answered, rows),
        "log_loss": loss / rows,
        "ece": np.abs(calibration).sum(axis=-1) / rows,
    }


def _quadratic_kappa(
    confusion: np.ndarray, true: np.ndarray, answered: np.ndarray, rows: np.ndarray
) -> np.ndarray:
    costs = np.subtract.outer(np.arange(CLASSES), np.arange(CLASSES)) ** 2.0
    missed = (confusion * costs).sum(axis=(-2, -1))
    by_chance = np.einsum("...i,...j,ij->...", true, answered, costs) / rows
    ratio = np.divide(missed, by_chance, out=np.ones_like(by_chance), where=by_chance > 0)
    return np.asarray(1.0 - ratio)
