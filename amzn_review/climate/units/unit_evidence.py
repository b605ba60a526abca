"""All that a file of daily climate says about its unit, and the decision that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from amzn_review.climate.units.digits import digits_of
from amzn_review.climate.units.evidence import UNITS, Evidence, total
from amzn_review.climate.units.measure import DEPTH, MEASURES, NUMBER, SNOW, Units
from amzn_review.climate.units.seasons import TEMPERATURES, Seasons
from text_files.bad_record import BadRecord

UnitsSetting = Literal["auto", "imperial", "metric"]
# Tenths are tenths of metric units: whoever declares metric may have a file of either.
_ALLOWED: Mapping[UnitsSetting, tuple[Units, ...]] = {
    "auto": UNITS,
    "imperial": ("imperial",),
    "metric": ("metric", "tenths"),
}
LEAD = 4.0  # log10 of the odds that are asked for: 10,000 to 1
_DECLARED = LEAD + 1  # what the setting says outweighs odds of 10 to 1 against it, which may be chance
_REASONS = 3
_ONE_UNIT = (
    "a file in one unit that shows; order it as Custom GHCN-Daily CSV of 60 days or more with a temperature, "
    "or say the unit: CLIMATE_UNITS=imperial or metric"
)


@dataclass(frozen=True)
class UnitDecision:
    """The unit of a file, and why: a sentence."""

    units: Units
    reason: str


@dataclass
class UnitEvidence:
    """Takes the texts of a file, day by day, and decides; `given` is what layout and header say.

    Memory is that of the distinct values and of twelve months a station.
    """

    given: Sequence[Evidence] = ()
    _counts: dict[str, Counter[str]] = field(default_factory=dict, init=False)
    _seasons: Seasons = field(default_factory=Seasons, init=False)
    _is_american: bool = field(default=True, init=False)

    def add(self, station_id: str, month: int, latitude: float | None, texts: Mapping[str, str]) -> None:
        """Take the measures of a day by element, stripped; what is no number is left out."""
        self._is_american = self._is_american and station_id.startswith("US")
        temperatures = {}
        for element, text in texts.items():
            if NUMBER.fullmatch(text):
                self._counts.setdefault(element, Counter())[text] += 1
                if element in TEMPERATURES:
                    temperatures[element] = float(text)
        if temperatures:
            self._seasons.add(station_id, month, latitude, temperatures)

    def decide(self, setting: UnitsSetting = "auto") -> UnitDecision:
        """The unit. The same file and setting give the same decision.

        `setting` is the unit that the user says files are in; it settles what the file leaves open and
        nothing else. Raises BadRecord for the whole file: unclear-units, other-units, mixed-units.
        """
        of_values = [
            item
            for element, counts in sorted(self._counts.items())
            for item in digits_of(element, counts, is_american=self._is_american)
        ]
        if not of_values:
            return UnitDecision("metric", "no value depends on the unit")
        evidence = [*self.given, *of_values, *self._seasons.evidence()]
        weights = total(evidence)
        first, second = self._ranked(weights)
        is_clear = weights[first] - weights[second] >= LEAD
        if is_clear and first not in _ALLOWED[setting]:
            found = f"values in {_NAMES[first]}: {_sentence(evidence, first, second)}"
            expected = f"{setting} units, as CLIMATE_UNITS={setting} says; auto takes both"
            raise BadRecord("other-units", "file", found, expected)
        if not is_clear and setting != "auto":
            weights[setting] += _DECLARED
            first, second = self._ranked(weights)
        if weights[first] - weights[second] < LEAD:
            found = (
                f"values that may be in {_NAMES[first]} or {_NAMES[second]}: "
                f"{_sentence(evidence, first, second)}"
            )
            raise BadRecord("unclear-units", "file", found, _ONE_UNIT)
        if mixed := self._seasons.mixed(first):
            raise BadRecord("mixed-units", "file", mixed, _ONE_UNIT)
        reason = _sentence(evidence, first, second)
        if not is_clear:
            reason += f"; CLIMATE_UNITS={setting} settles it"
        return UnitDecision(first, reason)

    def _ranked(self, weights: Mapping[Units, float]) -> tuple[Units, Units]:
        """The likeliest unit, and the likeliest of those in which the values would be others."""
        # In tenths snow is in whole mm: of snow alone that is metric by another name.
        is_snow_alone = all(MEASURES[element][1] in (SNOW, DEPTH) for element in self._counts)
        apart = [units for units in UNITS if not (is_snow_alone and units == "tenths")]
        first, second, *_ = sorted(apart, key=lambda units: (-weights[units], units))
        return first, second


_NAMES: Mapping[Units, str] = {
    "imperial": "imperial units",
    "metric": "metric units",
    "tenths": "tenths of metric units",
}


def _sentence(evidence: Sequence[Evidence], first: Units, second: Units) -> str:
    """What speaks most for the first of two units, with its weights."""
    by_lead = sorted(evidence, key=lambda item: -item.lead(first, second))
    speaking = [item for item in by_lead if item.lead(first, second) > 0][:_REASONS]
    lead = sum(item.lead(first, second) for item in evidence)
    traits = ", ".join(f"{item.trait} ({item.lead(first, second):+.1f})" for item in speaking)
    return f"{traits or 'nothing'}; {lead:+.1f} in all for {first} over {second}, log10 of odds"
