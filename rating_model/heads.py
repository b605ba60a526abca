"""The two heads: what their logits mean, as numpy arrays.

softmax: five logits, one a rating. ordinal: four, the log-odds that the rating is above 1, 2, 3 and 4, which
differ in their bias alone (CORAL, https://arxiv.org/abs/1901.07884; the proportional-odds model of
McCullagh 1980), so that the order of the ratings is part of the model.
"""

import numpy as np

CLASSES = 5
LABELS = {
    "softmax": [str(rating) for rating in range(1, CLASSES + 1)],
    "ordinal": [f"above {rating}" for rating in range(1, CLASSES)],
}
OUTPUTS = {head: len(labels) for head, labels in LABELS.items()}
# As transformers calls them; of "ordinal" the sigmoid of each logit is the probability of its label.
PROBLEM_TYPES = {"softmax": "single_label_classification", "ordinal": "multi_label_classification"}


def ties_outputs(head: str) -> bool:
    """Return whether the head's logits share their weights, see `AlbertForward`."""
    return head == "ordinal"


def distributions(head: str, logits: np.ndarray) -> np.ndarray:
    """Return (N, 5) probabilities of the ratings, rows sum to 1, for (N, 5) or (N, 4) logits of the head."""
    if head == "softmax":
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))
    # Thresholds that are not in order yet would give a rating a probability below 0.
    above = np.minimum.accumulate(0.5 * (1 + np.tanh(0.5 * logits)), axis=1)
    ends = np.ones((len(logits), 1)), np.zeros((len(logits), 1))
    return np.asarray(-np.diff(np.hstack([ends[0], above, ends[1]]), axis=1))


def without_class_weights(probabilities: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the distributions, shape (N, 5), as a model trained without the class weights would see them.

    A loss weighted by `weights`, shape (5,), has its least value at p * weights / sum, so dividing and
    making the rows sum to 1 again gives p (Elkan 2001, https://cseweb.ucsd.edu/~elkan/rescale.pdf). A
    rating that the training part did not hold (weight 0) gets 0.
    """
    corrected = np.where(weights > 0, probabilities / np.where(weights > 0, weights, 1.0), 0.0)
    sums = corrected.sum(axis=1, keepdims=True)
    known = (weights > 0) / max(1, int((weights > 0).sum()))
    return np.asarray(np.where(sums > 0, corrected / np.where(sums > 0, sums, 1.0), known))
