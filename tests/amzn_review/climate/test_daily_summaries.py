"""Days of CDO's files, whatever their columns, padding, packing and unit."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amzn_review.climate.daily_summaries import ClimateDay, read_daily
from amzn_review.climate.staged_rows import CLIMATE_COLUMNS, VALUE_COLUMNS, climate_row

STATION = "USW00094728"


def days(content: bytes, key: str = "climate/a.csv") -> list[dict[str, object]]:
    """The values of each day that are not None, by column; few values, in imperial units."""
    found: list[dict[str, object]] = []
    for item in read_daily(io.BytesIO(content), key, "imperial"):
        assert isinstance(item, ClimateDay), item
        row = dict(zip(CLIMATE_COLUMNS, climate_row("b", key, item), strict=True))
        found.append({name: row[name] for name in ("date", *VALUE_COLUMNS) if row[name] is not None})
    return found


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    content = (
        b' tmin , "DATE", PGTM,TMAX , "Station"\n'
        b' -23 , "2019-01-30", "1423" , " -10 " , "GHCND:USW00094728" \n'
    )
    assert days(content) == [{"date": "2019-01-30", "min_temp": -30.56, "max_temp": -23.33}]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfSTATION,DATE,PRCP\r\nUSW00094728,2013-01-01,0.12\r\n",
        b"STATION,DATE,PRCP\nUSW00094728,2013-01-01,0.12",
        b"\nSTATION,DATE,PRCP\n\n\nUSW00094728,2013-01-01,.12\n \n",
        gzip.compress(b"STATION,DATE,PRCP\nUSW00094728,2013-01-01,+0.120\n"),
        gzip.compress(b"STATION,DATE,PRCP\n") + gzip.compress(b"USW00094728,2013-01-01,0.12\n"),
    ],
    ids=["BOM and CR LF", "no last line end", "blank lines", "gzip by its bytes", "two gzip members"],
)
def test_packing_and_line_ends_make_no_difference(content: bytes) -> None:
    assert days(content) == [{"date": "2013-01-01", "precipitation": 3.048}]


def test_each_weather_type_has_its_column_and_nothing_is_not_false() -> None:
    types = [*range(1, 20), 21, 22]
    names = ",".join(f"WT{number:02}" for number in types)
    lines = [
        f"{STATION},{date(2013, 1, 1) + timedelta(days=place)},"
        + ",".join("1" if at == place else "" for at in range(21))
        for place in range(21)
    ]
    content = f"STATION,DATE,{names}\n" + "\n".join(lines) + "\n"
    assert [day.keys() - {"date"} for day in days(content.encode())] == [
        {f"wt{number:02}"} for number in types
    ]
    assert all(True in day.values() for day in days(content.encode()))


def test_a_value_that_failed_noaas_check_is_null_and_counted() -> None:
    content = (
        b"STATION,DATE,TMAX,TMAX_ATTRIBUTES,PRCP,PRCP_ATTRIBUTES,WSF2,WSF2_ATTRIBUTES\n"
        b'USW00094728,2013-01-01,60,",I,W",0.00,"T,,0,2400",9,",,W"\n'
        b'USW00094728,2013-01-02,40,",,W",0.10,",,0",9,\n'
    )
    assert days(content) == [
        {"date": "2013-01-01", "precipitation": 0.0},
        {"date": "2013-01-02", "max_temp": 4.44, "precipitation": 2.54},
    ]
    found = read_daily(io.BytesIO(content), "climate/a.csv")
    assert len(list(found)) == 2
    unknown, missing, failed = found.notes
    assert unknown == "columns that nothing is read from: WSF2"
    assert missing.startswith(
        "columns that the file does not have, NULL: AWND, SNOW, SNWD, TAVG, TMIN, WT01,"
    )
    assert failed == "values that NOAA's own quality check failed, NULL: TMAX 1"


def test_a_flag_has_a_column_of_its_own_in_older_files() -> None:
    flags = b"Measurement Flag,Quality Flag,Source Flag,Time of Observation"
    content = (
        b"STATION,STATION_NAME,DATE,PRCP," + flags + b",TMAX," + flags + b"\n"
        b"GHCND:USC00999904,FARM,2010-01-01,0.12, , ,7,0700,38, , ,7,0700\n"
        b"GHCND:USC00999904,FARM,20100102,9.99, ,X,7,0700,120, ,I,7,0700\n"
        b"GHCND:USC00999904,FARM,20100103,0.05,T, ,7,0700,-9999, , , ,9999\n"
    )
    assert days(content) == [
        {"date": "2010-01-01", "precipitation": 3.048, "max_temp": 3.33},
        {"date": "2010-01-02"},
        {"date": "2010-01-03", "precipitation": 1.27},
    ]
    found = read_daily(io.BytesIO(content), "climate/a.csv")
    assert len(list(found)) == 3
    assert found.notes[1] == "values that NOAA's own quality check failed, NULL: PRCP 1, TMAX 1"


@pytest.mark.parametrize(
    "written", ["2013-01-02", "20130102", "2013-01-02T00:00:00", "20130102 00:00", "2013-01-02T00:00:00.000"]
)
def test_a_day_is_read_in_each_form_that_cdo_has_used(written: str) -> None:
    content = f"STATION,DATE,PRCP\nUSW00094728,{written},0.12\n".encode()
    assert days(content) == [{"date": "2013-01-02", "precipitation": 3.048}]


def test_names_in_latin_1_and_traces_as_a_letter_are_read() -> None:
    content = 'STATION,NAME,DATE,PRCP,SNOW\nCA1QC000018,"PRÉVOST",2013-01-02,T,T\n'.encode("latin-1")
    assert days(content + b"CA1QC000018,P,2013-01-03,0.12,0.0\n") == [
        {"date": "2013-01-02", "precipitation": 0.0, "snow_fall": 0.0},
        {"date": "2013-01-03", "precipitation": 3.048, "snow_fall": 0.0},
    ]


def test_a_missing_value_is_null_however_it_is_written() -> None:
    content = b'STATION,DATE,TMAX,TMIN,PRCP\nUSW00094728,2013-01-01,,"  ",-9999\n'
    assert days(content) == [{"date": "2013-01-01"}]


@settings(deadline=None)
@given(
    rows=st.dictionaries(
        st.dates(date(1763, 1, 1), date(2024, 2, 29)),
        st.tuples(
            # One with two decimals shows the unit; temperatures are those of one month and place.
            st.integers(0, 899).map(lambda tenths: Fraction(10 * tenths + 7, 100)),
            st.none() | st.integers(20, 60),
            st.none() | st.integers(20, 60),
        ),
        min_size=1,
        max_size=20,
    ),
    order=st.permutations(["STATION", "DATE", "PRCP", "TMIN", "TMAX", "NAME"]),
    padding=st.sampled_from(["", " ", "  "]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    is_packed=st.booleans(),
)
def test_whatever_is_written_is_read(  # noqa: PLR0917 - what hypothesis makes up
    rows: dict[date, tuple[Fraction, int | None, int | None]],
    order: list[str],
    padding: str,
    quoting: Literal[0, 1],
    line_end: str,
    is_packed: bool,
) -> None:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, order, quoting=quoting, lineterminator=line_end)
    writer.writeheader()
    expected = []
    for day, (rain, one, other) in rows.items():
        low, high = (one, other) if one is None or other is None else sorted((one, other))
        values = {
            "STATION": STATION,
            "DATE": day,
            "PRCP": f"{float(rain):.2f}",
            "TMIN": low,
            "TMAX": high,
            "NAME": 'A "B", C',
        }
        writer.writerow({k: "" if v is None else f"{padding}{v}{padding}" for k, v in values.items()})
        in_si = {
            "precipitation": float(rain * Fraction(254, 10)),
            "min_temp": None if low is None else float(round((Fraction(low) - 32) / Fraction(9, 5), 2)),
            "max_temp": None if high is None else float(round((Fraction(high) - 32) / Fraction(9, 5), 2)),
        }
        expected.append({"date": day.isoformat(), **{k: v for k, v in in_si.items() if v is not None}})
    content = file.getvalue().encode()
    assert days(gzip.compress(content) if is_packed else content) == expected
