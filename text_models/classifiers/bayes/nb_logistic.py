"""NB-LR: logistic regression on n-grams that naive Bayes has weighed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from text_models.classifiers.bayes.log_count_ratios import log_count_ratios
from text_models.classifiers.features.ngrams import Ngrams, NgramShape
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.classifiers.linear.logistic_fit import check_weights, fit_logistic
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "nb_lr"
SHAPE = NgramShape(words=(1, 2), pieces=(2, 6), weighting="presence", most_pieces=400_000)
STRENGTHS = (0.1, 1.0, 10.0)


def fit_nb_logistic(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    strength: float = 1.0,
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return NB-LR fitted on N TRAINING texts; `strength` is the inverse of the L2 penalty's.

    Whether a text holds an n-gram, of words 1-2 or characters 2-6, is multiplied by its log-count ratio.
    Wang and Manning 2012: https://aclanthology.org/P12-2018
    """

    def fit_model(training: TrainingTexts) -> LinearModel:
        return _fit(training, strength)

    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, weights=weights)


def _fit(training: TrainingTexts, strength: float) -> LinearModel:
    ngrams, features = Ngrams.fit(SHAPE, training.texts.normal)
    labels = len(training.labels)
    check_weights(labels, features.shape[1])
    coefficients = np.zeros((labels, features.shape[1]), np.float32)
    intercepts = np.full(labels, -np.inf)
    indicators = training.indicators
    is_binary = not training.has_many_labels and labels == 2
    # Of two labels the second's regression says all: the first one is its opposite.
    for place in range(1 if is_binary else 0, labels):
        has = indicators[:, place]
        if has.all():
            intercepts[place] = np.log(len(has))
        elif has.any():
            coefficients[place], intercepts[place] = _fit_label(features, has, strength, training.weights)
    if is_binary:
        intercepts[0] = 0.0
        return LinearModel(ngrams, coefficients, intercepts, "softmax")
    return LinearModel(ngrams, coefficients, intercepts, "sigmoid" if training.has_many_labels else "shares")


def _fit_label(
    features: Any, has: np.ndarray, strength: float, weights: np.ndarray | None
) -> tuple[np.ndarray, float]:
    """Weights of the features as they are, and the intercept: the ratios are multiplied in."""
    ratios = log_count_ratios(features, has, weights)
    model = fit_logistic(features.multiply(ratios.astype(np.float32)).tocsr(), has, strength, weights)
    return ratios * model.coef_[0], float(model.intercept_[0])


NB_LR = Rung(
    name=NAME,
    title="naive Bayes + logistic regression",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(LinearModel),
    fit=fit_nb_logistic,
    choices=tuple({"strength": strength} for strength in STRENGTHS),
)
