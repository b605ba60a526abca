"""What a text counts in training: a weight of 2 is as two texts, where the learner takes weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.conftest import PROJECT_ROOT
from tests.text_models.classifiers.rung_samples import LABELS, MULTI, SETS, SINGLE, TEXTS, UNSEEN
from text_models.classifiers.choice import choose
from text_models.classifiers.rung import Rung, rungs_of
from text_models.tasks.task import Task
from text_models.tasks.task_files import read_tasks

WEIGHED = ("nb_counts", "nb_tfidf", "tfidf_lr_one_vs_rest", "tfidf_lr_powerset", "nb_lr")
# Their features do not depend on how often a text is there.
BY_COUNTING = ("nb_counts", "nb_lr")
RUNGS = rungs_of(replace(SINGLE, rungs=WEIGHED))
# Of each label some count twice.
WEIGHTS = np.tile([1.0, 2.0, 1.0], len(TEXTS) // 3)
TWICE = [row for row, weight in enumerate(WEIGHTS) for _ in range(int(weight))]


def probabilities(name: str, task: Task, texts: list[str], labels: Any, **options: Any) -> np.ndarray:
    rung = RUNGS[name]
    assert rung.fit is not None
    return rung.fit(task, texts, labels, **options).predict_proba(UNSEEN)


def test_these_rungs_take_weights() -> None:
    """Not the trees and machines on ten features, fastText, whose library has none, nor votes with it."""
    tasks = read_tasks([PROJECT_ROOT / "settings" / "tasks"])
    every: dict[str, Rung] = rungs_of(tasks["sentiment-es"]) | rungs_of(tasks["rating"])
    networks = {"bilstm_attention", "muse_frozen", "muse", "bert_frozen", "bert"}
    assert {name for name, rung in every.items() if rung.takes_weights} == {*WEIGHED, *networks}


@pytest.mark.parametrize("name", BY_COUNTING)
@pytest.mark.parametrize(("task", "labels"), [(SINGLE, LABELS), (MULTI, SETS)], ids=["single", "multi"])
def test_a_weight_of_two_is_as_two_texts(name: str, task: Task, labels: Any) -> None:
    weighed = probabilities(name, task, TEXTS, labels, weights=WEIGHTS)
    twice = probabilities(name, task, [TEXTS[row] for row in TWICE], [labels[row] for row in TWICE])

    # As near as the solver comes to the optimum.
    assert weighed == pytest.approx(twice, abs=5e-4)
    assert np.abs(weighed - probabilities(name, task, TEXTS, labels)).max() > 5e-3


@pytest.mark.parametrize("name", ["tfidf_lr_one_vs_rest", "tfidf_lr_powerset"])
def test_a_regression_weighs_its_loss(name: str) -> None:
    """A loss that counts twice is half the penalty."""
    half = probabilities(name, SINGLE, TEXTS, LABELS, strength=2.0)
    doubled = probabilities(name, SINGLE, TEXTS, LABELS, strength=1.0, weights=[2.0] * len(TEXTS))
    assert doubled == pytest.approx(half, abs=1e-4)


@pytest.mark.parametrize("name", WEIGHED)
def test_of_two_contradicting_texts_the_heavier_is_believed(name: str) -> None:
    texts, labels = [*TEXTS, *["a perfect towel"] * 6], [*LABELS, *["N"] * 3, *["P"] * 3]
    for weights, expected in (([9.0] * 3 + [0.1] * 3, "N"), ([0.1] * 3 + [9.0] * 3, "P")):
        found = probabilities(name, SINGLE, texts, labels, weights=[*[1.0] * len(TEXTS), *weights])[0]
        assert SINGLE.labels[int(np.argmax(found))] == expected


def test_development_data_choose_among_weighed_classifiers() -> None:
    rung = RUNGS["nb_counts"]

    def chosen(weights: np.ndarray | None) -> np.ndarray:
        texts = (TEXTS, LABELS)
        choice = choose(rung, SINGLE, texts, texts, lambda _, shares: float(shares.max()), weights=weights)
        return choice.classifier.predict_proba(UNSEEN)

    assert np.abs(chosen(WEIGHTS) - chosen(None)).max() > 1e-3


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([1.0], "needs a weight a text: 72 texts, 1 weights."),
        ([1.0, 0.0, *[1.0] * 70], "needs weights above 0: text 1 (counted from 0) has 0. Leave it out."),
        (
            [float("nan"), *[1.0] * 71],
            "needs weights above 0: text 0 (counted from 0) has nan.",
        ),
    ],
)
def test_weights_that_are_none_are_refused(weights: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=r"needs") as refusal:
        probabilities("nb_counts", SINGLE, TEXTS, LABELS, weights=weights)
    assert sentence in str(refusal.value)
