"""Copies whose labels differ, outliers, and slices on which a classifier is weak."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from label_review.triage.issue_kinds import differing_copies, outliers
from label_review.triage.weak_slices import weak_slices


def test_copies_with_different_labels() -> None:
    found = differing_copies(np.array([7, 5, 7, 5, -3]), np.array([0, 1, 1, 1, 0]))
    assert found.tolist() == [True, False, True, False, False]


def test_outliers_are_most_like_no_label() -> None:
    probabilities = np.array([[0.9, 0.1], [0.5, 0.5], [float("nan")] * 2, [0.6, 0.4], [0.0, 1.0]])
    assert outliers(probabilities, share=0.5).tolist() == [False, True, False, True, False]


def test_a_weak_slice_is_worse_beyond_chance() -> None:
    is_right = np.array([True] * 90 + [False] * 10 + [True] * 15 + [False] * 15 + [True] * 9 + [False])
    languages = ["ru"] * 100 + ["uk"] * 30 + ["be"] * 10
    found = weak_slices(is_right, {"language": languages})
    assert [(it.column, it.value, it.texts, it.right) for it in found] == [("language", "uk", 30, 15)]
    # 140 texts of which 114 are right; two slices are large enough to be looked at.
    assert found[0].chance == pytest.approx(2 * hypergeom.cdf(15, 140, 114, 30), rel=1e-9)


def test_chance_alone_is_no_weakness() -> None:
    is_right = np.array([True, True, True, False] * 50)
    assert weak_slices(is_right, {"language": ["ru"] * 100 + ["uk"] * 100, "nothing": [None] * 200}) == []
