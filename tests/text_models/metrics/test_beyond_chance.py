"""The one rule of who beats whom, and the case that the rule before it got wrong."""

from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import norm

from text_models.metrics.beyond_chance import BeyondChance, compare, holm
from text_models.metrics.bootstrap import Gain, gain_of

YARDSTICK = ("macro_f1", "mae", "quadratic_kappa")


def drawn(value: float, low: float, high: float) -> Gain:
    """A gain whose resamples are spread normally to either side, so that it has that interval."""
    quantiles = np.array([NormalDist().inv_cdf((place + 0.5) / 1_000) for place in range(1_000)])
    widths = np.where(quantiles < 0, value - low, high - value) / NormalDist().inv_cdf(0.975)
    return gain_of(value, value + quantiles * widths)


def test_a_challenger_that_was_better_in_everything_is_promoted() -> None:
    # Measured on 568 reviews: the rule before asked macro-F1's interval alone, and refused.
    measured = {
        "macro_f1": drawn(0.040, -0.0004, 0.079),
        "mae": drawn(0.034, 0.005, 0.062),
        "quadratic_kappa": drawn(0.093, 0.030, 0.152),
    }
    assert [round(end, 3) for end in measured["macro_f1"][:3]] == [0.040, -0.000, 0.079]
    assert [round(end, 3) for end in measured["mae"][:3]] == [0.034, 0.005, 0.062]
    assert [round(end, 3) for end in measured["quadratic_kappa"][:3]] == [0.093, 0.030, 0.152]
    result = compare(measured, YARDSTICK)
    assert result.better[-1] == "quadratic_kappa"
    assert "macro_f1" not in result.better
    assert result.worse == ()
    assert result.is_won


# p of 3 metrics must be at most .05/3, .05/2 and .05, the smallest first (Holm 1979).
HOLM = [
    ("all", {"a": 0.01, "b": 0.02, "c": 0.05}, {"a", "b", "c"}),
    ("the first fails", {"a": 0.017, "b": 0.017, "c": 0.017}, set()),
    ("the second fails, and with it the third", {"a": 0.016, "b": 0.026, "c": 0.04}, {"a"}),
    ("in any order", {"c": 0.04, "b": 0.02, "a": 0.01}, {"a", "b", "c"}),
    ("one alone is not corrected", {"a": 0.05}, {"a"}),
    ("none", {}, set()),
]


@pytest.mark.parametrize(("p_values", "expected"), [row[1:] for row in HOLM], ids=[row[0] for row in HOLM])
def test_holms_correction(p_values: dict[str, float], expected: set[str]) -> None:
    assert holm(p_values) == expected


def gain(value: float, width: float = 0.02) -> Gain:
    """A gain with a symmetric interval of that half width, and the p of a normal distribution."""
    return Gain(value, value - width, value + width, float(2 * norm.sf(abs(value) / width * 1.96)))


CASES = [
    ("better in all", (0.05, 0.05, 0.05), YARDSTICK, (), True),
    ("better in one is enough", (0.0, 0.05, 0.0), ("mae",), (), True),
    ("a small loss may be chance", (0.05, -0.01, 0.0), ("macro_f1",), (), True),
    (
        "a loss beyond chance is too much",
        (0.05, -0.03, 0.05),
        ("macro_f1", "quadratic_kappa"),
        ("mae",),
        False,
    ),
    ("nothing", (0.0, 0.0, 0.0), (), (), False),
    ("all by chance", (0.015, 0.015, 0.015), (), (), False),
    ("one of three that only just is no chance", (0.021, 0.0, 0.0), (), (), False),
    ("worse in all", (-0.05, -0.05, -0.05), (), YARDSTICK, False),
]


@pytest.mark.parametrize(
    ("values", "better", "worse", "is_won"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_who_beats_whom(
    values: tuple[float, ...], better: tuple[str, ...], worse: tuple[str, ...], is_won: bool
) -> None:
    gains = {name: gain(value) for name, value in zip(YARDSTICK, values, strict=True)}
    found = compare(gains, YARDSTICK)
    assert found == BeyondChance(better, worse)
    assert found.is_won is is_won


def test_only_the_yardstick_counts() -> None:
    gains = {"macro_f1": gain(0.05), "accuracy": gain(-0.5)}
    assert compare(gains, ["macro_f1"]).is_won
