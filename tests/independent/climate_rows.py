"""Daily summaries of NOAA's as rows of `climate`: read by `csv`, converted by exact fractions, rounded once.

Written from docs/climate.md ("Elements") and section III of
https://www.ncei.noaa.gov/pub/data/ghcn/daily/readme.txt; factors are those of NIST SP 811, appendix B.8.
Shares no code with the loader. The unit of a file is given, not guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Literal

Units = Literal["imperial", "metric", "tenths"]
MEASURES = ("AWND", "PRCP", "SNOW", "SNWD", "TAVG", "TMIN", "TMAX")
WEATHER = tuple(f"WT{number:02d}" for number in (*range(1, 20), 21, 22))
_DECIMALS = {"AWND": 2, "PRCP": 3, "SNOW": 3, "SNWD": 3, "TAVG": 2, "TMIN": 2, "TMAX": 2}
_MPH_IN_METRES_A_SECOND = Fraction(44704, 100_000)
_INCH_IN_MM = Fraction(254, 10)


def climate_rows(files: Iterable[tuple[str, Units]]) -> list[tuple[Any, ...]]:
    """Rows as station_id, date, the measures in the order of `MEASURES`, the weather types of `WEATHER`.

    `files` are a text and its unit, in the order of the files' names: a value of a later one takes the place
    of an earlier one's, and nothing never does.
    """
    days: dict[tuple[str, date], list[float | bool | None]] = {}
    for text, units in files:
        for station, day, values in _days(text, units):
            known = days.setdefault((station, day), [None] * len(values))
            known[:] = [old if new is None else new for old, new in zip(known, values, strict=True)]
    return [(*key, *values) for key, values in days.items()]


def _days(text: str, units: Units) -> Iterator[tuple[str, date, list[float | bool | None]]]:
    for line in csv.DictReader(text.splitlines()):
        row = {name.strip().upper(): value.strip() for name, value in line.items()}
        measures = [_measure(element, row, units) for element in MEASURES]
        seen = [{"1": True, "0": False}.get(row.get(kind, "")) for kind in WEATHER]
        station = row["STATION"].removeprefix("GHCND:")
        yield station, date.fromisoformat(row["DATE"][:10]), [*measures, *seen]


def _measure(element: str, row: dict[str, str], units: Units) -> float | None:
    """The value in SI; None if it is missing, or failed a check of NOAA's (its quality flag is set)."""
    written = row.get(element, "")
    flags = row.get(f"{element}_ATTRIBUTES", "").split(",")
    if written in {"", "-9999"} or (len(flags) > 1 and flags[1].strip()):
        return None
    value = Fraction(0) if written == "T" else Fraction(written)  # a trace of rain or snow is 0
    return float(round(_in_si(element, value, units), _DECIMALS[element]))


def _in_si(element: str, value: Fraction, units: Units) -> Fraction:
    if units == "metric":
        return value
    if units == "tenths":
        return value if element in {"SNOW", "SNWD"} else value / 10
    if element in {"TAVG", "TMIN", "TMAX"}:
        return (value - 32) * Fraction(5, 9)
    return value * (_MPH_IN_METRES_A_SECOND if element == "AWND" else _INCH_IN_MM)
