"""The rungs that read ten features: eight learners, each in three schemes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import SimpleNamespace

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.rung import Rung
from text_models.classifiers.ten_features.discriminating_words import discriminating_words
from text_models.classifiers.ten_features.feature_model import FeatureModel, scaled
from text_models.classifiers.ten_features.learners import LEARNERS
from text_models.classifiers.ten_features.schemes import SCHEMES, fit_scheme
from text_models.classifiers.ten_features.text_features import FEATURES, TextFeatures
from text_models.classifiers.training_texts import TrainingTexts
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task, TaskError

POLES = ("N", "P")


def fit_features(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    learner: str,
    scheme: str = "normal",
    poles: tuple[str, str] | None = None,
    seed: int = 0,
) -> FittedClassifier:
    """Return a learner on the ten features of N TRAINING texts.

    `poles` are the labels whose telling words count as negative and positive ones: N and P if the task has
    them, else the first and the last in the alphabet. For any number of labels a text, each has a learner of
    its own, whatever the scheme. `seed` is for learners in which there is chance.
    """
    if poles is None:
        poles = POLES if set(POLES) <= set(task.labels) else (min(task.labels), max(task.labels))
    if strangers := [pole for pole in poles if pole not in task.labels]:
        raise TaskError(f"{strangers[0]!r} is no label of task {task.name}: name other `poles`.")

    def fit_model(training: TrainingTexts) -> FeatureModel:
        return _fit(training, learner, scheme, poles, seed)

    return FittedClassifier.fit(_name(learner, scheme), task, texts, labels, fit_model)


def _fit(
    training: TrainingTexts, learner: str, scheme: str, poles: tuple[str, str], seed: int
) -> FeatureModel:
    indicators = training.indicators
    words = [
        frozenset(discriminating_words(training.texts.normal, indicators[:, training.labels.index(pole)]))
        for pole in poles
    ]
    features = TextFeatures(*words)
    raw = features.of(training.texts)
    shift, scale = _scaling(LEARNERS[learner].scaling, raw)
    numbers, fit = scaled(learner, raw, shift, scale), LEARNERS[learner].fit
    if LEARNERS[learner].has_chance:
        fit = partial(fit, seed=seed)
    if training.has_many_labels:
        scheme, some, every = "labels", indicators.any(axis=0), indicators.all(axis=0)
        present = np.flatnonzero(some & ~every)
        learners = [fit(numbers, indicators[:, place].astype(int)) for place in present]
        constant = np.where(every, len(raw) / (len(raw) + 1), 0.0)
    else:
        present, places = np.unique(training.truth, return_inverse=True)
        learners = fit_scheme(scheme, fit, numbers, places)
        constant = np.zeros(len(training.labels))
    return FeatureModel(features, shift, scale, learner, scheme, present, constant, tuple(learners))


def _scaling(scaling: str, raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is taken from each feature, and what it is divided by, shape (10,) each."""
    if scaling == "none":
        return np.zeros(FEATURES), np.ones(FEATURES)
    shift = raw.mean(axis=0) if scaling == "standard" else raw.min(axis=0)
    scale = raw.std(axis=0) if scaling == "standard" else np.ptp(raw, axis=0)
    return shift, np.where(scale > 1e-9, scale, 1.0)


def _name(learner: str, scheme: str) -> str:
    return f"features_{learner}" if scheme == "normal" else f"features_{learner}_{scheme}"


def _rung(learner: str, scheme: str) -> Rung:
    name = _name(learner, scheme)
    suffix = "" if scheme == "normal" else f", {scheme.replace('_', ' ').replace('vs', 'against')}"
    return Rung(
        name=name,
        title=f"{LEARNERS[learner].title} on ten features{suffix}",
        folder=name,
        reads=True,
        load=loader(FeatureModel),
        fit=partial(fit_features, learner=learner, scheme=scheme),
        has_chance=LEARNERS[learner].has_chance,
    )


# Each under its own name, as entry points name them.
FEATURE_RUNGS = SimpleNamespace(
    **{_name(learner, scheme): _rung(learner, scheme) for learner in LEARNERS for scheme in SCHEMES}
)
