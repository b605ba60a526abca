"""Votes by hand, and members that may not vote together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import LABELS, MULTI, SETS, SINGLE, TEXTS, UNSEEN
from text_models.classifiers.bayes.multinomial_bayes import fit_bayes
from text_models.classifiers.bayes.nb_logistic import fit_nb_logistic
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.votes.vote_fit import fit_vote
from text_models.classifiers.votes.vote_model import VoteModel, check_members
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

TWO = (fit_nb_logistic, fit_bayes)
SORTED = replace(SINGLE, labels=tuple(sorted(SINGLE.labels)))
SHARES = [np.array([[0.8, 0.1, 0.1]]), np.array([[0.2, 0.4, 0.4]])]


@pytest.fixture(scope="module")
def members() -> tuple[FittedClassifier, ...]:
    return tuple(fit(SORTED, TEXTS, LABELS) for fit in TWO)


def test_means_by_hand(members: tuple[FittedClassifier, ...]) -> None:
    assert VoteModel(members, "arithmetic").join(SHARES) == pytest.approx(np.array([[0.5, 0.25, 0.25]]))
    # Roots of .16, .04 and .04 are .4, .2 and .2, of which .8 is the sum.
    assert VoteModel(members, "geometric").join(SHARES) == pytest.approx(np.array([[0.5, 0.25, 0.25]]))
    apart = [np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]])]
    assert VoteModel(members, "geometric").join(apart) == pytest.approx(np.full((1, 3), 1 / 3))


def test_geometric_odds_by_hand() -> None:
    many = tuple(fit(replace(MULTI, labels=tuple(sorted(MULTI.labels))), TEXTS, SETS) for fit in TWO)
    # Odds 4 and 1/4 have the geometric mean 1; 1/9 and 2/3 have sqrt(2/27).
    odds = (2 / 27) ** 0.5
    found = VoteModel(many, "geometric").join(SHARES)
    assert found == pytest.approx(np.array([[0.5, odds / (1 + odds), odds / (1 + odds)]]))


@pytest.mark.parametrize("how", ["arithmetic", "geometric"])
def test_a_vote_joins_its_members_answers(how: str, members: tuple[FittedClassifier, ...]) -> None:
    vote = fit_vote(SINGLE, TEXTS, LABELS, name="vote", how=how, members=TWO)
    answers = np.asarray([member.predict_proba(UNSEEN) for member in members])
    mean = answers.mean(axis=0) if how == "arithmetic" else np.exp(np.log(answers).mean(axis=0))
    mean /= mean.sum(axis=1, keepdims=True)
    columns = [SORTED.labels.index(label) for label in SINGLE.labels]
    assert vote.predict_proba(UNSEEN) == pytest.approx(mean[:, columns])


def test_a_stacked_vote_follows_the_member_that_is_right() -> None:
    def fit_on_wrong_labels(task: Task, texts: Sequence[str], labels: Labels) -> FittedClassifier:
        return fit_bayes(
            task, texts, [str(labels[(row * 31 + 7) % len(labels)]) for row in range(len(labels))]
        )

    vote = fit_vote(
        SINGLE, TEXTS, LABELS, name="vote", how="stacked", members=(fit_nb_logistic, fit_on_wrong_labels)
    )
    answers = vote.predict_proba(TEXTS).argmax(axis=1)
    assert [SINGLE.labels[place] for place in answers] == LABELS


def test_members_with_other_class_weights_or_labels_do_not_vote(
    members: tuple[FittedClassifier, ...],
) -> None:
    first, second = members
    with pytest.raises(ValueError, match="same class weights: nb_lr has 'none', nb_counts 'balanced'"):
        check_members([first, replace(second, class_weights="balanced")])
    with pytest.raises(ValueError, match=r"same labels, sorted; nb_counts does not"):
        check_members([first, replace(second, labels=("N", "P"))])
    with pytest.raises(ValueError, match=r"two or more members\. Received: 1"):
        check_members([first])
    with pytest.raises(ValueError, match=r"two or more members\. Received: 1"):
        fit_vote(SINGLE, TEXTS, LABELS, name="vote", how="arithmetic", members=TWO[:1])
