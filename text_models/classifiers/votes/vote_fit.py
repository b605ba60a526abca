"""Fit a vote: its members, and what joins them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.training_texts import TrainingTexts
from text_models.classifiers.votes.vote_model import VoteModel, check_members, log_odds
from text_models.normalise import text_key
from text_models.tasks.labels import Labels, labels_of
from text_models.tasks.task import Task

FOLDS = 5
# Fits a member to N texts and their labels.
MemberFit = Callable[..., FittedClassifier]


def fit_vote(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    name: str,
    how: str,
    members: Sequence[MemberFit],
    seeded: Sequence[MemberFit] = (),
    seed: int = 0,
) -> FittedClassifier:
    """Return a vote of classifiers fitted on N TRAINING texts; `members` are the functions that fit them.

    `seed` is for the members that are `seeded`. A stacked vote learns from probabilities out of fold, equal
    texts in one of 5 folds. Raises ValueError when members were trained with different class weights.
    """
    own = replace(task, labels=tuple(sorted(task.labels)))
    members = [partial(fit, seed=seed) if fit in seeded else fit for fit in members]

    def fit_members(rows: Sequence[int], training: TrainingTexts) -> tuple[FittedClassifier, ...]:
        part = training.rows(np.asarray(rows))
        fitted = tuple(fit(own, part.texts.original, labels_of(own, part.truth)) for fit in members)
        check_members(fitted)
        return fitted

    def fit_model(training: TrainingTexts) -> VoteModel:
        fitted = fit_members(range(len(training.texts)), training)
        if how != "stacked":
            return VoteModel(fitted, how)
        shares = [np.zeros((len(training.texts), len(own.labels))) for _ in fitted]
        folds = _folds(training.texts.original)
        for fold in range(FOLDS):
            inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            if len(outside):
                asked = [training.texts.original[row] for row in outside.tolist()]
                for own_shares, member in zip(shares, fit_members(inside.tolist(), training), strict=True):
                    own_shares[outside] = member.predict_proba(asked)
        return VoteModel(fitted, how, *_stack(log_odds(shares), training))

    return FittedClassifier.fit(name, task, texts, labels, fit_model)


def _folds(texts: Sequence[str]) -> np.ndarray:
    """The fold 0..4 of each text, shape (N,): equal texts share one."""
    keys = [text_key(text) for text in texts]
    order = np.random.default_rng(0).permutation(len(set(keys)))
    places = {key: place % FOLDS for key, place in zip(sorted(set(keys)), order.tolist(), strict=True)}
    return np.asarray([places[key] for key in keys])


def _stack(features: np.ndarray, training: TrainingTexts) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (C, M * C) and intercepts (C,) of the regression that joins."""
    from sklearn.linear_model import LogisticRegression

    indicators = training.indicators
    coefficients = np.zeros((indicators.shape[1], features.shape[1]))
    intercepts = np.where(indicators.all(axis=0), np.log(len(indicators)), -np.inf)
    if training.has_many_labels:
        for place in np.flatnonzero(indicators.any(axis=0) & ~indicators.all(axis=0)):
            model = LogisticRegression(max_iter=1_000).fit(features, indicators[:, place])
            coefficients[place], intercepts[place] = model.coef_[0], model.intercept_[0]
        return coefficients, intercepts
    model = LogisticRegression(max_iter=1_000).fit(features, training.truth)
    of, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        of, bias = np.vstack([0 * of, of]), np.append(0.0, bias)
    coefficients[model.classes_], intercepts[model.classes_] = of, bias
    return coefficients, intercepts
