"""The more texts of an author are read, the more often the author's side is found."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import SINGLE
from text_models.classifiers.rung import rungs_of
from text_models.ladder.author_curve import CurveRow, accuracy_by_texts, mean_log_odds
from text_models.tasks.labels import truth_of

STANCE = replace(SINGLE, name="stance", labels=("left", "right"), rungs=("nb_counts",))
AUTHORS, TEXTS, WORDS = 60, 40, 8
SHARED = [f"word{number}" for number in range(300)]
# How often a word of a text is one of the author's side, or of the other.
OWN, OTHERS = 0.12, 0.05


def planted(seed: int = 7) -> tuple[list[str], list[str], list[str]]:
    """60 authors x 40 texts of 8 words with a slight lean: texts, labels, authors."""
    draw = np.random.default_rng(seed)
    rows = []
    for author in range(AUTHORS):
        side = author % 2
        for _ in range(TEXTS):
            words = []
            for chance in draw.random(WORDS):
                kind = side if chance < OWN else 1 - side if chance < OWN + OTHERS else None
                number = int(draw.integers(5 if kind is not None else len(SHARED)))
                words.append(SHARED[number] if kind is None else f"side{kind}{'abcde'[number]}")
            rows.append((" ".join(words), STANCE.labels[side], f"author {author}"))
    texts, labels, authors = map(list, zip(*rows, strict=True))
    return texts, labels, authors


def test_accuracy_rises_with_the_texts_of_an_author() -> None:
    texts, labels, authors = planted()
    half = AUTHORS // 2 * TEXTS
    fit = rungs_of(STANCE)["nb_counts"].fit
    assert fit is not None
    classifier = fit(STANCE, texts[:half], labels[:half])

    curve = accuracy_by_texts(
        truth_of(STANCE, labels[half:]), classifier.predict_proba(texts[half:]), authors[half:]
    )

    assert [(row.texts, row.units, row.authors) for row in curve] == [
        (1, 1200, 30), (2, 600, 30), (5, 240, 30), (10, 120, 30), (20, 60, 30),
    ]  # fmt: skip
    accuracies = [row.accuracy for row in curve]
    assert accuracies == sorted(accuracies)
    assert 0.5 < accuracies[0] < 0.75
    assert accuracies[-1] > 0.9
    assert curve[0].high < curve[-1].low, "the rise is beyond chance"
    assert all(row.low <= row.accuracy <= row.high for row in curve)


def test_shuffled_sides_leave_nothing_to_find() -> None:
    texts, labels, authors = planted()
    sides = np.random.default_rng(1).permutation(labels[::TEXTS])
    other = [str(side) for side in sides for _ in range(TEXTS)]
    half = AUTHORS // 2 * TEXTS
    fit = rungs_of(STANCE)["nb_counts"].fit
    assert fit is not None
    classifier = fit(STANCE, texts[:half], other[:half])

    curve = accuracy_by_texts(
        truth_of(STANCE, other[half:]), classifier.predict_proba(texts[half:]), authors[half:]
    )
    assert all(row.low <= 0.5 <= row.high for row in curve), curve


def test_odds_of_a_unit_are_the_geometric_mean_of_its_texts() -> None:
    """Odds 4 and 1/9 of the first label: mean log-odds ln(4 / 9) / 2, so odds 2 / 3 and probability 2 / 5."""
    shares = np.array([[0.8, 0.2], [0.1, 0.9], [0.6, 0.4]])
    assert mean_log_odds(shares, np.array([0, 0, 1])) == pytest.approx(np.array([[0.4, 0.6], [0.6, 0.4]]))


def test_certain_answers_have_odds_too() -> None:
    found = mean_log_odds(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.4, 0.3, 0.3]]), np.array([0, 0, 0]))
    assert found.sum() == pytest.approx(1.0)
    assert math.isclose(found[0, 0], found[0, 1], rel_tol=0.2)


def test_units_are_of_one_author_and_what_is_left_over_does_not_count() -> None:
    """Three texts of one, two of another, one of a third, one of nobody, two of an author with two labels."""
    authors = ["a", "b", "a", "c", "a", "b", None, "d", "d"]
    truth = np.array([0, 1, 0, 1, 0, 1, 1, 0, 1])
    shares = np.eye(2)[truth] * 0.8 + 0.1

    assert accuracy_by_texts(truth, shares, authors) == [
        CurveRow(1, 6, 3, 1.0, 1.0, 1.0),
        CurveRow(2, 2, 2, 1.0, 1.0, 1.0),
    ]


def test_the_same_texts_give_the_same_curve() -> None:
    texts, labels, authors = planted()
    shares = np.random.default_rng(3).dirichlet([1, 1], len(texts))
    truth = truth_of(STANCE, labels)
    assert accuracy_by_texts(truth, shares, authors) == accuracy_by_texts(truth, shares, authors)
