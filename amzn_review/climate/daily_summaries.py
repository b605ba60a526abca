"""Daily climate as Climate Data Online (CDO) exports it: one line a station and day, columns by name.

Elements, flags and units: https://www.ncei.noaa.gov/pub/data/cdo/documentation/GHCND_documentation.pdf and
https://www.ncei.noaa.gov/pub/data/ghcn/daily/readme.txt, section III. docs/climate.md says what is made of
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import BinaryIO

from amzn_review.climate.climate_file import ClimateFile
from amzn_review.climate.climate_line import Line, read_climate_lines
from amzn_review.climate.climate_reading import ClimateReading, find_reading
from amzn_review.climate.daily_header import (
    NAMES_ENCODING,
    DailyHeader,
    date_of,
    fields_of,
    read_header,
    station_of,
)
from amzn_review.climate.units.measure import ELEMENTS, MEASURES, Units
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.load_limits import LoadLimits
from text_files.bad_record import BadRecord, shown

Value = float | bool | None
_FIRST_DAY = date(1700, 1, 1)  # GHCN-Daily begins in 1763
_WEATHER = {"1": True, "1.0": True, "1.00": True, "0": False, "0.0": False, "0.00": False}
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
    """The days of a file; a second line of the same station and day is bad. `today` bounds the dates.

    `setting` is CLIMATE_UNITS. `reading` says how the file was read, once its first row is given; None: it
    was set aside.
    """

    setting: UnitsSetting = "auto"
    reading: ClimateReading | None = field(default=None, init=False)
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    _header: DailyHeader = field(init=False, repr=False)
    _units: Units = field(default="metric", init=False, repr=False)
    # A bit for each day of a station's year: a file may hold millions of days.
    _seen: dict[tuple[str, int], int] = field(default_factory=dict, init=False, repr=False)
    _failed: Counter[str] = field(default_factory=Counter, init=False, repr=False)

    def _require_good(self) -> None:
        """Raises BadRecord when the file is not one, its unit is not clear, or too much of it is bad."""
        lines = self._begin(read_climate_lines(self.file, self.key, self.limits.max_line_bytes))
        reading = find_reading(self.key, self._header, lines, self.setting)
        self._units = reading.units
        super()._require_good()
        self.reading = reading

    def _begin(self, lines: Iterator[Line]) -> Iterator[Line]:
        self._seen.clear()
        self._failed.clear()
        self._header = read_header(next((line for _, line in lines), b""))
        first = next(lines, None)
        if first is None:
            return lines
        self._header.refuse_other_rows(first[1])
        return chain([first], lines)

    def _record(self, number: int, line: bytes) -> ClimateDay:
        fields = fields_of(line, NAMES_ENCODING)
        header = self._header
        header.require_width(fields)
        station_id = station_of(fields[header.station])
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
        day = date_of(text)
        latest = self.today + timedelta(days=1)  # time zones
        if not _FIRST_DAY <= day <= latest:
            raise BadRecord("out-of-range", "DATE", shown(text), f"{_FIRST_DAY} to {latest}")
        return day

    def _value(self, element: str, fields: list[str]) -> Value:
        text = self._header.text(element, fields)
        if text is None:
            return None
        if self._header.has_failed(element, fields):
            self._failed[element] += 1
            return None
        return _read_value(element, text, self._units)

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
    file: BinaryIO, key: str, setting: UnitsSetting = "auto", limits: LoadLimits | None = None
) -> DailySummaries:
    """The days of an open, seekable file, gzip or plain; iterate it: `ClimateDay` or `Rejection`.

    The file itself says in which units it is; `setting` is what the user says, and a file that speaks
    against it is refused. A line that is no day is a Rejection of that line; a file that is none, whose
    units are not clear, that cannot be read to its end, or of which too much is bad, is one Rejection of the
    whole file and nothing else. `.reading` says how it was read; `.notes` which columns were not read, which
    are not there, and how many values a quality flag has made NULL.
    """
    return DailySummaries(file, key, limits or LoadLimits(), setting)


@lru_cache(maxsize=100_000)
def _read_value(element: str, text: str, units: Units) -> Value:
    if element in MEASURES:
        _, measure = MEASURES[element]
        return measure.read(element, text, units)
    if text not in _WEATHER:
        raise BadRecord("not-a-flag", element, shown(text), "1, or nothing where it was not observed")
    return _WEATHER[text]
