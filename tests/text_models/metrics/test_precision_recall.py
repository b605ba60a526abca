"""Precision, recall and F1 against scikit-learn, for one label a text and for any number."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task

NAMES = tuple(f"{average}_{name}" for average in ("macro", "micro") for name in ("precision", "recall", "f1"))


def evaluate(kind: Kind, predictions: Predictions) -> dict[str, float]:
    labels = tuple(f"label {number}" for number in range(predictions.label_count))
    return MetricSet.of(Task("toy", "toy", kind, labels, NAMES, NAMES[:1], ("majority",))).evaluate(
        predictions
    )


def one_label(truth: list[int], answers: list[int], labels: int = 4) -> dict[str, float]:
    known = np.full((len(truth), labels), 1 / labels)
    return evaluate(Kind.SINGLE, Predictions(np.array(truth), np.array(answers), known))


def scikit_learns(truth: np.ndarray, answers: np.ndarray, **options: object) -> dict[str, float]:
    return {
        f"{average}_{name}": value
        for average in ("macro", "micro")
        for name, value in zip(
            ("precision", "recall", "f1"),
            precision_recall_fscore_support(truth, answers, average=average, zero_division=0, **options),
            strict=False,
        )
    }


CASES = {
    "as it comes": ([0, 1, 2, 3, 0, 1, 2, 0], [0, 1, 2, 0, 1, 1, 3, 0]),
    "one class only": ([2, 2, 2], [2, 2, 2]),
    "a class with one row, missed": ([0, 0, 0, 1], [0, 0, 0, 0]),
    "a class that is answered and never true": ([0, 0, 0], [0, 3, 0]),
    "all wrong": ([0, 1], [1, 0]),
    "one row": ([3], [1]),
}


@pytest.mark.parametrize("case", CASES)
def test_of_one_label_they_are_scikit_learns(case: str) -> None:
    truth, answers = CASES[case]
    found = one_label(truth, answers)
    assert found == pytest.approx(scikit_learns(np.array(truth), np.array(answers)))
    right = np.mean(np.array(truth) == answers)
    assert [found[f"micro_{name}"] for name in ("precision", "recall", "f1")] == pytest.approx([right] * 3)


def test_by_hand() -> None:
    # a: 2 right of 3 true and 2 answered; b: 1 right of 1 true and 2 answered; c and d do not occur.
    found = one_label([0, 0, 0, 1], [0, 0, 1, 1])
    assert found == pytest.approx(
        {
            "macro_precision": (1 + 1 / 2) / 2,
            "macro_recall": (2 / 3 + 1) / 2,
            "macro_f1": (4 / 5 + 2 / 3) / 2,
            "micro_precision": 3 / 4,
            "micro_recall": 3 / 4,
            "micro_f1": 3 / 4,
        }
    )


def test_of_any_number_of_labels_they_are_scikit_learns() -> None:
    generator = np.random.default_rng(4)
    truth = generator.random((250, 6)) < [0.6, 0.3, 0.1, 0.05, 0.01, 0.004]
    truth[0] = False
    truth[1] = [False, False, False, False, False, True]
    answers = truth ^ (generator.random((250, 6)) < 0.1)
    answers[2] = False
    found = evaluate(Kind.MULTI, Predictions(truth, answers, answers * 0.8))
    assert found == pytest.approx(scikit_learns(truth, answers))


def test_texts_without_labels_and_without_answers_are_no_division_by_nothing() -> None:
    none = np.zeros((3, 4), bool)
    assert set(evaluate(Kind.MULTI, Predictions(none, none, none * 0.0)).values()) == {0.0}


def test_ten_thousand_labels_need_no_table_of_labels_by_labels() -> None:
    truth = np.arange(200) * 50
    known = np.full((200, 10_000), 1e-4)
    answers = np.where(np.arange(200) < 50, truth, 0)
    found = evaluate(Kind.SINGLE, Predictions(truth, answers, known))
    assert found == pytest.approx(scikit_learns(truth, answers))
