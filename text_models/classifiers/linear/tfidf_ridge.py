"""TF-IDF and a ridge regression for each label, of labels or of scores between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from text_models.classifiers.features.ngrams import Ngrams, NgramShape
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.classifiers.linear.logistic_fit import check_weights
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.normalise import text_key
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "tfidf_ridge"
FOLDS = 5
TOLERANCE = 1e-4
# The inverse of the L2 penalty of the calibration: two numbers a label hardly need one.
CALIBRATION = 100.0


def fit_ridge(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    penalty: float = 1.0,
    scores: np.ndarray | None = None,
) -> FittedClassifier:
    """Return a regression a label on TF-IDF of 1-2 words and 2-5 characters of N TRAINING texts.

    Each learns whether a text has the label, or, where `scores` of shape (N, C), 0 to 1 in the task's order
    of labels, are given, the label's score. A logistic curve, fitted to answers out of fold, makes what it
    says a probability. `penalty` is the L2 penalty's weight. Where a text has one label, the probabilities
    are divided by their sum.
    """
    columns = np.argsort(np.asarray(task.labels, object), kind="stable")

    def fit_model(training: TrainingTexts) -> LinearModel:
        found = training.indicators if scores is None else scores[:, columns]
        return _fit(training, np.asarray(found, np.float64), penalty)

    return FittedClassifier.fit(NAME, task, texts, labels, fit_model)


def _fit(training: TrainingTexts, targets: np.ndarray, penalty: float) -> LinearModel:
    ngrams, features = Ngrams.fit(NgramShape(), training.texts.normal)
    check_weights(targets.shape[1], features.shape[1])
    raw = _out_of_fold(features, targets, penalty, folds_of(training.texts.normal))
    ridge = _ridge(features, targets, penalty)
    slopes, starts = np.transpose(
        [_curve(said, target) for said, target in zip(raw.T, targets.T, strict=True)]
    )
    coefficients = np.asarray(ridge.coef_ * slopes[:, None], np.float32)
    intercepts = ridge.intercept_ * slopes + starts
    # A label that no text has gets no probability.
    never = ~targets.any(axis=0)
    coefficients[never], intercepts[never] = 0, -np.inf
    link = "sigmoid" if training.has_many_labels else "shares"
    return LinearModel(ngrams, coefficients, intercepts, link)


def folds_of(texts: Sequence[str]) -> np.ndarray:
    """Return the fold 0..4 of each of N texts, shape (N,): equal texts are in one, whatever their order."""
    return np.array([int(text_key(text), 16) % FOLDS for text in texts], np.int64)


def _out_of_fold(features: Any, targets: np.ndarray, penalty: float, folds: np.ndarray) -> np.ndarray:
    """What regressions say that have not learned from the text, shape (N, C).

    The words and their frequencies are those of all texts, which tell no target.
    """
    if len(np.unique(folds)) < 2:
        return np.asarray(_ridge(features, targets, penalty).predict(features))
    said = np.zeros(targets.shape)
    for fold in np.unique(folds):
        out = folds == fold
        said[out] = _ridge(features[~out], targets[~out], penalty).predict(features[out])
    return said


def _ridge(features: Any, targets: np.ndarray, penalty: float) -> Any:
    from sklearn.linear_model import Ridge

    return Ridge(alpha=penalty, solver="sparse_cg", tol=TOLERANCE).fit(features, targets)


def _curve(said: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Slope and start of the logistic curve from what a regression said, (N,), to its target, 0 to 1.

    Of least cross entropy, after Platt 1999; of a text with score .3, three tenths count as 1. The slope is
    0 or more: the order of texts is the regression's.
    """
    from sklearn.linear_model import LogisticRegression

    shares = np.clip(np.concatenate([target, 1 - target]), 1e-6, 1)
    is_it = np.repeat([1, 0], len(target))
    model = LogisticRegression(C=CALIBRATION).fit(np.tile(said, 2)[:, None], is_it, sample_weight=shares)
    slope = float(model.coef_[0, 0])
    if slope >= 0:
        return slope, float(model.intercept_[0])
    mean = float(np.clip(target.mean(), 1e-6, 1 - 1e-6))
    return 0.0, float(np.log(mean / (1 - mean)))


TFIDF_RIDGE = Rung(
    name=NAME,
    title="TF-IDF + ridge regression, one label against the rest",
    folder=NAME,
    reads=True,
    load=loader(LinearModel),
    fit=fit_ridge,
)
