"""Multinomial naive Bayes, on counts of words and on their TF-IDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from text_models.classifiers.features.ngrams import Ngrams, NgramShape
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.classifiers.linear.logistic_fit import check_weights
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

WORDS = NgramShape(words=(1, 1), pieces=None)
SMOOTHINGS = (0.1, 1.0)


def fit_bayes(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    weighting: str = "counts",
    smoothing: float = 1.0,
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return multinomial naive Bayes on the words of N TRAINING texts.

    `weighting` is "counts" or "tfidf"; `smoothing` is added to each word's sum. For any number of labels a
    text, each label is told from its absence. https://nlp.stanford.edu/IR-book/html/htmledition/naive-bayes-text-classification-1.html
    """

    def fit_model(training: TrainingTexts) -> LinearModel:
        ngrams, features = Ngrams.fit(replace(WORDS, weighting=weighting), training.texts.normal)
        check_weights(len(training.labels), features.shape[1])
        if not training.has_many_labels:
            weights, priors = _weights(features, training.indicators, smoothing, training.weights)
            return LinearModel(ngrams, weights.astype(np.float32), priors, "softmax")
        others, other_priors = _weights(features, ~training.indicators, smoothing, training.weights)
        weights, priors = _weights(features, training.indicators, smoothing, training.weights)
        # Between a label and its absence the difference of the two scores decides.
        never = ~np.asarray(training.truth.any(axis=0))
        always = np.asarray(training.truth.all(axis=0))
        bias = np.where(always, np.log(len(training.truth)), priors - np.where(always, 0, other_priors))
        weights = np.where((never | always)[:, None], 0, weights - others)
        return LinearModel(ngrams, weights.astype(np.float32), bias, "sigmoid")

    return FittedClassifier.fit(f"nb_{weighting}", task, texts, labels, fit_model, weights=weights)


def _weights(
    features: Any, indicators: np.ndarray, smoothing: float, of_texts: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Log-probabilities of each feature by label, shape (C, F), and of each label, shape (C,)."""
    shares = indicators.astype(np.float32)
    if of_texts is not None:
        shares *= of_texts[:, None].astype(np.float32)
    sums = np.asarray((features.T @ shares).T, np.float64) + smoothing
    counts = indicators.sum(axis=0) if of_texts is None else of_texts @ indicators
    with np.errstate(divide="ignore"):
        priors = np.log(counts) - np.log(len(indicators) if of_texts is None else of_texts.sum())
    return np.log(sums) - np.log(sums.sum(axis=1, keepdims=True)), priors


def _rung(weighting: str, title: str) -> Rung:
    return Rung(
        name=f"nb_{weighting}",
        title=title,
        folder=f"nb_{weighting}",
        reads=True,
        takes_weights=True,
        load=loader(LinearModel),
        fit=partial(fit_bayes, weighting=weighting),
        choices=tuple({"smoothing": smoothing} for smoothing in SMOOTHINGS),
    )


NB_COUNTS = _rung("counts", "multinomial naive Bayes on counts")
NB_TFIDF = _rung("tfidf", "multinomial naive Bayes on TF-IDF")
