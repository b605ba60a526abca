"""The header of a CDO file: which column holds what, by name, in whatever order."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from amzn_review.climate.climate_line import decoded
from amzn_review.climate.daily_layout import FLAG_COLUMNS, layout_of, refuse_other_layouts, refuse_other_rows
from amzn_review.climate.station_list import STATION_ID
from amzn_review.climate.units.measure import ELEMENTS, Units
from text_files.bad_record import BadRecord, shown

_SUFFIX = "_ATTRIBUTES"
_KEYS = ("STATION", "DATE")
# The station list says these better, so their being there is no news.
_OF_THE_STATION = ("NAME", "STATION_NAME", "LATITUDE", "LONGITUDE", "ELEVATION")
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


NAMES_ENCODING = "latin-1"  # of the stations' names, which nobody reads, in the files of some years
_MISSING = frozenset({"", "-9999", "-9999.0", "-9999.00"})  # earlier exports of CDO write a number
_LATITUDE = re.compile(r"[+-]?\d{1,2}(\.\d+)?", re.ASCII)
# CDO's form writes 2013-01-31, its web service adds the time, and exports before 2014 had 20130131.
_DATE = re.compile(r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_STATION_PREFIX = "GHCND:"  # CDO's web service, and its earlier exports, put the data set before the id
_UNIT_WORDS: tuple[tuple[Units, re.Pattern[str]], ...] = (
    ("tenths", re.compile(r"TENTHS")),
    ("imperial", re.compile(r"\b(INCH(ES)?|IN|(DEG(REES?)? ?)?(FAHRENHEIT|F)|MPH|MILES.*)\b")),
    ("metric", re.compile(r"\b(MM|MILLIMET(ER|RE)S?|(DEG(REES?)? ?)?(CELSIUS|C)|M/S|MET(ER|RE)S.*)\b")),
)


@dataclass(frozen=True)
class DailyHeader:
    """Places in a line, from 0: of the key, of each element, of each element's flags.

    `attributes` are columns "measurement,quality,source[,time]", `quality` those of the quality flag alone.
    `layout` is the layout's name, `declared` the units that names of columns say in brackets. `unknown` are
    the columns that nothing is read from, in the file's order; `missing` the elements that the file does not
    have.
    """

    layout: str
    declared: frozenset[Units]
    width: int
    station: int
    date: int
    latitude: int | None
    elements: dict[str, int]
    attributes: dict[str, int]
    quality: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    def require_width(self, fields: Sequence[str]) -> None:
        """Raises BadRecord: wrong-width."""
        if len(fields) != self.width:
            raise BadRecord(
                "wrong-width", "line", f"{len(fields)} values", f"{self.width}, as the header has"
            )

    def refuse_other_rows(self, line: bytes) -> None:
        """Raises BadRecord, other-layout, for a first row of another of NOAA's layouts: the file's fault.

        A row that is none is not judged here.
        """
        try:
            fields = fields_of(line, NAMES_ENCODING)
            self.require_width(fields)
        except BadRecord:
            return
        refuse_other_rows(fields[self.station], fields[self.date])

    def text(self, element: str, fields: Sequence[str]) -> str | None:
        """What stands there for an element; None where the line, or the file, does not say."""
        place = self.elements.get(element)
        return None if place is None or fields[place] in _MISSING else fields[place]

    def has_failed(self, element: str, fields: Sequence[str]) -> bool:
        """Whether the quality flag of an element is set: the value has failed one of NOAA's own checks."""
        if element in self.quality and fields[self.quality[element]]:
            return True
        if element not in self.attributes:
            return False
        flags = fields[self.attributes[element]].split(",")
        return len(flags) > 1 and bool(flags[1].strip())

    def latitude_of(self, fields: Sequence[str]) -> float | None:
        """Degrees, north positive; None where the file does not say, or says what no latitude is."""
        if self.latitude is None or not _LATITUDE.fullmatch(fields[self.latitude]):
            return None
        latitude = float(fields[self.latitude])
        return latitude if -90 <= latitude <= 90 else None


def fields_of(line: bytes, otherwise: str | None = None) -> list[str]:
    """The values of one line, unquoted and stripped, blanks around quotes too. Raises BadRecord.

    No value of CDO holds a line end, so that a quote that is never closed costs its line and no other.
    `otherwise` is the encoding of a line that is not UTF-8.
    """
    try:
        (fields,) = csv.reader((decoded(line, otherwise),), skipinitialspace=True)
    except csv.Error as error:
        raise BadRecord("not-csv", "line", shown(str(error)), "comma-separated values") from error
    return [field.strip() for field in fields]


