"""Options that development data choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.rung import Fit, Rung
from text_models.tasks.labels import Labels, truth_of
from text_models.tasks.task import Task


@dataclass(frozen=True)
class Choice:
    """The best of a rung's options, the classifier fitted with them, and the score of all that were tried."""

    options: Mapping[str, Any]
    classifier: TextClassifier
    scores: tuple[tuple[Mapping[str, Any], float], ...]


def choose(
    rung: Rung,
    task: Task,
    train: tuple[Sequence[str], Labels],
    development: tuple[Sequence[str], Labels],
    score: Callable[[np.ndarray, np.ndarray], float],
    *,
    weights: np.ndarray | None = None,
    fit: Fit | None = None,
) -> Choice:
    """Fit the rung to the training texts with each of its `choices`; return the one that scores highest.

    `score(truth, probabilities)` takes the development texts' truth (see `truth_of`) and probabilities of
    shape (N, C); of equal scores the first choice wins. `weights`, shape (N,), say what each training text
    counts; a rung that takes none learns from all alike. `fit` is called in place of the rung's own, such as
    with a seed. Raises ValueError for a rung that a step of its own
    trains, or one that cannot learn from the texts.
    """
    fit = fit or rung.fit
    if fit is None:
        raise ValueError(
            f"Classifier {rung.name} is trained by a step of its own: there is nothing to choose."
        )
    truth = truth_of(task, development[1])
    best: tuple[float, Mapping[str, Any], TextClassifier] | None = None
    scores = []
    given = {"weights": weights} if rung.takes_weights and weights is not None else {}
    for options in rung.choices_of(task):
        classifier = fit(task, *train, **options, **given)
        reached = score(truth, classifier.predict_proba(development[0]))
        scores.append((options, reached))
        if best is None or reached > best[0]:
            best = (reached, options, classifier)
    if best is None:
        raise ValueError(f"Classifier {rung.name} has no options to try.")
    return Choice(best[1], best[2], tuple(scores))
