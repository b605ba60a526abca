"""Files of days that are none, or hold lines that are none: what is said of each, and the rest is read."""

from __future__ import annotations

import gzip
import io
from datetime import date, timedelta

import pytest

from amzn_review.batch.batch_counts import Rejection
from amzn_review.climate.daily_summaries import ClimateDay, DailySummaries, read_daily
from amzn_review.load_limits import LoadLimits
from text_files.bad_record import BadRecord

HEADER = b"STATION,NAME,DATE,AWND,PRCP,SNOW,SNWD,TMAX,TMIN,WT01,TMAX_ATTRIBUTES\n"
GOOD = (
    b'"USW00094728","NY CITY CENTRAL PARK, NY US","2013-01-01",'
    b'"8.50","0.00","0.0","0.0","25","11","1",",,W"\n'
)
TOMORROW = date.today() + timedelta(days=2)  # noqa: DTZ011 - two days beyond any time zone's today


def day(**changes: str) -> bytes:
    """A line of another day, some of its values changed."""
    values = {
        "STATION": "USW00094728", "NAME": "NY CITY CENTRAL PARK, NY US", "DATE": "2013-01-02", "AWND": "8.50",
        "PRCP": "0.00", "SNOW": "0.0", "SNWD": "0.0", "TMAX": "25", "TMIN": "11", "WT01": "", "FLAGS": ",,W",
    } | changes  # fmt: skip
    return ",".join(f'"{value}"' for value in values.values()).encode() + b"\n"


def read(content: bytes, key: str = "climate/a.csv") -> DailySummaries:
    return read_daily(io.BytesIO(content), key)


