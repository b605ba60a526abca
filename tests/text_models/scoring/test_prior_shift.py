"""A label's probabilities where it is rarer than in training, by hand and on a case with a known answer."""

from __future__ import annotations

import numpy as np
import pytest

from text_models.scoring.prior_shift import PriorShift, expected_share


@pytest.mark.parametrize(
    ("learned", "expected", "probability", "shifted"),
    [
        # Odds of .8 are 4; those of the shares fall from 4 to 1/4, so those of the label to 1/4.
        (0.8, 0.2, 0.8, 0.2),
        (0.5, 0.1, 0.5, 0.1),
        (0.1, 0.5, 0.1, 0.5),
        (0.3, 0.3, 0.42, 0.42),
        (0.8, 0.01, 0.0, 0.0),
        (0.8, 0.01, 1.0, 1.0),
    ],
)
def test_odds_move_as_those_of_the_shares(
    learned: float, expected: float, probability: float, shifted: float
) -> None:
    assert PriorShift(learned, expected).probability(probability) == pytest.approx(shifted, abs=1e-12)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 1.5])
def test_a_share_lies_between_0_and_1(share: float) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1\. Received"):
        PriorShift(0.5, share)
    with pytest.raises(ValueError, match=r"between 0 and 1\. Received"):
        PriorShift(share, 0.5)


@pytest.mark.parametrize("true_share", [0.02, 0.1, 0.5, 0.9])
def test_the_share_of_texts_without_labels_is_found(true_share: float) -> None:
    """Two normal distributions, a standard deviation 1, means 2 apart: the posterior is known exactly."""
    learned, chance = 0.8, np.random.default_rng(5)
    has_label = chance.random(40_000) < true_share
    seen = chance.normal(np.where(has_label, 1.0, -1.0))
    odds = learned / (1 - learned) * np.exp(2 * seen)
    assert expected_share(odds / (1 + odds), learned) == pytest.approx(has_label.mean(), abs=0.01)


def test_without_a_text_there_is_no_share() -> None:
    with pytest.raises(ValueError, match="Without a text there is no share"):
        expected_share(np.array([]), 0.5)
