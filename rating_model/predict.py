"""What a trained classifier says about encoded reviews."""

from typing import Any, NamedTuple

import numpy as np

from rating_model.albert import CLASSES, albert_inputs


class Predictions(NamedTuple):
    """N predictions: the reviews' ids (N,), true ratings 1..5 (N,), and distributions (N, 5) whose rows sum
    to 1.
    """

    review_ids: np.ndarray
    truth: np.ndarray
    probabilities: np.ndarray


def predict_ratings(classifier: Any, batches: Any) -> Predictions:
    """Return the classifier's distributions for the batches of `batches_by_length`, in their order."""
    ids: list[np.ndarray] = [np.zeros(0, np.int64)]
    truth: list[np.ndarray] = [np.zeros(0, np.int64)]
    probabilities: list[np.ndarray] = [np.zeros((0, CLASSES))]
    for batch in batches:
        logits = np.asarray(classifier.predict_on_batch(albert_inputs(batch["input_ids"])), np.float64)
        ids.append(batch["review_id"].numpy())
        truth.append(batch["rating"].numpy())
        probabilities.append(softmax(logits))
    return Predictions(np.concatenate(ids), np.concatenate(truth), np.concatenate(probabilities))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return (N, 5) probabilities for (N, 5) logits."""
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def without_class_weights(probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the distributions, shape (N, 5), as a model trained without the class weights would see them.

    A loss weighted by `weights`, shape (5,), has its least value at p * weights / sum, so dividing and
    making the rows sum to 1 again gives p (Elkan 2001, https://cseweb.ucsd.edu/~elkan/rescale.pdf). A
    rating that the training part did not hold (weight 0) gets 0.
    """
    corrected = np.where(weights > 0, probabilities / np.where(weights > 0, weights, 1.0), 0.0)
    return np.asarray(corrected / corrected.sum(axis=1, keepdims=True))


def likeliest_ratings(probabilities: np.ndarray) -> np.ndarray:
    """Return the rating 1..5 of the highest probability, shape (N,)."""
    return np.asarray(probabilities.argmax(axis=1) + 1)


def median_ratings(probabilities: np.ndarray) -> np.ndarray:
    """Return the median rating 1..5 of each distribution, shape (N,).

    It is the lowest rating at which half of the probability is reached, and the one answer that keeps the
    expected absolute error lowest.
    """
    return np.asarray((probabilities.cumsum(axis=1) < 0.5 - 1e-9).sum(axis=1) + 1)
