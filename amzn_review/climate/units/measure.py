"""One quantity of a climate file: its unit there, its unit here, and what is possible."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from text_files.bad_record import BadRecord, shown

# What CDO's order form calls Standard and Metric; and whole tenths of metric units, as GHCN-Daily counts.
Units = Literal["imperial", "metric", "tenths"]
NUMBER = re.compile(r"[+-]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)
_TRACE = "T"
_MM_AN_INCH = Decimal("25.4")  # both are exact: NIST Special Publication 811, appendix B.8
_MS_A_MPH = Decimal("0.44704")


@dataclass(frozen=True)
class Measure:
    """A quantity in SI; `least` and `most` are the bounds of what the earth has seen, in `unit`.

    Stored values are rounded half to even to `decimals`: lengths in mm keep a hundredth of an inch exactly.
    """

    kind: Literal["speed", "rain", "snow", "temperature"]
    unit: str
    decimals: int
    least: int
    most: int

    def read(self, field: str, text: str, units: Units) -> float:
        """The number of `text`, stripped, in SI. Raises BadRecord: not-a-number or out-of-range.

        T is a trace, too little to measure, which NOAA counts as 0 (readme.txt, section III).
        """
        if text == _TRACE and self.kind in ("rain", "snow"):
            return 0.0
        if not NUMBER.fullmatch(text):
            raise BadRecord("not-a-number", field, shown(text), "a decimal number such as -3.5")
        value = self._in_si(Decimal(text), units)
        if not self.least <= value <= self.most:
            raise BadRecord(
                "out-of-range",
                field,
                shown(text),
                f"{self.least:,} to {self.most:,} {self.unit} when read as {units}",
            )
        return float(round(value, self.decimals)) + 0.0  # no minus before a zero

    def _in_si(self, value: Decimal, units: Units) -> Decimal:
        if units == "imperial":
            if self.kind == "temperature":
                value = (value - 32) * 5 / 9
            else:
                value *= _MS_A_MPH if self.kind == "speed" else _MM_AN_INCH
        elif units == "tenths" and self.kind != "snow":  # snow is in whole mm there
            value /= 10
        return value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_EVEN)


# Bounds: a little beyond the records of the World Meteorological Organization (https://wmo.asu.edu/).
WIND = Measure("speed", "m/s", 2, 0, 120)
RAIN = Measure("rain", "mm", 3, 0, 2_500)
SNOW = Measure("snow", "mm", 3, 0, 3_000)
DEPTH = Measure("snow", "mm", 3, 0, 20_000)
TEMPERATURE = Measure("temperature", "°C", 2, -100, 70)

# The columns of table climate after its key, and the element of GHCN-Daily that each holds.
MEASURES = {
    "AWND": ("ave_wind", WIND),
    "PRCP": ("precipitation", RAIN),
    "SNOW": ("snow_fall", SNOW),
    "SNWD": ("snow_depth", DEPTH),
    "TAVG": ("ave_temp", TEMPERATURE),
    "TMIN": ("min_temp", TEMPERATURE),
    "TMAX": ("max_temp", TEMPERATURE),
}
WEATHER_TYPES = tuple(f"WT{number:02d}" for number in (*range(1, 20), 21, 22))
ELEMENTS = (*MEASURES, *WEATHER_TYPES)
