"""Label quality, by numbers worked out by hand."""

from __future__ import annotations

import numpy as np

from label_review.triage.label_quality import (
    confident_thresholds,
    multi_label_quality,
    normalized_margin,
    self_confidence,
    suggested_labels,
)

PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25], [0.1, 0.8, 0.1], [0.05, 0.9, 0.05]])
LABELS = np.array([0, 1, 1, 0])


def test_self_confidence_is_the_probability_of_the_own_label() -> None:
    assert self_confidence(PROBABILITIES, LABELS).tolist() == [0.7, 0.35, 0.8, 0.05]


def test_normalized_margin() -> None:
    # (0.7 - 0.2 + 1) / 2, (0.35 - 0.4 + 1) / 2, (0.8 - 0.1 + 1) / 2, (0.05 - 0.9 + 1) / 2
    assert normalized_margin(PROBABILITIES, LABELS).round(12).tolist() == [0.75, 0.475, 0.85, 0.075]


def test_thresholds_are_means_over_the_texts_of_a_label() -> None:
    # (0.7 + 0.05) / 2 and (0.35 + 0.8) / 2; nothing has the third label, so nothing reaches it.
    assert confident_thresholds(PROBABILITIES, LABELS).round(12).tolist() == [0.375, 0.575, 1.0]


def test_a_suggestion_is_the_likeliest_label_above_its_threshold() -> None:
    # The second text's likeliest label is 0, above 0.375; the last one's is 1.
    assert suggested_labels(PROBABILITIES, LABELS).tolist() == [0, 0, 1, 1]


def test_where_nothing_reaches_its_threshold_the_own_label_stays() -> None:
    probabilities = np.array([[0.9, 0.1], [0.1, 0.9], [0.55, 0.45]])
    # Thresholds 0.725 and 0.9: the last text reaches neither.
    assert suggested_labels(probabilities, np.array([0, 1, 0])).tolist() == [0, 1, 0]


def test_several_labels_are_as_good_as_the_worst_of_them() -> None:
    has = np.array([[True, False, True], [False, False, False]])
    probabilities = np.array([[0.9, 0.2, 0.6], [0.1, 0.3, 0.95]])
    # min(0.9, 0.8, 0.6) and min(0.9, 0.7, 0.05)
    assert multi_label_quality(probabilities, has).round(12).tolist() == [0.6, 0.05]