def read_header(line: bytes) -> DailyHeader:
    """The header of a file. Raises BadRecord, a fault of the whole file.

    Reasons: other-layout, wrong-delimiter, missing-column, repeated-column, not-csv, nul-character.
    """
    written = [name.upper() for name in fields_of(line)]
    names = [_before_brackets(name)[0] for name in written]
    refuse_other_layouts(decoded(line), names)
    if len(names) == 1:
        for delimiter, plural in _OTHER_DELIMITERS.items():
            if delimiter in names[0]:
                raise BadRecord("wrong-delimiter", "header", f"values between {plural}", "commas")
    for key in _KEYS:
        if key not in names:
            raise BadRecord("missing-column", key, f"the header {shown(names)}", f"a column {key}")
    if not set(names).intersection(ELEMENTS):
        raise BadRecord(
            "missing-column",
            "header",
            f"the header {shown(names)}",
            "a column of weather, such as PRCP or TMAX",
        )
    attributes = [element + _SUFFIX for element in ELEMENTS]
    known = (*_KEYS, *ELEMENTS, *attributes)
    repeated = [name for name, count in Counter(names).items() if count > 1 and name in known]
    if repeated:
        raise BadRecord("repeated-column", repeated[0], "that column more than once", "each column once")
    return DailyHeader(
        layout=layout_of(names),
        declared=_declared(written),
        width=len(names),
        station=names.index("STATION"),
        date=names.index("DATE"),
        latitude=names.index("LATITUDE") if "LATITUDE" in names else None,
        elements=_places(names, ELEMENTS, ""),
        attributes=_places(names, ELEMENTS, _SUFFIX),
        quality=_quality(names),
        unknown=tuple(
            dict.fromkeys(
                name
                for name in names
                if name
                and name not in {*known, *_OF_THE_STATION, *FLAG_COLUMNS}
                and not name.endswith(_SUFFIX)
            )
        ),
        missing=tuple(element for element in ELEMENTS if element not in names),
    )


def station_of(text: str) -> str:
    """The station's id. Raises BadRecord: bad-station-id."""
    station_id = text.removeprefix(_STATION_PREFIX)
    if not STATION_ID.fullmatch(station_id):
        raise BadRecord("bad-station-id", "STATION", shown(station_id), "11 characters such as USW00094728")
    return station_id


def date_of(text: str) -> date:
    """The day, in any form that CDO has used. Raises BadRecord: not-a-date."""
    parts = _DATE.fullmatch(text)
    if not parts:
        raise BadRecord("not-a-date", "DATE", shown(text), "a day such as 2013-01-31")
    try:
        return date(int(parts[1]), int(parts[3]), int(parts[4]))
    except ValueError as error:
        raise BadRecord("not-a-date", "DATE", shown(text), "a day that the calendar has") from error


def _declared(written: Sequence[str]) -> frozenset[Units]:
    """The units that the names of elements say in brackets: "PRCP (Inches)"."""
    declared = set()
    for name in written:
        element, in_brackets = _before_brackets(name)
        if element in ELEMENTS:
            declared.update([units for units, words in _UNIT_WORDS if words.search(in_brackets)][:1])
    return frozenset(declared)


def _before_brackets(name: str) -> tuple[str, str]:
    """A column's name, and what CDO has put in brackets after it, "" if nothing.

    By hand: an expression for it takes time that is quadratic in the number of blanks or brackets.
    """
    if not name.endswith((")", "]")):
        return name, ""
    start = max(name.rfind(")", 0, -1), name.rfind("]", 0, -1)) + 1
    opened = [place for place in (name.find("(", start), name.find("[", start)) if place >= 0]
    if not opened:
        return name, ""
    return name[: min(opened)].rstrip(), name[min(opened) + 1 : -1]


def _quality(names: Sequence[str]) -> dict[str, int]:
    """The column "Quality Flag" that follows each element, before the next."""
    places: dict[str, int] = {}
    element = ""
    for place, name in enumerate(names):
        if name == "QUALITY FLAG":
            if element in ELEMENTS:
                places.setdefault(element, place)
        elif name not in FLAG_COLUMNS:
            element = name
    return places


def _places(names: Sequence[str], elements: Sequence[str], suffix: str) -> dict[str, int]:
    return {element: names.index(element + suffix) for element in elements if element + suffix in names}
