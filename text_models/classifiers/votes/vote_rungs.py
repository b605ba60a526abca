"""Votes as rungs: their members are fitted with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from text_models.classifiers.bayes.nb_logistic import fit_nb_logistic
from text_models.classifiers.fasttext_.fasttext_model import FastTextModel
from text_models.classifiers.fasttext_.fasttext_rungs import fit_fasttext
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.classifiers.linear.one_vs_rest import fit_one_vs_rest
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.classifiers.votes.vote_model import VoteModel, check_members, log_odds
from text_models.normalise import text_key
from text_models.tasks.labels import Labels, labels_of
from text_models.tasks.task import Task

FOLDS = 5
# Members that err in different ways: log-count ratios, TF-IDF, vectors of words.
FASTTEXT = partial(fit_fasttext, loss="softmax")
MEMBERS = (fit_nb_logistic, fit_one_vs_rest, FASTTEXT)


def fit_vote(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    how: str = "arithmetic",
    members: Sequence[Any] = MEMBERS,
    seed: int = 0,
) -> FittedClassifier:
    """Return a vote of classifiers fitted on N TRAINING texts; `members` are the functions that fit them.

    `seed` is for fastText, the one in which there is chance. A stacked vote learns from probabilities out of
    fold, equal texts in one of 5 folds. Raises ValueError when members were trained with different class
    weights.
    """
    own = replace(task, labels=tuple(sorted(task.labels)))
    members = [partial(fit, seed=seed) if fit is FASTTEXT else fit for fit in members]

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

    return FittedClassifier.fit(f"vote_{how}", task, texts, labels, fit_model)


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


def _rung(how: str, title: str) -> Rung:
    return Rung(
        name=f"vote_{how}",
        title=title,
        folder=f"vote_{how}",
        reads=True,
        load=loader(VoteModel, LinearModel, FastTextModel),
        fit=partial(fit_vote, how=how),
        has_chance=True,
    )


ARITHMETIC = _rung("arithmetic", "the mean of three classifiers")
GEOMETRIC = _rung("geometric", "the geometric mean of three classifiers")
STACKED = _rung("stacked", "a regression on three classifiers")
