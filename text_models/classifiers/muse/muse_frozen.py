"""`muse_frozen`: logistic regression on the vectors of M-USE as it was published."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.logistic_fit import fit_indicators, fit_logistic
from text_models.classifiers.muse.frozen_model import FrozenMuseModel
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.encoders.muse.muse_arrays import open_muse
from text_models.encoders.muse.muse_weights import NAME as MUSE
from text_models.encoders.stored_encoder import missing_encoder
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "muse_frozen"
# The inverse strength of the L2 penalty. On Russian comments 0.001 and 0.01 scored alike, 0.1 worse; to try
# several would take an encoding of all texts each.
STRENGTH = 0.003
# Below this a number is the same in all texts.
LEAST_SPREAD = 1e-6


def fit_muse_frozen(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    strength: float = STRENGTH,
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return the classifier fitted on N TRAINING texts; `strength` is the inverse of the L2 penalty's.

    Its numbers are the sentence vector and the highest of each token feature, each standardised.
    Raises EncoderError, a ValueError, when M-USE is not in the folder of encoders.
    """

    def fit_model(training: TrainingTexts) -> FrozenMuseModel:
        return _fit(training, strength)

    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form_of(task), weights=weights)


def form_of(task: Task) -> str | None:
    """Return the normal form that encoders read: capitals and marks stay, but no hashtag to be guessed."""
    return None if task.normal_form.startswith("tags") else "nfkc"


def _fit(training: TrainingTexts, strength: float) -> FrozenMuseModel:
    from text_models.encoders.muse.frozen_muse import open_frozen_muse

    vectors = open_frozen_muse().encode(training.texts.normal)
    mean, spread = vectors.mean(axis=0), np.maximum(vectors.std(axis=0), LEAST_SPREAD)
    features = (vectors - mean) / spread
    if training.has_many_labels:
        coefficients, intercepts = fit_indicators(features, training.truth, strength, training.weights)
    else:
        coefficients, intercepts = _fit_one(features, training, strength)
    link = "sigmoid" if training.has_many_labels else "softmax"
    encoder = open_muse().stored.identity()
    return FrozenMuseModel(encoder, mean, spread, coefficients, intercepts, link)


def _fit_one(features: np.ndarray, training: TrainingTexts, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (C, D) and intercepts (C,) of one regression; -inf for a label that no text has."""
    model = fit_logistic(features, training.truth, strength, training.weights)
    coefficients, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coefficients, intercept = np.vstack([0 * coefficients, coefficients]), np.append(0.0, intercept)
    of_all = np.zeros((len(training.labels), features.shape[1]), np.float32)
    intercepts = np.full(len(training.labels), -np.inf)
    of_all[model.classes_], intercepts[model.classes_] = coefficients, intercept
    return of_all, intercepts


MUSE_FROZEN = Rung(
    name=NAME,
    title="M-USE, frozen, + logistic regression",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(FrozenMuseModel),
    fit=fit_muse_frozen,
    missing=partial(missing_encoder, MUSE),
)
