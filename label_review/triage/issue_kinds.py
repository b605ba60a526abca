"""What may be wrong with a text, as the kinds by which the queue is filtered."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

IssueKind = Literal["label", "ring", "outlier", "copies"]
ISSUE_KINDS: tuple[IssueKind, ...] = get_args(IssueKind)
OUTLIER_SHARE = 0.01


def differing_copies(keys: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return whether an equal text has another label, shape (N,).

    `keys`, shape (N,), are equal for equal texts, `labels`, shape (N,), for equal labels.
    """
    groups = np.unique(keys, return_inverse=True)[1]
    pairs = np.unique(np.stack([groups, labels]), axis=1)
    return np.asarray(np.bincount(pairs[0])[groups] > 1)


def outliers(probabilities: np.ndarray, share: float = OUTLIER_SHARE) -> np.ndarray:
    """Return whether a text is among the share that is most like no label, shape (N,); NaN rows are not.

    By the highest probability: Hendrycks and Gimpel, "A Baseline for Detecting Misclassified and
    Out-of-Distribution Examples in Neural Networks", 2017. It knows the classifier's doubt alone, not where
    the text lies among the others.
    """
    found = np.zeros(len(probabilities), dtype=bool)
    highest = probabilities.max(axis=1, initial=0.0)
    order = np.argsort(np.where(np.isnan(highest), np.inf, highest), kind="stable")
    most = int(share * np.count_nonzero(~np.isnan(highest)))
    found[order[:most]] = True
    return found