# The line; what `str()` of the reason says.
BAD_LINES = {
    "word": (day(PRCP="none"), "PRCP: found 'none', expected a decimal number such as -3.5 (not-a-number)."),
    "comma": (day(TMAX="25,5"), "TMAX: found '25,5', expected a decimal number such as -3.5 (not-a-number)."),
    "exponent": (
        day(SNWD="1e3"),
        "SNWD: found '1e3', expected a decimal number such as -3.5 (not-a-number).",
    ),
    "nan": (day(AWND="NaN"), "AWND: found 'NaN', expected a decimal number such as -3.5 (not-a-number)."),
    "infinity": (
        day(TMIN="-inf"),
        "TMIN: found '-inf', expected a decimal number such as -3.5 (not-a-number).",
    ),
    "arabic digits": (
        day(PRCP="٣"),
        r"PRCP: found '\u0663', expected a decimal number such as -3.5 (not-a-number).",
    ),
    "below zero": (day(PRCP="-0.01"), "PRCP: found '-0.01', expected 0 to 2,500 mm when read as imperial"),
    "tenths": (day(TMAX="256"), "TMAX: found '256', expected -100 to 70 °C when read as imperial"),
    "storm": (day(AWND="300"), "AWND: found '300', expected 0 to 120 m/s when read as imperial"),
    "min above max": (
        day(TMAX="11", TMIN="25"),
        "TMIN: found TMIN 25 and TMAX 11, expected TMIN at most TMAX (min-above-max).",
    ),
    "no such day": (
        day(DATE="2013-02-29"),
        "DATE: found '2013-02-29', expected a day that the calendar has (not-a-date).",
    ),
    "month 13": (
        day(DATE="2013-13-01"),
        "DATE: found '2013-13-01', expected a day that the calendar has (not-a-date).",
    ),
    "American day": (
        day(DATE="01/02/2013"),
        "DATE: found '01/02/2013', expected a day such as 2013-01-31 (not-a-date).",
    ),
    "day with an hour": (
        day(DATE="2013-01-02T07:00:00"),
        "DATE: found '2013-01-02T07:00:00', expected a day such as 2013-01-31 (not-a-date).",
    ),
    "no day": (day(DATE=""), "DATE: found '', expected a day such as 2013-01-31 (not-a-date)."),
    "future": (day(DATE=str(TOMORROW)), f"DATE: found '{TOMORROW}', expected 1700-01-01 to "),
    "long ago": (day(DATE="0001-01-01"), "DATE: found '0001-01-01', expected 1700-01-01 to "),
    "no station": (
        day(STATION=""),
        "STATION: found '', expected 11 characters such as USW00094728 (bad-station-id).",
    ),
    "station too long": (
        day(STATION="USW000947280"),
        "STATION: found 'USW000947280', expected 11 characters such as USW00094728 (bad-station-id).",
    ),
    "same day again": (
        day(DATE="2013-01-01", TMAX="26"),
        "DATE: found a second line of USW00094728 2013-01-01, "
        "expected each station and day once a file (repeated).",
    ),
    "a value short": (
        b"USW00094728,NY,2013-01-02,8.50\n",
        "line: found 4 values, expected 11, as the header has (wrong-width).",
    ),
    "a value more": (
        day()[:-1] + b',"1"\n',
        "line: found 12 values, expected 11, as the header has (wrong-width).",
    ),
    "open quote": (
        b'"USW00094728,"NY,2013-01-02,8.50,0,0,0,25,11,,\n',
        "line: found 10 values, expected 11, as the header has (wrong-width).",
    ),
    "weather in words": (
        day(WT01="yes"),
        "WT01: found 'yes', expected 1, or nothing where it was not observed (not-a-flag).",
    ),
    "NUL": (
        b"USW00094728,N\0Y,2013-01-02,8.50,0,0,0,25,11,,\n",
        "line: found a NUL at column 14, expected text without it (nul-character).",
    ),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_told_by_its_number_and_column_and_the_others_stay(name: str) -> None:
    bad, sentence = BAD_LINES[name]
    first, rejection, last = read(HEADER + GOOD + bad + day(DATE="2013-01-03"))
    assert isinstance(rejection, Rejection)
    assert (rejection.source_key, rejection.line_number, rejection.is_whole_file) == (
        "climate/a.csv",
        3,
        False,
    )
    said = str(rejection.bad)
    assert (said if sentence.endswith(".") else said[: len(sentence)]) == sentence
    assert isinstance(first, ClimateDay)
    assert isinstance(last, ClimateDay)
    assert [(first.line_number, first.day), (last.line_number, last.day)] == [
        (2, date(2013, 1, 1)),
        (4, date(2013, 1, 3)),
    ]


WHOLE = gzip.compress(HEADER + GOOD, mtime=0)
# The file's name and bytes; reason, field and what was found.
BAD_FILES = {
    "nothing": ("a.csv", b"", ("empty", "file", "nothing")),
    "blank lines": ("a.csv", b"\n \r\n\n", ("empty", "file", "3 blank lines")),
    "byte order mark alone": ("a.csv", b"\xef\xbb\xbf\n", ("missing-column", "STATION", "the header []")),
    "header alone": ("a.csv", HEADER, ("empty", "file", "no line after the header")),
    "no station": (
        "a.csv",
        b"NAME,DATE,PRCP\nNY,2013-01-01,0\n",
        ("missing-column", "STATION", "the header ['NAME', 'DATE', 'PRCP']"),
    ),
    "no day": (
        "a.csv",
        b"STATION,PRCP\nUSW00094728,0\n",
        ("missing-column", "DATE", "the header ['STATION', 'PRCP']"),
    ),
    "no header": ("a.csv", GOOD, ("missing-column", "STATION", None)),
    "semicolons": (
        "a.csv",
        b"STATION;DATE;PRCP\nUSW00094728;2013-01-01;0\n",
        ("wrong-delimiter", "header", "values between semicolons"),
    ),
    "tabs": (
        "a.csv",
        b"STATION\tDATE\nUSW00094728\t2013-01-01\n",
        ("wrong-delimiter", "header", "values between tabs"),
    ),
    "column twice": (
        "a.csv",
        b"STATION,DATE,TMAX,TMAX\nUSW00094728,2013-01-01,1,2\n",
        ("repeated-column", "TMAX", "that column more than once"),
    ),
    "UTF-16": (
        "a.csv",
        (HEADER + GOOD).decode().encode("utf-16"),
        ("not-utf-8", "line", r"the byte b'\xff' at column 1"),
    ),
    "old line ends": ("a.csv", HEADER.replace(b"\n", b"\r") + GOOD, ("not-csv", "line", None)),
    "a page of the web": (
        "a.csv",
        b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>\n",
        ("missing-column", "STATION", "the header ['<!DOCTYPE HTML>']"),
    ),
    "gzip cut off": ("a.csv.gz", WHOLE[:-12], ("truncated-gzip", "file", None)),
    "gzip damaged": ("a.csv.gz", WHOLE[:-6] + b"\0\0\0\0" + WHOLE[-2:], ("damaged-gzip", "file", None)),
    "no gzip": ("a.csv.gz", HEADER + GOOD, ("not-gzip", "file", "a file that begins with b'ST'")),
    "nearly all bad": (
        "a.csv",
        HEADER + GOOD + b"".join(day(DATE=f"2013-02-{number:02}", TMAX="x") for number in range(1, 15)),
        ("not-a-number", "TMAX", "14 bad lines of 15; line 3: 'x'"),
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_rejection_and_no_day(name: str) -> None:
    file_name, content, (reason, field, found) = BAD_FILES[name]
    (rejection,) = read(content, f"climate/{file_name}")
    assert isinstance(rejection, Rejection)
    assert (rejection.line_number, rejection.is_whole_file) == (0, True)
    assert (rejection.bad.reason, rejection.bad.field) == (reason, field)
    assert found in (None, rejection.bad.found)


def test_a_few_bad_lines_of_a_small_file_do_not_condemn_it() -> None:
    content = HEADER + GOOD + b"".join(day(DATE="2013-02-30") for _ in range(9))
    assert [isinstance(found, ClimateDay) for found in read(content)] == [True] + [False] * 9


def test_a_line_without_end_is_refused() -> None:
    endless = io.BytesIO(HEADER + b"x" * 5_000)
    (rejection,) = read_daily(endless, "climate/a.csv", limits=LoadLimits(max_line_bytes=1_000))
    assert isinstance(rejection, Rejection)
    assert isinstance(rejection.bad, BadRecord)
    assert rejection.bad.reason == "oversized"


def test_a_day_comes_back_after_others_of_its_station_and_another_station_has_its_own() -> None:
    lines = [
        day(DATE="2013-01-05"),
        day(DATE="2013-01-06"),
        day(DATE="2014-01-05"),
        day(DATE="2013-01-05", STATION="USW00094846"),
        day(DATE="2013-01-05"),
        day(DATE="2013-01-06"),
    ]
    found = list(read(HEADER + b"".join(lines)))
    assert [item.bad.reason if isinstance(item, Rejection) else None for item in found] == [
        None, None, None, None, "repeated", "repeated",
    ]  # fmt: skip
