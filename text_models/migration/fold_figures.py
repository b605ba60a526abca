"""How well scores can be learned, measured on texts that were not learned from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from text_models.classifiers.linear.tfidf_ridge import FOLDS, fit_ridge, folds_of
from text_models.migration.scored_texts import HAS_FROM, ScoredTexts
from text_models.normalise import normalise_text


class AttributeFigures(NamedTuple):
    """Of one attribute on N texts: how many have a score of .5 or more, and how near the new scores come.

    `auc` is the probability that a text of these is put before one of the others, None without both;
    `correlation` is Pearson's, None where a side is constant; `flips` are the texts whose scores stand on
    two sides of .5.
    """

    attribute: str
    texts: int
    positives: int
    auc: float | None
    correlation: float | None
    flips: int


def fold_figures(scored: ScoredTexts) -> list[AttributeFigures]:
    """Return the figures of each attribute in 5 folds, equal texts in one: each is scored by the others'."""
    folds = folds_of([normalise_text(text) for text in scored.texts])
    said = np.zeros(scored.scores.shape)
    labels = scored.labels()
    for fold in range(FOLDS):
        learned, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if not len(out):
            continue
        classifier = fit_ridge(
            scored.task,
            [scored.texts[row] for row in learned],
            [labels[row] for row in learned],
            scores=scored.scores[learned],
        )
        said[out] = classifier.predict_proba([scored.texts[row] for row in out])
    return [
        figures_of(label, said[:, place], scored.scores[:, place])
        for place, label in enumerate(scored.task.labels)
    ]


def figures_of(attribute: str, said: np.ndarray, stored: np.ndarray) -> AttributeFigures:
    """Return the figures of one attribute from its new and its stored scores, shape (N,) both."""
    has = stored >= HAS_FROM
    return AttributeFigures(
        attribute,
        len(stored),
        int(has.sum()),
        area_under_curve(said, has),
        correlation_of(said, stored),
        int(((said >= HAS_FROM) != has).sum()),
    )


def area_under_curve(said: np.ndarray, has: np.ndarray) -> float | None:
    """Return the area under the ROC curve, equal scores counting half; None without both kinds.

    By ranks: Mann and Whitney 1947.
    """
    from scipy.stats import rankdata

    positives, negatives = int(has.sum()), int((~has).sum())
    if not positives or not negatives:
        return None
    ranks = rankdata(said)
    above = float(ranks[has].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def correlation_of(said: np.ndarray, stored: np.ndarray) -> float | None:
    """Return Pearson's correlation; None for fewer than two values, or where a side is constant."""
    if len(said) < 2 or np.ptp(said) == 0 or np.ptp(stored) == 0:
        return None
    return float(np.corrcoef(said, stored)[0, 1])
