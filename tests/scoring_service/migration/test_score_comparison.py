"""Stored and new scores side by side, in numbers that are known from outside the code."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from scoring_service.migration.score_comparison import Pair, ScoreComparison, Share, wilson

PAIRS = [Pair(1, "a", 0.1, 0.2), Pair(2, "b", 0.5, 0.6), Pair(3, "c", 0.4, 0.5), Pair(4, "d", 0.6, 0.4)]


@pytest.mark.parametrize(("count", "of"), [(0, 10), (5, 10), (25, 986), (10, 10)])
def test_the_interval_of_a_share_is_scipys(count: int, of: int) -> None:
    expected = binomtest(count, of).proportion_ci(0.95, method="wilson")
    assert wilson(count, of) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_of_nothing_everything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_flips_correlation_and_the_farthest() -> None:
    compared = ScoreComparison("INSULT", "en", "task", "version", PAIRS)
    assert compared.flips(0.5) == Share(2, 4, *wilson(2, 4))
    assert compared.flips(0.3).found == 0
    assert compared.correlation == pytest.approx(0.722806, abs=1e-6)
    # Of equal differences the earlier line comes first.
    assert [pair.line for pair in compared.farthest(3)] == [4, 1, 2]
    assert ScoreComparison("INSULT", "en", "task", "version", PAIRS[:1]).correlation is None
