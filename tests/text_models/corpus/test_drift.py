"""The population stability index, against numbers worked out by hand and from tables."""

import json
from math import log
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from text_models.corpus.drift import (
    count_bins,
    drift_report,
    largest_by_chance,
    population_stability,
    reference_of,
)


def _reference(labels: ArrayLike, lengths: ArrayLike) -> dict[str, Any]:
    return reference_of(labels, lengths, label_name="warmth", label_edges=(1.5, 2.5, 3.5, 4.5))


def test_the_formula() -> None:
    by_hand = -0.15 * log(0.4) - 0.05 * log(0.8) + 0.05 * log(1.2) + 0.15 * log(1.6)
    assert by_hand == pytest.approx(0.228, abs=0.001)
    old, new = ([share * 10_000_000 for share in shares] for shares in ((0.25,) * 4, (0.1, 0.2, 0.3, 0.4)))
    assert population_stability(old, new) == pytest.approx(by_hand, abs=1e-5)
    assert population_stability(new, old) == population_stability(old, new)
    assert population_stability(old, old) == 0


def test_an_empty_bin_is_not_infinite() -> None:
    # Shares of 1,000.5 and 0.5 in 1,001 against halves: 0.4995 * (ln 1.999 + ln 1,001)
    assert population_stability([500, 500], [1_000, 0]) == pytest.approx(
        0.4995 * (0.6926 + 6.9088), abs=0.001
    )


@pytest.mark.parametrize(
    # The upper 0.001 points of chi-squared, https://www.itl.nist.gov/div898/handbook/eda/section3/eda3674.htm
    ("bins", "point"),
    [(3, 13.816), (5, 18.467), (10, 27.877)],
)
def test_chance_is_the_tables(bins: int, point: float) -> None:
    assert largest_by_chance(bins, 1_000, 500) == pytest.approx(point * 0.003, rel=0.03)


def test_values_on_an_edge_belong_to_the_upper_bin() -> None:
    assert count_bins([0, 9.9, 10, 19, 20, 99], [10, 20]).tolist() == [2, 2, 2]
    assert count_bins([], [10, 20]).tolist() == [0, 0, 0]


def test_the_reference_has_deciles_of_length_and_is_json() -> None:
    reference = _reference([1, 5, 5, 4] * 25, range(1, 101))
    assert reference["warmth"] == {"edges": [1.5, 2.5, 3.5, 4.5], "counts": [25, 0, 0, 25, 50]}
    assert reference["length"]["counts"] == [10] * 10
    assert json.loads(json.dumps(reference)) == reference
    assert _reference([5], [7])["length"] == {"edges": [7.0], "counts": [0, 1]}


def test_the_same_distribution_never_warns_and_another_does() -> None:
    chance = np.random.default_rng(2)
    old_labels, old_lengths = (
        chance.choice(5, 5_000, p=[0.1, 0.05, 0.1, 0.15, 0.6]) + 1,
        chance.lognormal(4, 1, 5_000),
    )
    reference = _reference(old_labels, old_lengths)

    def report(labels: np.ndarray, lengths: np.ndarray) -> dict[str, Any]:
        counts = {
            "warmth": count_bins(labels, reference["warmth"]["edges"]),
            "length": count_bins(lengths, reference["length"]["edges"]),
        }
        return drift_report("v1", reference, counts, noun="letters")

    for rows in (1, 3, 20, 100, 5_000):
        for _ in range(20):
            rolled = report(chance.choice(old_labels, rows), chance.choice(old_lengths, rows))
            assert rolled["warnings"] == []
    assert len(report(old_labels, old_lengths * 3)["warnings"]) == 1
    assert len(report(6 - old_labels, old_lengths * 3)["warnings"]) == 2
    one_class = report(np.full(300, 5), chance.choice(old_lengths, 300))
    assert [warning[:36] for warning in one_class["warnings"]] == ["Drift: the warmth of 300 new letters"]


def test_a_batch_without_a_text_says_so() -> None:
    reference = _reference([1, 5], [10, 20])
    empty = {"psi": None, "limit": None, "rows": 0}
    counts = {"warmth": [0] * 5, "length": [0] * 3}
    assert drift_report("v1", reference, counts) == {
        "champion": "v1", "warnings": [], "warmth": empty, "length": empty,
    }  # fmt: skip
