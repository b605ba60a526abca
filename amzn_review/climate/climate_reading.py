"""How a file of days has to be read: its layout and its unit, found from its own lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amzn_review.climate.climate_line import Line
from amzn_review.climate.daily_header import NAMES_ENCODING, DailyHeader, date_of, fields_of, station_of
from amzn_review.climate.daily_layout import evidence_of_layout
from amzn_review.climate.units.evidence import UNITS, Evidence
from amzn_review.climate.units.measure import MEASURES, Units
from amzn_review.climate.units.unit_evidence import UnitEvidence, UnitsSetting
from text_files.bad_record import BadRecord

_PADDED = re.compile(rb'(?:^|,)(?:" +|  +)[-+]?[\d.]')
_DECLARED = 6.0  # log10 of odds: nobody has seen a header that was wrong about it


@dataclass(frozen=True)
class ClimateReading:
    """How the file `source_key` was read: `layout` is NOAA's name for it, `reason` says why these `units`."""

    source_key: str
    layout: str
    units: Units
    reason: str

    def text(self) -> str:
        """The reading as one sentence."""
        return f"read as {self.layout} in {self.units} units: {self.reason}"


def find_reading(
    key: str, header: DailyHeader, lines: Iterator[Line], setting: UnitsSetting
) -> ClimateReading:
    """How the lines after the header have to be read. What is no day says nothing.

    Raises BadRecord for the whole file: unclear-units, other-units, mixed-units, and what `lines` raises.
    """
    given = [] if not header.declared else [_declared(header.declared)]
    evidence: UnitEvidence | None = None
    for _, line in lines:
        if evidence is None:
            given.append(
                evidence_of_layout(
                    header.layout,
                    has_attributes=bool(header.attributes),
                    is_padded=bool(_PADDED.search(line)),
                )
            )
            evidence = UnitEvidence(given)
        try:
            _add(evidence, header, fields_of(line, NAMES_ENCODING))
        except BadRecord:  # the line is refused, with this reason, when rows are made
            continue
    decision = (evidence or UnitEvidence(given)).decide(setting)
    return ClimateReading(key, header.layout, decision.units, decision.reason)


def _add(evidence: UnitEvidence, header: DailyHeader, fields: list[str]) -> None:
    header.require_width(fields)
    texts = {
        element: text
        for element in MEASURES
        if (text := header.text(element, fields)) is not None and not header.has_failed(element, fields)
    }
    month = date_of(fields[header.date]).month
    evidence.add(station_of(fields[header.station]), month, header.latitude_of(fields), texts)


def _declared(units: frozenset[Units]) -> Evidence:
    names = " and ".join(sorted(units))
    weights = {name: 0.0 if name in units else -_DECLARED for name in UNITS}
    return Evidence(f"the header says {names}", weights)
