"""How plausible a text's own label is, by the probabilities of a classifier that did not learn from it.

The scores are those of Kuan and Mueller, "Model-agnostic label quality scoring to detect real-world label
errors", ICML DataPerf workshop 2022, section 2; the thresholds those of confident learning: Northcutt, Jiang
and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70 (2021), equation 2.
Package cleanlab has the same formulas; they are few lines, so it is not installed for them.
"""

from __future__ import annotations

import numpy as np


def self_confidence(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the probability of each text's own label, shape (N,), in 0..1; low: the label is doubtful.

    `probabilities` has shape (N, C), rows sum to 1 and are out of sample; `labels` are columns, shape (N,).
    """
    return np.asarray(probabilities[np.arange(len(labels)), labels])


def normalized_margin(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return (p of the own label - the highest p of another + 1) / 2, shape (N,), in 0..1; low: doubtful.

    With two labels the order is that of `self_confidence`; with more, a doubtful label whose rivals are as
    doubtful is not as low.
    """
    own = self_confidence(probabilities, labels)
    others = probabilities.copy()
    others[np.arange(len(labels)), labels] = -np.inf
    return np.asarray((own - others.max(axis=1) + 1) / 2)


def multi_label_quality(probabilities: np.ndarray, has: np.ndarray) -> np.ndarray:
    """Return the lowest self-confidence among a text's labels, those that it has not among them, shape (N,).

    `probabilities` and `has` have shape (N, C): of each label by itself, and whether the text has it. The
    minimum is the simplest of the pooled scores of Thyagarajan et al., "Identifying Incorrect Annotations in
    Multi-Label Classification Data", 2022, section 3.
    """
    return np.asarray(np.where(has, probabilities, 1 - probabilities).min(axis=1))


def confident_thresholds(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean probability of each label among the texts that have it, shape (C,); 1 if none does."""
    own = self_confidence(probabilities, labels)
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    sums = np.bincount(labels, weights=own, minlength=probabilities.shape[1])
    return np.where(counts > 0, sums / np.maximum(counts, 1), 1.0)


def suggested_labels(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the label that each text confidently has, shape (N,): the likeliest above its threshold.

    Where none is, its own label. A text whose suggestion is another label counts as a label issue: it lies
    off the diagonal of the confident joint.
    """
    is_confident = probabilities >= confident_thresholds(probabilities, labels)
    likeliest = np.where(is_confident, probabilities, -1.0).argmax(axis=1)
    return np.where(is_confident.any(axis=1), likeliest, labels)
