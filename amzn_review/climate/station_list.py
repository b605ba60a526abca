"""Weather stations as GHCN-Daily lists them: ghcnd-stations.txt, fixed width, latitude first.

Columns: https://www.ncei.noaa.gov/pub/data/ghcn/daily/readme.txt, section IV. They count characters, not
bytes: a name may hold any letter of UTF-8.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from amzn_review.climate.climate_file import ClimateFile
from amzn_review.climate.climate_line import decoded
from amzn_review.load_limits import LoadLimits
from text_files.bad_record import BadRecord, shown

STATION_ID = re.compile(r"[A-Z]{2}[A-Za-z0-9_-]{9}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,4}(\.\d{1,4})?", re.ASCII)
_UNKNOWN_ELEVATION = -999.9
_SEPARATORS = (12, 21, 31, 38, 41, 72, 76, 80)  # columns that hold a blank


class _NumberColumn(NamedTuple):
    """Where a number stands, columns from 1, and its bounds."""

    name: str
    first: int
    last: int
    least: float
    most: float


_LATITUDE = _NumberColumn("LATITUDE", 13, 20, -90, 90)
_LONGITUDE = _NumberColumn("LONGITUDE", 22, 30, -180, 180)
_ELEVATION = _NumberColumn("ELEVATION", 32, 37, _UNKNOWN_ELEVATION, 9_000)


@dataclass(frozen=True, slots=True)
class Station:
    """A row of table stations: degrees (north and east positive), metres; None: the list does not say.

    `country` is the FIPS 10-4 code that the id begins with, not ISO 3166's: GM is Germany.
    """

    line_number: int
    station_id: str
    name: str
    longitude: float
    latitude: float
    elevation: float | None
    state: str | None
    country: str


@dataclass
class StationList(ClimateFile[Station]):
    """The stations of a list; a second line of the same station is bad."""

    _seen: set[str] = field(default_factory=set, repr=False)

    def _begin(self, lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        self._seen.clear()
        return lines

    def _record(self, number: int, line: bytes) -> Station:
        station = _station(number, decoded(line))
        if station.station_id in self._seen:
            raise BadRecord("repeated", _place("ID", 1, 11), station.station_id, "each station once a list")
        self._seen.add(station.station_id)
        return station


def read_stations(
    file: BinaryIO, key: str = "ghcnd-stations.txt", limits: LoadLimits | None = None
) -> StationList:
    """The stations of an open, seekable file, gzip or plain; iterate it: `Station` or `Rejection`.

    A line that is no station is a Rejection of that line; a file that cannot be read to its end, or of which
    too much is bad, is one Rejection of the whole file and nothing else. `key` is its name below uploaded/.
    """
    return StationList(file, key, limits or LoadLimits())


def _station(number: int, line: str) -> Station:
    if "\t" in line:
        found = f"a tab at column {line.index(chr(9)) + 1}"
        raise BadRecord("wrong-delimiter", "line", found, "columns of fixed width, filled with blanks")
    if len(line) < 42:
        raise BadRecord("too-short", "line", f"{len(line)} characters", "at least 42, to where NAME begins")
    for column in _SEPARATORS:
        if line[column - 1 : column].strip():
            raise BadRecord("wrong-column", f"column {column}", shown(line[column - 1]), "a blank")
    station_id = line[:11]
    if not STATION_ID.fullmatch(station_id):
        raise BadRecord(
            "bad-station-id", _place("ID", 1, 11), shown(station_id), "11 characters such as USW00094728"
        )
    elevation = _number(line, _ELEVATION)
    return Station(
        line_number=number,
        station_id=station_id,
        name=_name(line),
        longitude=_number(line, _LONGITUDE),
        latitude=_number(line, _LATITUDE),
        elevation=None if math.isclose(elevation, _UNKNOWN_ELEVATION) else elevation,
        state=line[38:40].strip() or None,
        country=station_id[:2],
    )


def _name(line: str) -> str:
    name = line[41:71].strip()
    if not name:
        raise BadRecord("empty", _place("NAME", 42, 71), "blanks", "the station's name")
    return name


def _number(line: str, column: _NumberColumn) -> float:
    text = line[column.first - 1 : column.last].strip()
    place = _place(column.name, column.first, column.last)
    if not _NUMBER.fullmatch(text):
        raise BadRecord("not-a-number", place, shown(text), "a number such as -73.9692")
    value = float(text)
    if not column.least <= value <= column.most:
        raise BadRecord("out-of-range", place, text, f"{column.least:,} to {column.most:,}")
    return value + 0.0  # no minus before a zero


def _place(name: str, first: int, last: int) -> str:
    return f"{name} (columns {first}-{last})"
