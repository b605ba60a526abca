"""The header of a CDO file: which column holds what, by name, in whatever order."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from amzn_review.climate.climate_line import decoded
from amzn_review.climate.measure import ELEMENTS
from amzn_review.records.bad_record import BadRecord, shown

_SUFFIX = "_ATTRIBUTES"
_KEYS = ("STATION", "DATE")
# The station list says these better, so their being there is no news.
_OF_THE_STATION = ("NAME", "STATION_NAME", "LATITUDE", "LONGITUDE", "ELEVATION")
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class DailyHeader:
    """Places in a line, from 0: of the key, of each element, of each element's attributes.

    `unknown` are the columns that nothing is read from, in the file's order; `missing` the elements that the
    file does not have.
    """

    width: int
    station: int
    date: int
    elements: dict[str, int]
    attributes: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def fields_of(line: bytes) -> list[str]:
    """The values of one line, unquoted and stripped, blanks around quotes too. Raises BadRecord.

    No value of CDO holds a line end, so that a quote that is never closed costs its line and no other.
    """
    try:
        (fields,) = csv.reader((decoded(line),), skipinitialspace=True)
    except csv.Error as error:
        raise BadRecord("not-csv", "line", shown(str(error)), "comma-separated values") from error
    return [field.strip() for field in fields]


def read_header(line: bytes) -> DailyHeader:
    """The header of a file. Raises BadRecord, a fault of the whole file.

    Reasons: wrong-delimiter, missing-column, repeated-column, not-csv, not-utf-8, nul-character.
    """
    names = [name.upper() for name in fields_of(line)]
    if len(names) == 1:
        for delimiter, plural in _OTHER_DELIMITERS.items():
            if delimiter in names[0]:
                raise BadRecord("wrong-delimiter", "header", f"values between {plural}", "commas")
    for key in _KEYS:
        if key not in names:
            raise BadRecord("missing-column", key, f"the header {shown(names)}", f"a column {key}")
    attributes = [element + _SUFFIX for element in ELEMENTS]
    known = (*_KEYS, *ELEMENTS, *attributes)
    repeated = [name for name, count in Counter(names).items() if count > 1 and name in known]
    if repeated:
        raise BadRecord("repeated-column", repeated[0], "that column more than once", "each column once")
    return DailyHeader(
        width=len(names),
        station=names.index("STATION"),
        date=names.index("DATE"),
        elements=_places(names, ELEMENTS, ""),
        attributes=_places(names, ELEMENTS, _SUFFIX),
        unknown=tuple(
            dict.fromkeys(
                name
                for name in names
                if name and name not in {*known, *_OF_THE_STATION} and not name.endswith(_SUFFIX)
            )
        ),
        missing=tuple(element for element in ELEMENTS if element not in names),
    )


def _places(names: Sequence[str], elements: Sequence[str], suffix: str) -> dict[str, int]:
    return {element: names.index(element + suffix) for element in elements if element + suffix in names}
