"""TF-IDF and a logistic regression for each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from text_models.classifiers.features.ngrams import Ngrams, NgramShape
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.classifiers.linear.logistic_fit import fit_indicators
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.normal_forms.normal_form import words_form
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "tfidf_lr_one_vs_rest"
STRENGTHS = (0.1, 1.0, 10.0)


def fit_one_vs_rest(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    strength: float = 10.0,
    words_alone: bool = True,
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return a regression a label on TF-IDF of 1-2 words and 2-5 characters of N TRAINING texts.

    `strength` is the inverse of the L2 penalty's. `words_alone`: if the task's normal form has a counterpart
    without punctuation and stop words, that one is read. Where a text has one label, the probabilities are
    divided by their sum.
    """

    def fit_model(training: TrainingTexts) -> LinearModel:
        ngrams, features = Ngrams.fit(NgramShape(), training.texts.normal)
        coefficients, intercepts = fit_indicators(features, training.indicators, strength, training.weights)
        return LinearModel(
            ngrams, coefficients, intercepts, "sigmoid" if training.has_many_labels else "shares"
        )

    form = words_form(task.normal_form).name if words_alone else task.normal_form
    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form, weights=weights)


def _whole_texts(task: Task) -> tuple[Mapping[str, Any], ...]:
    """Options for texts with their punctuation and stop words, where the published form drops them."""
    if words_form(task.normal_form).name == task.normal_form:
        return ()
    return tuple({"strength": strength, "words_alone": False} for strength in (1.0, 3.0, 10.0))


ONE_VS_REST = Rung(
    name=NAME,
    title="TF-IDF + logistic regression, one label against the rest",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(LinearModel),
    fit=fit_one_vs_rest,
    choices=tuple({"strength": strength} for strength in STRENGTHS),
    more_choices=_whole_texts,
)
