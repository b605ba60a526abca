"""What the digits of an element's values say about their unit.

NOAA writes each element in each unit with its own number of decimals: a temperature as "38" °F, "3.3" °C
or "33" tenths of °C. And what was measured in one unit shows in another: whole degrees Fahrenheit, converted,
are 9 of 50 tenths of a degree Celsius and no others. The shares below are those of NOAA's files, rounded
towards caution. Each distinct value counts once, as values that come again say nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import cache
from typing import Literal

from amzn_review.climate.units.evidence import Evidence, log10_mean
from amzn_review.climate.units.measure import DEPTH, MEASURES, RAIN, SNOW, TEMPERATURE, WIND, Units

# Decimals that all values are written with; "mixed": some have more than others.
Style = Literal["0", "1", "2", "mixed"]
Weights = Mapping[Units, float]
_NEVER = -5.0  # but for a typing error
_OF_AMOUNTS: Mapping[Style, Weights] = {
    "0": {"imperial": -4, "metric": -4, "tenths": 0},
    "1": {"imperial": -3, "metric": 0, "tenths": -2},
    "2": {"imperial": 0, "metric": -3, "tenths": -4},
    "mixed": {"imperial": -1, "metric": -1, "tenths": -4},
}
_OF_SNOW: Mapping[Style, Weights] = {
    "0": {"imperial": -2, "metric": -0.3, "tenths": 0},
    "1": {"imperial": 0, "metric": -0.3, "tenths": -2},
    "2": {"imperial": -2, "metric": -3, "tenths": -4},
    "mixed": {"imperial": -0.7, "metric": -1, "tenths": -3},
}
_OF_DEGREES: Mapping[Style, Weights] = {
    "0": {"imperial": 0, "metric": -4, "tenths": 0},
    "1": {"imperial": -1.3, "metric": 0, "tenths": -2},
    "2": {"imperial": -3, "metric": -2, "tenths": -4},
    "mixed": {"imperial": -3, "metric": -1.3, "tenths": -3},
}
_STYLES = {WIND: _OF_AMOUNTS, RAIN: _OF_AMOUNTS, SNOW: _OF_SNOW, DEPTH: _OF_SNOW, TEMPERATURE: _OF_DEGREES}
_DECIMALS: Mapping[Style, str] = {
    "0": "no decimals",
    "1": "one decimal",
    "2": "two decimals or more",
    "mixed": "now more, now fewer decimals",
}
# Of amounts of rain and of wind: values that have 0, 1, 2 decimals which are not 0, and 3 or more.
_SIGNIFICANT: Mapping[Units, tuple[float, float, float, float]] = {
    "imperial": (-2, -1, -0.05, _NEVER),
    "metric": (-0.9, -0.06, _NEVER, _NEVER),
    "tenths": (0, _NEVER, _NEVER, _NEVER),
}
_WHOLE_DEGREES = -0.95  # log10 of 1/9: the share of degrees Fahrenheit that are whole degrees Celsius
_BROKEN_DEGREES = -0.05
_ON_TENTHS, _OFF_TENTHS = -0.745, -0.086  # 9 of 50 whole numbers are degrees Fahrenheit in tenths of °C
_ON_MM, _OFF_MM = -1.4, -0.02  # 1 of 25.4 tenths of a mm is a tenth of an inch


def digits_of(element: str, counts: Counter[str], *, is_american: bool) -> list[Evidence]:
    """The evidence of an element's texts, which are numbers; none, where none of them depends on the unit.

    `is_american`: whether all stations are of the United States, which measure whole degrees Fahrenheit.
    """
    _, measure = MEASURES[element]
    is_temperature = measure is TEMPERATURE
    values = [text for text in counts if is_temperature or Fraction(text)]
    if not values:
        return []
    style = style_of(counts)
    written = f"{element} is written with {_DECIMALS[style]}"
    if is_temperature:
        by_value = Evidence(_temperatures(element, values), _of_temperatures(values, is_american))
    elif measure in (SNOW, DEPTH):
        by_value = Evidence(f"the tenths of {element}", _of_snow(values))
    else:
        by_value = Evidence(f"the last digits of {element}", _of_amounts(values))
    return [Evidence(written, _STYLES[measure][style]), by_value]


def style_of(texts: Collection[str]) -> Style:
    """With how many decimals values are written, zeros among them."""
    found = {min(len(text.partition(".")[2]), 2) for text in texts}
    styles: dict[int, Style] = {0: "0", 1: "1", 2: "2"}
    return styles[found.pop()] if len(found) == 1 else "mixed"


def _significant(text: str) -> int:
    return len(text.partition(".")[2].rstrip("0"))


def _temperatures(element: str, values: Collection[str]) -> str:
    broken = sum(_significant(text) > 0 for text in values)
    on = sum(_is_fahrenheit_in_tenths(text) for text in values)
    if broken:
        return f"{broken:,} of {len(values):,} different values of {element} have tenths"
    return f"{on:,} of {len(values):,} different values of {element} are whole °F in tenths of °C"


def _of_temperatures(values: Collection[str], is_american: bool) -> Weights:
    decimals = Counter(min(_significant(text), 2) for text in values)
    whole, tenths, finer = decimals[0], decimals[1], decimals[2]
    on = sum(_is_fahrenheit_in_tenths(text) for text in values if not _significant(text))
    random = on * _ON_TENTHS + (whole - on) * _OFF_TENTHS
    converted = 0.98 if is_american else 0.3
    return {
        "imperial": random + _NEVER * (tenths + finer),
        # Some stations read whole degrees Celsius.
        "metric": random
        + log10_mean((0.85, whole * _WHOLE_DEGREES + tenths * _BROKEN_DEGREES), (0.15, _NEVER * tenths))
        + _NEVER * finer,
        "tenths": log10_mean((converted, (whole - on) * -2.5), (1 - converted, random))
        + _NEVER * (tenths + finer),
    }


def _of_amounts(values: Collection[str]) -> Weights:
    decimals = Counter(min(_significant(text), 3) for text in values)
    return {
        units: sum(weights[places] * count for places, count in decimals.items())
        for units, weights in _SIGNIFICANT.items()
    }


def _of_snow(values: Collection[str]) -> Weights:
    whole = [text for text in values if not _significant(text)]
    finer = sum(_significant(text) > 1 for text in values)
    tenths = len(values) - len(whole) - finer
    on = sum(_is_inches_in_mm(text) for text in values)
    on_tenths = sum(_is_inches_in_mm(text) for text in values if _significant(text) == 1)
    random = on_tenths * _ON_MM + (tenths - on_tenths) * _OFF_MM
    unmeasured = sum(not _is_measured_in_mm(text) for text in whole)
    return {
        # Snow on the ground is mostly measured in whole inches, snow that fell in tenths.
        "imperial": random
        + log10_mean((0.5, -0.5 * len(whole) - 0.12 * tenths), (0.5, -3.0 * tenths))
        + finer * _NEVER,
        # Whole mm as they were measured, or tenths of inches that were converted.
        "metric": log10_mean(
            (0.7, tenths * -4.0 + unmeasured * -1.5), (0.3, (len(values) - finer - on) * -3.0)
        )
        + finer * _NEVER,
        "tenths": unmeasured * -1.5 + (tenths + finer) * _NEVER,
    }


def _is_measured_in_mm(text: str) -> bool:
    """Whether a whole number of mm is a tenth of an inch or several, rounded, or whole centimetres."""
    number = Fraction(text)
    return number % 10 == 0 or _in_mm(number)


def _is_multiple_of(step: Fraction, offset: Fraction) -> Callable[[Fraction], bool]:
    """Whether a number is one of offset + k * step, rounded to a whole one."""

    @cache
    def is_one(number: Fraction) -> bool:
        nearest = round((number - offset) / step)
        return any(round(offset + k * step) == number for k in (nearest - 1, nearest, nearest + 1))

    return is_one


_in_tenths = _is_multiple_of(Fraction(50, 9), Fraction(-1600, 9))
_in_mm = _is_multiple_of(Fraction(254, 100), Fraction(0))
_in_tenths_of_mm = _is_multiple_of(Fraction(254, 10), Fraction(0))


def _is_fahrenheit_in_tenths(text: str) -> bool:
    """Whether a whole degree Fahrenheit is this number of tenths of °C: -78 is 18 °F, -79 is none."""
    return _in_tenths(Fraction(text))


def _is_inches_in_mm(text: str) -> bool:
    """Whether a tenth of an inch, or several, is this many mm to a tenth: 2.5, 5.1, 7.6, 10.2."""
    return _in_tenths_of_mm(Fraction(text) * 10)
