"""Lines of ghcnd-stations.txt: columns by character, and what is said of lines that have others."""

from __future__ import annotations

import gzip
import io
from dataclasses import astuple
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amzn_review.batch.batch_counts import Rejection
from amzn_review.climate.station_list import Station, read_stations

# NOAA's own lines, but for the last: a made-up station abroad, whose elevation nobody knows.
PARK = "USW00094728  40.7789  -73.9692   39.6 NY NEW YORK CNTRL PK TWR              HCN 72506"
QUEBEC = "CA1QC000039  46.8479  -71.2306   23.5 QC QUéBEC 4.1 N                               "
ABROAD = "GME00000001 -48.0001   11.1333 -999.9    BAD TÖLZ                       GSN     10001"
GOOD = [PARK, QUEBEC, ABROAD]


def read(
    lines: list[str] | bytes, key: str = "metadata/climate/ghcnd-stations.txt"
) -> list[Station | Rejection]:
    content = lines if isinstance(lines, bytes) else "".join(line + "\n" for line in lines).encode()
    return list(read_stations(io.BytesIO(content), key))


EXPECTED = [
    (1, "USW00094728", "NEW YORK CNTRL PK TWR", -73.9692, 40.7789, 39.6, "NY", "US"),
    (2, "CA1QC000039", "QUéBEC 4.1 N", -71.2306, 46.8479, 23.5, "QC", "CA"),
    (3, "GME00000001", "BAD TÖLZ", 11.1333, -48.0001, None, None, "GM"),
]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(GOOD).encode(),
        ("\ufeff" + "\r\n".join(GOOD) + "\r\n").encode(),
        "".join(line.rstrip() + "\n" for line in GOOD).encode(),
        gzip.compress("\n".join(GOOD).encode()),
    ],
    ids=["plain", "BOM and CR LF", "blanks at the end cut off", "gzip"],
)
def test_columns_are_those_of_the_readme(content: bytes) -> None:
    assert [astuple(station) for station in read(content)] == EXPECTED


def changed(first: int, text: str) -> str:
    """Another station's line, with `text` from column `first` on."""
    line = PARK.replace("USW00094728", "USW00094729")
    return line[: first - 1] + text + line[first - 1 + len(text) :]


BAD_LINES = {
    "tabs": ("US1\t40.7\t-73.9", "line: found a tab at column 4, expected columns of fixed width"),
    "short": ("USW00094729  40.7789  -73.9692", "line: found 30 characters, expected at least 42"),
    "id": (
        changed(1, "usw00094729"),
        "ID (columns 1-11): found 'usw00094729', expected 11 characters such as",
    ),
    "id with a blank": (changed(3, " "), "ID (columns 1-11): found 'US 00094729', expected 11 characters"),
    "station twice": (
        PARK,
        "ID (columns 1-11): found USW00094728, expected each station once a list (repeated).",
    ),
    "latitude": (
        changed(13, " 90.0001"),
        "LATITUDE (columns 13-20): found 90.0001, expected -90 to 90 (out-of-range).",
    ),
    "longitude first": (
        changed(13, "-123.2833 40.77"),
        "column 21: found '3', expected a blank (wrong-column).",
    ),
    "latitude in words": (
        changed(13, " 40.77 N"),
        "LATITUDE (columns 13-20): found '40.77 N', expected a number such as",
    ),
    "no latitude": (changed(13, " " * 8), "LATITUDE (columns 13-20): found '', expected a number such as"),
    "longitude": (
        changed(22, "-180.0001"),
        "LONGITUDE (columns 22-30): found -180.0001, expected -180 to 180",
    ),
    "elevation": (changed(32, "9999.9"), "ELEVATION (columns 32-37): found 9999.9, expected -999.9 to 9,000"),
    "no name": (
        changed(42, " " * 30),
        "NAME (columns 42-71): found blanks, expected the station's name (empty).",
    ),
    "shifted by one": (
        " " + changed(1, "USW00094729"),
        "column 12: found '9', expected a blank (wrong-column).",
    ),
    "NUL": (changed(45, "\0"), "line: found a NUL at column 45, expected text without it (nul-character)."),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_told_by_its_number_and_column_and_the_others_stay(name: str) -> None:
    bad, sentence = BAD_LINES[name]
    first, rejection, last = read([PARK, bad, QUEBEC])
    assert isinstance(rejection, Rejection)
    assert (rejection.line_number, rejection.is_whole_file) == (2, False)
    assert str(rejection.bad).startswith(sentence), str(rejection.bad)
    assert isinstance(first, Station)
    assert isinstance(last, Station)
    assert [station.station_id for station in (first, last)] == ["USW00094728", "CA1QC000039"]


def test_a_byte_that_is_not_utf_8_costs_its_line_and_not_the_file() -> None:
    latin = QUEBEC.replace("CA1QC000039", "CA1QC000040").encode("latin-1")
    first, rejection, last = read(PARK.encode() + b"\n" + latin + b"\n" + QUEBEC.encode())
    assert isinstance(rejection, Rejection)
    assert str(rejection) == (
        "'metadata/climate/ghcnd-stations.txt' line 2: "
        r"line: found the byte b'\xe9' at column 44, expected text in UTF-8 (not-utf-8)."
    )
    assert (first, last) == (read([PARK])[0], Station(*((3, *EXPECTED[1][1:]))))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (gzip.compress(PARK.encode())[:-9], "truncated-gzip"),
        ("STATION,DATE,PRCP\n" + "USW00094728,2013-01-01,0\n" * 20, "too-short"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_rejection_and_no_station(content: bytes | str, reason: str) -> None:
    (rejection,) = read(content.encode() if isinstance(content, str) else content)
    assert isinstance(rejection, Rejection)
    assert (rejection.line_number, rejection.is_whole_file, rejection.bad.reason) == (0, True, reason)


LETTERS = st.characters(categories=["L", "N", "P"], include_characters=" ")


@settings(deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[A-Z]{2}[A-Za-z0-9_-]{9}", fullmatch=True),
        st.tuples(
            st.decimals(-90, 90, places=4),
            st.decimals(-180, 180, places=4),
            st.decimals("-999.9", 8999, places=1),
            st.sampled_from(["NY", "QC", "  "]),
            st.text(LETTERS, min_size=1, max_size=30).filter(str.strip),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_whatever_is_written_is_read(
    stations: dict[str, tuple[Decimal, Decimal, Decimal, str, str]],
) -> None:
    lines = [
        f"{key} {latitude:8} {longitude:9} {elevation:6} {state} {name:<30} GSN HCN 72506"
        for key, (latitude, longitude, elevation, state, name) in stations.items()
    ]
    expected = [
        (
            number, key, name.strip(), float(longitude), float(latitude),
            None if str(elevation) == "-999.9" else float(elevation),
            state.strip() or None, key[:2],
        )
        for number, (key, (latitude, longitude, elevation, state, name))
        in enumerate(stations.items(), start=1)
    ]  # fmt: skip
    assert [astuple(station) for station in read(lines)] == expected
