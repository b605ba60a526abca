"""The ten features by hand, and each learner and scheme against scikit-learn."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS
from text_models.classifiers.rung import rungs_of
from text_models.classifiers.ten_features.discriminating_words import discriminating_words
from text_models.classifiers.ten_features.feature_model import FeatureModel
from text_models.classifiers.ten_features.feature_rungs import FEATURE_RUNGS, fit_features
from text_models.classifiers.ten_features.learners import LEARNERS
from text_models.classifiers.ten_features.schemes import couple
from text_models.classifiers.ten_features.text_features import TextFeatures
from text_models.classifiers.training_texts import Texts
from text_models.tasks.task import TaskError

TRAIN = np.random.default_rng(0).normal(size=(90, 10)) + np.repeat(np.eye(3, 10) * 1.5, 30, axis=0)
PLACES = np.repeat([0, 1, 2], 30)
NEW = np.random.default_rng(1).normal(size=(40, 10))
ORACLES = {
    "lr": LogisticRegression(max_iter=1_000),
    "nb": MultinomialNB(),
    "tree": DecisionTreeClassifier(random_state=0),
    "svm": CalibratedClassifierCV(SVC(), cv=5, ensemble=False),
    "forest": RandomForestClassifier(random_state=0),
    "extra_trees": ExtraTreesClassifier(random_state=0),
    "adaboost": AdaBoostClassifier(random_state=0),
    "boosting": GradientBoostingClassifier(random_state=0),
}


def _numbers(learner: str, numbers: np.ndarray) -> np.ndarray:
    return np.abs(numbers) if learner == "nb" else numbers


@pytest.mark.parametrize("labels", [2, 3])
@pytest.mark.parametrize("learner", LEARNERS)
def test_a_learner_is_scikit_learns(learner: str, labels: int) -> None:
    rows = labels * 30
    train, new = _numbers(learner, TRAIN[:rows]), _numbers(learner, NEW)
    found = LEARNERS[learner].fit(train, PLACES[:rows])
    expected = ORACLES[learner].fit(train, PLACES[:rows]).predict_proba(new)
    assert found.probabilities(new) == pytest.approx(expected, abs=1e-6)
    again = LEARNERS[learner].load(found.state(), labels, 10)
    assert again.probabilities(new).tolist() == found.probabilities(new).tolist()


def test_the_features_by_hand() -> None:
    features = TextFeatures(frozenset({"bad", "ugly"}), frozenset({"good"}))
    texts = Texts(["SO good!! #yes #No A", "Baaad? ugly BAD", ""], ["so good yes no a", "bad ugly bad", ""])
    assert features.of(texts).tolist() == [
        [5, 1, 2, 1, 0, 0, 0, 1 / 5, 1 / 5, 1 / 5],
        [3, 1, 0, 0, 1, 1, 1, 0, -1, 1],
        [0] * 10,
    ]


def test_discriminating_words_are_ranked_by_their_beta_binomial_likelihood() -> None:
    texts = ["good fine", "good so", "good so so", "bad so", "so fine", "bad"]
    is_target = np.array([True, True, True, False, False, False])
    assert discriminating_words(texts, is_target) == ["good"]
    assert discriminating_words(texts, ~is_target) == ["bad"]

    def beta(first: int, second: int) -> float:
        """B(first, second) of whole numbers."""
        return 1 / (first * comb(first + second - 1, first))

    texts = ["a b c", "a b d", "a e", "b f", "f", "f g"]
    shares = {"a": (3, 0), "b": (2, 1), "c": (1, 0), "d": (1, 0), "e": (1, 0)}
    likelihood = {word: beta(t + 1, o + 1) * beta(3 - t + 1, 3 - o + 1) for word, (t, o) in shares.items()}
    expected = sorted(shares, key=lambda word: (-likelihood[word], word))
    assert discriminating_words(texts, is_target) == expected
    assert discriminating_words(texts, is_target, most=2) == expected[:2]


def test_one_against_the_rest_is_scikit_learns() -> None:
    classifier = fit_features(SINGLE, TEXTS, LABELS, learner="tree", scheme="one_vs_rest")
    model = classifier.model
    assert isinstance(model, FeatureModel)
    numbers = model.features.of(Texts(TEXTS, TEXTS))
    reference = OneVsRestClassifier(DecisionTreeClassifier(random_state=0)).fit(numbers, LABELS)
    columns = [list(reference.classes_).index(label) for label in SINGLE.labels]
    assert classifier.predict_proba(TEXTS) == pytest.approx(reference.predict_proba(numbers)[:, columns])


def test_coupled_pairs_give_back_the_probabilities_that_they_come_from() -> None:
    truth = np.array([[0.5, 0.3, 0.2], [0.05, 0.9, 0.05]])
    pairs = np.stack([truth[:, a] / (truth[:, a] + truth[:, b]) for a, b in ((0, 1), (0, 2), (1, 2))], axis=1)
    assert couple(pairs, 3) == pytest.approx(truth)
    assert couple(np.array([[1.0, 1.0, 0.5]]), 3) == pytest.approx(np.array([[1, 0, 0]]), abs=1e-6)


def test_every_learner_has_a_rung_in_every_scheme() -> None:
    names = tuple(vars(FEATURE_RUNGS))
    assert len(names) == 24
    task = type(SINGLE)(**{**vars(SINGLE), "rungs": names})
    assert {name: rung.name for name, rung in rungs_of(task).items()} == {name: name for name in names}


def test_what_a_machine_cannot_be_calibrated_on_is_a_sentence() -> None:
    texts, labels = [*TEXTS[:10], "awful", "so so"], [*LABELS[:10], "N", "NEU"]
    with pytest.raises(ValueError, match=r"two or more texts of each label.* Received: a label with 1"):
        fit_features(SINGLE, texts, labels, learner="svm")
    with pytest.raises(TaskError, match="'Q' is no label of task sample"):
        fit_features(SINGLE, TEXTS, LABELS, learner="lr", poles=("Q", "P"))
    for learner in LEARNERS.keys() - {"svm"}:
        assert fit_features(SINGLE, texts, labels, learner=learner).predict_proba(["x"]).shape == (1, 3)
