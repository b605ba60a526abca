"""Values to pixels along one side of a drawing, with round numbers to write beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

MOST_TICKS = 6
MOST_YEARS = 12


class Tick(NamedTuple):
    """A place on an axis, in pixels, and what to write there."""

    pixel: float
    label: str


@dataclass(frozen=True)
class Axis:
    """`low` lies at pixel `first`, `high` at pixel `last`; low < high."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """Return the pixel of `value`, to a tenth."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)

    def ticks(self, least_step: float = 0.0) -> list[Tick]:
        """Return at most seven multiples of 1, 2 or 5 times a power of ten, `least_step` apart or more."""
        rough = max((self.high - self.low) / MOST_TICKS, least_step)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))
        numbers = range(math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9) + 1)
        values = [float(f"{number * step:.10g}") for number in numbers]
        return [Tick(self.at(value), f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")) for value in values]

    def year_ticks(self) -> list[Tick]:
        """Return the first days of years, of an axis of days (`date.toordinal`); one of several if many.

        An axis within a year has its own ends.
        """
        first, last = (date.fromordinal(math.floor(value)) for value in (self.low, self.high))
        step = max(1, math.ceil((last.year - first.year) / MOST_YEARS))
        years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
        inside = [day for day in years if self.low <= day.toordinal() <= self.high]
        if len(inside) < 2:
            return [Tick(self.at(day.toordinal()), day.isoformat()) for day in (first, last)]
        return [Tick(self.at(day.toordinal()), str(day.year)) for day in inside if day.year % step == 0]
