"""Whether probabilities are frequencies: of the answers given with 0.8, 80 % should be right."""

import numpy as np

from text_models.metrics.metric import ONE_LABEL, Metric
from text_models.metrics.predictions import Predictions

BINS = 15


def confidence_of(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the highest probability of each row and the position of its label, both of shape (N,)."""
    return probabilities.max(axis=1), np.asarray(probabilities.argmax(axis=1))


def bins_of(confidence: np.ndarray) -> np.ndarray:
    """Return the bin 0..14 of each confidence 0..1: (0, 1/15], (1/15, 2/15], ..., (14/15, 1]."""
    above = np.ceil(confidence * BINS).astype(np.int64)
    return np.asarray(np.clip(above - 1, 0, BINS - 1))


def _gaps(predictions: Predictions) -> np.ndarray:
    """Right minus sure in the row's bin, and a one, shape (N, 16)."""
    confidence, likeliest = confidence_of(predictions.probabilities)
    gaps = np.zeros((predictions.rows, BINS))
    gaps[np.arange(predictions.rows), bins_of(confidence)] = (likeliest == predictions.truth) - confidence
    return np.column_stack([gaps, np.ones(predictions.rows)])


def _expected_error(sums: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(sums[..., :BINS]).sum(axis=-1) / sums[..., BINS])


# 0..1: the expected calibration error, the mean over texts of |share right - mean confidence| of the text's
# bin, in 15 bins of equal width; the confidence is the highest probability, right is whether its label is the
# true one. Guo et al. 2017, equation 3, https://arxiv.org/abs/1706.04599
ECE = Metric("ece", "calibration error", False, ONE_LABEL, _gaps, _expected_error)
