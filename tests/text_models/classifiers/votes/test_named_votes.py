"""Votes by a name that lists their members."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.text_models.classifiers.fitted_rung import fit_rung
from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS, UNSEEN
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.rung import Rung, UnknownRungError, find_rung, rungs_of
from text_models.tasks.task import TaskError

pytestmark = pytest.mark.usefixtures("tiny_encoders")


def fitted(rung: Rung, **options: int) -> FittedClassifier:
    return fit_rung(rung, SINGLE, TEXTS, LABELS, **options)


def test_a_named_vote_joins_its_members_and_is_kept(tmp_path: Path) -> None:
    rung = find_rung("vote_geometric=nb_lr+nb_counts")
    vote = fitted(rung)
    answers = np.asarray([fitted(find_rung(name)).predict_proba(UNSEEN) for name in ("nb_lr", "nb_counts")])
    mean = np.exp(np.log(answers).mean(axis=0))
    expected = mean / mean.sum(axis=1, keepdims=True)
    assert vote.predict_proba(UNSEEN) == pytest.approx(expected)
    (folder := tmp_path / rung.folder).mkdir()
    vote.save(folder)
    assert rung.load(folder).predict_proba(UNSEEN) == pytest.approx(expected)
    assert (vote.name, rung.title) == (rung.name, "the geometric vote of nb_lr and nb_counts")


def test_the_seed_reaches_members_with_chance_alone() -> None:
    rung = find_rung("vote_arithmetic=nb_lr+fasttext_softmax")
    assert (rung.has_chance, find_rung("vote_arithmetic=nb_lr+nb_counts").has_chance) == (True, False)
    one, other = (fitted(rung, seed=seed).predict_proba(UNSEEN) for seed in (0, 1))
    assert np.abs(one - other).max() > 1e-6


def test_what_was_fine_tuned_votes_beside_what_counts_words() -> None:
    vote = fitted(find_rung("vote_geometric=nb_lr+muse"), seed=1)
    assert vote.predict_proba(UNSEEN).sum(axis=1) == pytest.approx(np.ones(len(UNSEEN)))


def test_a_vote_needs_what_its_members_need() -> None:
    assert find_rung("vote_geometric=nb_lr+bert").is_costly
    assert not find_rung("vote_geometric=nb_lr+muse").is_costly


def test_a_vote_names_the_encoder_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMZN_ENCODERS", str(tmp_path))
    assert "text-models encoders add muse" in find_rung("vote_geometric=nb_lr+muse").missing()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nb", r"There is no classifier 'nb'; expected some of albert, bert, "),
        ("nb_lr=nb_counts+nb_tfidf", r"nb_lr is no vote: expected one, such as vote_geometric=nb_lr\+"),
        ("vote_geometric=nb_lr", r"two or more different members\. Received: nb_lr"),
        ("vote_geometric=nb_lr+nb_lr", r"two or more different members\. Received: nb_lr, nb_lr"),
        ("vote_geometric=nb_lr+", r"There is no classifier ''"),
        ("vote_stacked=nb_lr+albert", r"Classifier albert cannot vote"),
    ],
)
def test_what_cannot_vote_is_a_sentence(name: str, sentence: str) -> None:
    with pytest.raises(UnknownRungError, match=sentence):
        find_rung(name)
    with pytest.raises(TaskError, match=r"Task sample names a classifier that cannot be had\. .*" + sentence):
        rungs_of(replace(SINGLE, rungs=("majority", name)))
