"""What latitude and month allow: how likely temperatures are, if they are in one unit or another.

A month of a station is judged by three numbers: the mean, how far the days differ from it, and how far a
day's maximum is from its minimum. In a wrong unit the last two fail even where the first passes: no place on
earth has days that differ by 1 °C in a month and by 1.5 °C from the night, as New York's would if 40 °F were
4.0 °C. The constants describe the earth's climates broadly and were set by hand; none is fitted to a file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from amzn_review.climate.units.evidence import UNITS, Evidence
from amzn_review.climate.units.measure import Units

TEMPERATURES = ("TMAX", "TMIN", "TAVG")
_OFFSET = {"TMAX": 5.0, "TMIN": -5.0, "TAVG": 0.0}
# °C per unit, and what 0 of the unit is in °C.
_SCALE: dict[Units, tuple[float, float]] = {
    "imperial": (5 / 9, -160 / 9), "metric": (1.0, 0.0), "tenths": (0.1, 0.0),
}  # fmt: skip
_FEW = 5  # days, below which their spread says little
_MOST_MONTHS = 3.0  # months of one station are alike: more of them than this add nothing
_LEAST_SPREAD = 0.1
_MOST_SPREAD = 16.0  # °C within a month; Siberia's and Montana's reach 11


@dataclass
class _Spread:
    count: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        self.count += 1
        self.total += value
        self.squares += value * value

    @property
    def mean(self) -> float:
        return self.total / self.count

    @property
    def deviation(self) -> float:
        variance = self.squares / self.count - self.mean**2
        return math.sqrt(max(variance, 0.0) * self.count / max(self.count - 1, 1))


@dataclass
class Seasons:
    """The temperatures of a file, summed up by station, month of the year and element."""

    _months: dict[tuple[str, int], dict[str, _Spread]] = field(default_factory=dict, init=False)
    _latitudes: dict[str, float] = field(default_factory=dict, init=False)

    def add(self, station_id: str, month: int, latitude: float | None, values: dict[str, float]) -> None:
        """Take a day's temperatures, as they are written; `latitude` in degrees, north positive."""
        if latitude is not None:
            self._latitudes[station_id] = latitude
        of_month = self._months.setdefault((station_id, month), {})
        for element, value in values.items():
            of_month.setdefault(element, _Spread()).add(value)
        if "TMAX" in values and "TMIN" in values:
            of_month.setdefault("range", _Spread()).add(values["TMAX"] - values["TMIN"])

    def evidence(self) -> list[Evidence]:
        """How likely the months are in each unit; nothing where there is no temperature."""
        if not self._months:
            return []
        likely = {units: [self._weight(*month, units) for month in self._months.items()] for units in UNITS}
        stations = len({station_id for station_id, _ in self._months})
        independent = min(len(self._months), _MOST_MONTHS * math.sqrt(stations))
        weights = {units: independent * math.fsum(found) / len(found) for units, found in likely.items()}
        return [Evidence("the temperatures of each month", weights)]

    def mixed(self, units: Units) -> str | None:
        """A month whose days differ more than weather does, in words; None: there is none."""
        scale, _ = _SCALE[units]
        for (station_id, month), elements in self._months.items():
            for element in TEMPERATURES:
                spread = elements.get(element)
                if spread and spread.count >= _FEW and spread.deviation * scale > _MOST_SPREAD:
                    return (
                        f"{element} of {station_id} in month {month:02} with a standard deviation of "
                        f"{spread.deviation * scale:.0f} °C when read as {units}"
                    )
        return None

    def _weight(self, key: tuple[str, int], elements: dict[str, _Spread], units: Units) -> float:
        station_id, month = key
        latitude = self._latitudes.get(station_id)
        found = [
            weight
            for element, spread in elements.items()
            if element != "range"
            for weight in _of_element(spread, element, month, _Place.of(station_id, latitude), units)
        ]
        count = len(elements) - ("range" in elements)
        weight = math.fsum(found) / count
        if "range" in elements:
            scale, _ = _SCALE[units]
            weight += _log_normal(elements["range"].mean * scale, _Place.of(station_id, latitude).night, 0.5)
        return weight


@dataclass(frozen=True)
class _Place:
    """A climate in °C: annual mean, half the yearly range (below 0 in the south), how far stations differ.

    `days` is the standard deviation of a month's days, `night` how far the minimum is below the maximum.
    """

    mean: float
    swing: float
    differ: float
    days: float
    days_differ: float
    night: float = 9.5

    @staticmethod
    def of(station_id: str, latitude: float | None) -> _Place:
        if latitude is None:
            if station_id.startswith("US"):
                return _Place(12.0, 12.0, 12.0, 4.8, 0.55)
            return _Place(15.0, 0.0, 15.0, 3.8, 0.7)
        away = abs(latitude)
        if -65 < latitude < -40:  # there is little land, all of it by the sea
            return _Place(27.0 - 0.0077 * away**2, 0.12 * latitude, 7.0, 2.5, 0.6, 6.0)
        days = 2.0 if away < 20 else 4.0 if away < 35 else 5.0
        swing = math.copysign(0.33 * away, latitude)
        return _Place(27.0 - 0.0077 * away**2, swing, 9.0, days, 0.6)


def _of_element(spread: _Spread, element: str, month: int, place: _Place, units: Units) -> Iterator[float]:
    scale, zero = _SCALE[units]
    usual = place.mean + place.swing * math.cos(2 * math.pi * (month - 7) / 12) + _OFFSET[element]
    yield _heavy_tailed(spread.mean * scale + zero, usual, place.differ)
    if spread.count >= _FEW:
        yield _log_normal(spread.deviation * scale, place.days, place.days_differ)


def _normal(value: float, mean: float, deviation: float) -> float:
    """log10 of the density, in deviations, so that it has no unit."""
    return -(((value - mean) / deviation) ** 2) / 2 / math.log(10)


def _heavy_tailed(value: float, mean: float, deviation: float) -> float:
    """log10 of Student's t with 5 degrees of freedom: there are stations at the South Pole and in deserts."""
    return -3 * math.log10(1 + ((value - mean) / deviation) ** 2 / 5)


def _log_normal(value: float, median: float, deviation: float) -> float:
    return _normal(math.log(max(value, _LEAST_SPREAD)), math.log(median), deviation)
