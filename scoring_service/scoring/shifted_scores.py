"""A version's scores as an attribute's model asks for them: for the share of comments that have the label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from scoring_service.attributes.attribute_table import AttributeModel
from text_models.ladder.version_predictor import VersionPredictor
from text_models.scoring.prior_shift import PriorShift


@dataclass(frozen=True)
class ShiftedScores:
    """`name` is the version's; with a shift it says the share, as those scores are not the version's own."""

    name: str
    shift: PriorShift | None = None

    @classmethod
    def of(cls, predictor: VersionPredictor, model: AttributeModel) -> Self:
        """Return how a version answers; as it is without a declared share, or a known one to learn from."""
        learned = predictor.learned_shares.get(model.label, 0.0)
        if model.share is None or not 0 < learned < 1:
            return cls(predictor.version)
        return cls(f"{predictor.version}+share={model.share:g}", PriorShift(learned, model.share))

    def score(self, probability: float) -> float:
        """Return the score of a probability of the version, to six decimals."""
        return round(self.shift.probability(probability), 6) if self.shift else probability
