"""Daily climate as Climate Data Online (CDO) exports it: one line a station and day, columns by name.

Elements, flags and units: https://www.ncei.noaa.gov/pub/data/cdo/documentation/GHCND_documentation.pdf and
https://www.ncei.noaa.gov/pub/data/ghcn/daily/readme.txt, section III. docs/climate.md says what is made of
them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import BinaryIO

from amzn_review.climate.climate_file import ClimateFile
from amzn_review.climate.climate_line import Line
from amzn_review.climate.daily_header import DailyHeader, fields_of, read_header
from amzn_review.climate.measure import ELEMENTS, MEASURES, Units
from amzn_review.climate.station_list import STATION_ID
from amzn_review.load_limits import LoadLimits
from amzn_review.records.bad_record import BadRecord, shown

Value = float | bool | None
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_FIRST_DAY = date(1700, 1, 1)  # GHCN-Daily begins in 1763
_MISSING = frozenset({"", "-9999", "-9999.0", "-9999.00"})  # earlier exports of CDO write a number
_WEATHER = {"1": True, "1.0": True, "1.00": True, "0": False, "0.0": False, "0.00": False}
_STATION_PREFIX = "GHCND:"  # CDO's web service puts the data set before the id
_TMIN, _TMAX = ELEMENTS.index("TMIN"), ELEMENTS.index("TMAX")


@dataclass(frozen=True, slots=True)
class ClimateDay:
    """A row of table climate: `values` are its columns after the key, in their order, in SI units.

    Temperatures are °C, wind m/s, precipitation and snow mm; a weather type is True or None; None: the file
    does not say.
    """

    line_number: int
    station_id: str
    day: date
    values: tuple[Value, ...]


@dataclass
class DailySummaries(ClimateFile[ClimateDay]):
    """The days of a file; a second line of the same station and day is bad. `today` bounds the dates."""

    units: Units = "imperial"
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    _header: DailyHeader = field(init=False, repr=False)
    # A bit for each day of a station's year: a file may hold millions of days.
    _seen: dict[tuple[str, int], int] = field(default_factory=dict, init=False, repr=False)
    _failed: Counter[str] = field(default_factory=Counter, init=False, repr=False)

    def _begin(self, lines: Iterator[Line]) -> Iterator[Line]:
        self._seen.clear()
        self._failed.clear()
        self._header = read_header(next((line for _, line in lines), b""))
        return lines

    def _record(self, number: int, line: bytes) -> ClimateDay:
        fields = fields_of(line)
        header = self._header
        if len(fields) != header.width:
            raise BadRecord(
                "wrong-width", "line", f"{len(fields)} values", f"{header.width}, as the header has"
            )
        station_id = fields[header.station].removeprefix(_STATION_PREFIX)
        if not STATION_ID.fullmatch(station_id):
            raise BadRecord(
                "bad-station-id", "STATION", shown(station_id), "11 characters such as USW00094728"
            )
        day = self._day(fields[header.date])
        values = tuple(self._value(element, fields) for element in ELEMENTS)
        lowest, highest = values[_TMIN], values[_TMAX]
        if lowest is not None and highest is not None and lowest > highest:
            raise BadRecord(
                "min-above-max",
                "TMIN",
                f"TMIN {fields[header.elements['TMIN']]} and TMAX {fields[header.elements['TMAX']]}",
                "TMIN at most TMAX",
            )
        self._require_first(station_id, day)
        return ClimateDay(number, station_id, day, values)

    def _day(self, text: str) -> date:
        parts = _ISO_DATE.fullmatch(text)
        if not parts:
            raise BadRecord("not-a-date", "DATE", shown(text), "a day such as 2013-01-31")
        try:
            day = date(*map(int, parts.groups()))
        except ValueError as error:
            raise BadRecord("not-a-date", "DATE", shown(text), "a day that the calendar has") from error
        latest = self.today + timedelta(days=1)  # time zones
        if not _FIRST_DAY <= day <= latest:
            raise BadRecord("out-of-range", "DATE", shown(text), f"{_FIRST_DAY} to {latest}")
        return day

    def _value(self, element: str, fields: list[str]) -> Value:
        place = self._header.elements.get(element)
        if place is None or (text := fields[place]) in _MISSING:
            return None
        flags_place = self._header.attributes.get(element)
        value = _read_value(element, text, self.units)
        if flags_place is not None and _has_failed(fields[flags_place]):
            self._failed[element] += 1
            return None
        return value

    def _require_first(self, station_id: str, day: date) -> None:
        bit = 1 << day.timetuple().tm_yday
        seen = self._seen.get((station_id, day.year), 0)
        if seen & bit:
            found = f"a second line of {station_id} {day}"
            raise BadRecord("repeated", "DATE", found, "each station and day once a file")
        self._seen[station_id, day.year] = seen | bit

    def _end(self) -> None:
        if self._header.unknown:
            self.notes.append(f"columns that nothing is read from: {', '.join(self._header.unknown)}")
        if self._header.missing:
            self.notes.append(f"columns that the file does not have, NULL: {', '.join(self._header.missing)}")
        if self._failed:
            counts = ", ".join(f"{element} {count:,}" for element, count in sorted(self._failed.items()))
            self.notes.append(f"values that NOAA's own quality check failed, NULL: {counts}")


def read_daily(
    file: BinaryIO, key: str, units: Units = "imperial", limits: LoadLimits | None = None
) -> DailySummaries:
    """The days of an open, seekable file, gzip or plain; iterate it: `ClimateDay` or `Rejection`.

    `units` are those that the file was ordered in; CDO's web form calls imperial "standard". A line that is
    no day is a Rejection of that line; a file that is none, cannot be read to its end, or of which too much
    is bad, is one Rejection of the whole file and nothing else. `.notes` say which columns were not read,
    which are not there, and how many values a quality flag has made NULL.
    """
    return DailySummaries(file, key, limits or LoadLimits(), units)


@lru_cache(maxsize=100_000)
def _read_value(element: str, text: str, units: Units) -> Value:
    if element in MEASURES:
        _, measure = MEASURES[element]
        return measure.read(element, text, units)
    if text not in _WEATHER:
        raise BadRecord("not-a-flag", element, shown(text), "1, or nothing where it was not observed")
    return _WEATHER[text]


def _has_failed(attributes: str) -> bool:
    """Whether the quality flag, second of "measurement,quality,source[,time]", is set."""
    flags = attributes.split(",")
    return len(flags) > 1 and bool(flags[1].strip())
