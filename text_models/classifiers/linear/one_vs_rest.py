"""TF-IDF and a logistic regression for each label."""

from __future__ import annotations

from collections.abc import Sequence

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
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return a regression a label on TF-IDF of 1-2 words and 2-5 characters of N TRAINING texts.

    `strength` is the inverse of the L2 penalty's. Where a text has one label, the probabilities are divided
    by their sum.
    """

    def fit_model(training: TrainingTexts) -> LinearModel:
        ngrams, features = Ngrams.fit(NgramShape(), training.texts.normal)
        coefficients, intercepts = fit_indicators(features, training.indicators, strength, training.weights)
        return LinearModel(
            ngrams, coefficients, intercepts, "sigmoid" if training.has_many_labels else "shares"
        )

    form = words_form(task.normal_form).name
    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form, weights=weights)


ONE_VS_REST = Rung(
    name=NAME,
    title="TF-IDF + logistic regression, one label against the rest",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(LinearModel),
    fit=fit_one_vs_rest,
    choices=tuple({"strength": strength} for strength in STRENGTHS),
)
