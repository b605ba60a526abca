"""The unit and the layout of a file of days: what it says, and what is said of a file that does not."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from amzn_review.batch.batch_counts import Rejection
from amzn_review.climate.climate_reading import ClimateReading
from amzn_review.climate.daily_layout import CDO, CDO_FLAGS, NCEI, OTHER_ORDER
from amzn_review.climate.daily_summaries import ClimateDay, read_daily
from amzn_review.climate.units.evidence import Evidence, log10_mean
from amzn_review.climate.units.measure import Units
from amzn_review.climate.units.unit_evidence import UnitsSetting
from text_files.bad_record import BadRecord

Values = tuple[float | None, float | None, float | None]


def read(content: str, setting: UnitsSetting = "auto") -> tuple[ClimateReading, list[Values]]:
    """How the file is read, and rain, lowest and highest temperature of each of its days."""
    found = read_daily(io.BytesIO(content.encode()), "climate/a.csv", setting)
    rows: list[Values] = []
    for item in found:
        assert isinstance(item, ClimateDay), item
        _, rain, _, _, _, lowest, highest, *_ = item.values
        rows.append((rain, lowest, highest))
    assert found.reading
    return found.reading, rows


def refusal(content: str, setting: UnitsSetting = "auto") -> BadRecord:
    """Why a file is set aside as a whole."""
    found = read_daily(io.BytesIO(content.encode()), "climate/a.csv", setting)
    (rejection,) = found
    assert isinstance(rejection, Rejection)
    assert rejection.is_whole_file
    assert found.reading is None
    return rejection.bad


def table(header: str, *days: str) -> str:
    return "\n".join([header, *days, ""])


FLAGS = "Measurement Flag,Quality Flag,Source Flag,Time of Observation"


# By hand: 38 °F = 3.33 °C, 26 °F = -3.33 °C, 0.12 in = 3.048 mm, 44 °F = 6.67 °C.
@pytest.mark.parametrize(
    ("content", "layout", "units", "rows"),
    [
        (
            table("STATION,NAME,DATE,PRCP,TMAX,TMIN", "USW00094728,NY,2013-01-01,0.12,38,26"),
            CDO, "imperial", [(3.048, -3.33, 3.33)],
        ),
        (
            table(
                "STATION,NAME,DATE,PRCP,TMAX,TMIN",
                "USW00094728,NY,2013-01-01,0.0,14.0,6.0",
                "USW00094728,NY,2013-01-02,2.5,14.7,6.7",
            ),
            CDO, "metric", [(0.0, 6.0, 14.0), (2.5, 6.7, 14.7)],
        ),
        (
            table(
                "STATION,DATE,LATITUDE,LONGITUDE,ELEVATION,NAME,PRCP,PRCP_ATTRIBUTES,TMAX,TMAX_ATTRIBUTES",
                'USW00094728,2013-01-01,40.8,-74.0,42.7,NY,"   25",",,W,2400","    0",",,W"',
                'USW00094728,2013-01-02,40.8,-74.0,42.7,NY,"    3",",,W,2400","  -78",",,W"',
            ),
            NCEI, "tenths", [(2.5, None, 0.0), (0.3, None, -7.8)],
        ),
        (
            table(
                "STATION,DATE,NAME,PRCP (Inches),TMAX (Degrees Fahrenheit)",
                "USC00999912,2020-01-02,F,0.10,44",
            ),
            NCEI, "imperial", [(2.54, None, 6.67)],
        ),
        (
            table("STATION,NAME,DATE,TMAX (Celsius),TMIN (Celsius)", "USC00999912,F,2020-01-02,44.0,21.0"),
            CDO, "metric", [(None, 21.0, 44.0)],
        ),
        (
            table(
                f"STATION,STATION_NAME,DATE,PRCP,{FLAGS}",
                "GHCND:USC00999904,F,20100101,25, , ,7,0700",
                "GHCND:USC00999904,F,20100102,130, , ,7,0700",
            ),
            CDO_FLAGS, "tenths", [(2.5, None, None), (13.0, None, None)],
        ),
        (
            table("DATE,TMAX,STATION,TMIN", "2013-01-01,-5.5,USW00094728,-11.7"),
            OTHER_ORDER, "metric", [(None, -11.7, -5.5)],
        ),
    ],
    ids=["Fahrenheit", "Celsius", "tenths", "inches in brackets", "Celsius in brackets", "flags", "shuffled"],
)  # fmt: skip
def test_a_file_says_its_unit_and_its_layout(
    content: str, layout: str, units: Units, rows: list[Values]
) -> None:
    reading, found = read(content)
    assert (reading.source_key, reading.layout, reading.units) == ("climate/a.csv", layout, units)
    assert found == rows
    assert read(content) == (reading, rows)


@pytest.mark.parametrize(
    "content",
    [
        table("STATION,DATE,PRCP,SNOW", "USW00094728,2013-01-01,0,0", "USW00094728,2013-01-02,0.00,"),
        table("STATION,DATE,WT01", "USW00094728,2013-01-01,1"),
        table("STATION,DATE,TMAX,TMAX_ATTRIBUTES", 'USW00094728,2013-01-01,560,",I,W"'),
    ],
    ids=["zeros", "weather types", "values that failed NOAA's checks"],
)
def test_a_file_whose_values_depend_on_no_unit_needs_none(content: str) -> None:
    reading, _ = read(content)
    assert reading.reason == "no value depends on the unit"


SHORT = table("STATION,DATE,TMAX", "GME00000001,2013-06-01,63", "GME00000001,2013-06-02,74")


def test_too_little_evidence_refuses_the_file_and_the_setting_settles_it() -> None:
    bad = refusal(SHORT)
    assert (bad.reason, bad.field) == ("unclear-units", "file")
    assert bad.found.startswith("values that may be in imperial units or tenths of metric units: ")
    assert bad.expected.endswith("or say the unit: CLIMATE_UNITS=imperial or metric")
    reading, rows = read(SHORT, "imperial")
    assert rows == [(None, None, 17.22), (None, None, 23.33)]
    assert reading.reason.endswith("CLIMATE_UNITS=imperial settles it")


@pytest.mark.parametrize(
    ("setting", "content", "found"),
    [
        ("imperial", table("STATION,DATE,TMAX", "USW00094728,2013-01-01,14.7"), "values in metric units: "),
        ("metric", table("STATION,DATE,PRCP", "USW00094728,2013-01-01,0.12"), "values in imperial units: "),
        (
            "imperial",
            table("STATION,DATE,PRCP,PRCP_ATTRIBUTES", 'USW00094728,2013-01-01,"   25",",,W"'),
            "values in tenths of metric units: ",
        ),
    ],
)
def test_evidence_against_the_setting_refuses_the_file(
    setting: UnitsSetting, content: str, found: str
) -> None:
    bad = refusal(content, setting)
    assert bad.reason == "other-units"
    assert bad.found.startswith(found)
    assert bad.expected == f"{setting} units, as CLIMATE_UNITS={setting} says; auto takes both"
    assert read(content)[0].units in found or read(content)[0].units == "tenths"


def test_the_setting_metric_takes_tenths_of_metric_units_too() -> None:
    content = table("STATION,DATE,PRCP,PRCP_ATTRIBUTES", 'USW00094728,2013-01-01,"   25",",,W"')
    reading, rows = read(content, "metric")
    assert (reading.units, rows) == ("tenths", [(2.5, None, None)])


def test_a_file_in_two_units_is_refused() -> None:
    """A file in degrees Fahrenheit behind one in degrees Celsius, as `cat` joins them."""
    celsius = [f"USW00094728,2012-07-{day:02},{29 + day % 5}.{day % 9 + 1}" for day in range(1, 32)]
    fahrenheit = [f"USW00094728,2013-07-{day:02},{84 + day % 9}" for day in range(1, 32)]
    bad = refusal(table("STATION,DATE,TMAX", *celsius, *fahrenheit[:10]))
    assert bad.reason == "mixed-units"
    assert bad.found.startswith("TMAX of USW00094728 in month 07 with a standard deviation of ")


OTHERS = {
    "GSOD": "STATION,DATE,LATITUDE,LONGITUDE,NAME,TEMP,TEMP_ATTRIBUTES,DEWP,MAX,MIN,PRCP,SNDP,FRSHTT",
    "LCD": "STATION,DATE,REPORT_TYPE,SOURCE,HourlyPrecipitation,DailyMaximumDryBulbTemperature",
    "ISD": "STATION,DATE,SOURCE,LATITUDE,LONGITUDE,NAME,REPORT_TYPE,CALL_SIGN,QUALITY_CONTROL,WND,TMP",
    "Month": "STATION,NAME,DATE,PRCP,EMXP,TMAX,TMIN,DT32",
    "Normals": "STATION,NAME,DATE,DLY-TMAX-NORMAL,DLY-TMIN-NORMAL",
    "Hourly": "STATION,STATION_NAME,DATE,HPCP,Measurement Flag,Quality Flag",
    "a line an element": "USW00094728,20130101,TMAX,44,,,W,2400",
    "element": "ID,DATE,ELEMENT,DATA_VALUE,M_FLAG,Q_FLAG,S_FLAG,OBS_TIME",
    "web service": "station,date,datatype,attributes,value",
    ".dly": "USW00094728201301TMAX   44  W   00  W",
    "Text": "STATION           STATION_NAME                 DATE     PRCP     TMAX",
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_layout_of_noaas_is_refused_by_its_name(name: str) -> None:
    bad = refusal(table(OTHERS[name], "USW00094728,2013-01-01,1,2,3"))
    assert (bad.reason, bad.field) == ("other-layout", "header")
    assert name.lower() in bad.found.lower() or name in ("element", "web service")
    assert bad.expected.startswith('the data set "Daily Summaries" in the format "Custom GHCN-Daily CSV"')


CUT_DOWN = {
    "Global Summary of the Month or of the Year": [
        "STATION,DATE,PRCP,TMAX,TMIN\nUSW00094728,2013-01,2.76,41.1,29.6",
        'STATION,NAME,DATE,PRCP\nUSW00094728,"NEW YORK, NY US",1990,60.9',
    ],
    "Global Summary of the Day (GSOD)": ["STATION,DATE,PRCP,MAX,TMAX\n72505394728,2013-01-01,0.00,41.0,41.0"],
    "GHCN hourly (GHCNh), .psv": [
        "STATION|Station_name|DATE|temperature|temperature_Quality_Code\nUSW00094728|NY|2013-01-01T00:51:00|3.3|1"
    ],
}


@pytest.mark.parametrize(("name", "content"), [(name, each) for name in CUT_DOWN for each in CUT_DOWN[name]])
def test_a_layout_whose_header_says_nothing_is_known_by_its_first_row(name: str, content: str) -> None:
    bad = refusal(content)
    assert (bad.reason, bad.found) == ("other-layout", f"NOAA's layout {name}")
    assert bad.expected.startswith('the data set "Daily Summaries" in the format "Custom GHCN-Daily CSV"')


def test_a_first_row_that_is_none_is_one_bad_row_and_no_other_layout() -> None:
    content = table("STATION,DATE,TMAX", "2013-01", "USW00094728,2013-01-02,38")
    bad, day = read_daily(io.BytesIO(content.encode()), "climate/a.csv", "imperial")
    assert isinstance(bad, Rejection)
    assert (bad.bad.reason, bad.is_whole_file) == ("wrong-width", False)
    assert isinstance(day, ClimateDay)


def test_a_file_without_a_column_of_weather_is_none() -> None:
    bad = refusal(table("STATION,DATE,WSF2", "USW00094728,2013-01-01,21.0"))
    assert (bad.reason, bad.field) == ("missing-column", "header")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [([(1.0, -3.0)], -3.0), ([(0.5, 0.0), (0.5, -300.0)], -0.30103), ([(0.5, -2.0), (0.5, -2.0)], -2.0)],
)
def test_a_mixture_is_added_up_in_logarithms(parts: Sequence[tuple[float, float]], expected: float) -> None:
    assert log10_mean(*parts) == pytest.approx(expected, abs=1e-5)


def test_evidence_leads_by_the_difference_of_its_weights() -> None:
    evidence = Evidence("a trait", {"imperial": -1.0, "metric": -4.0, "tenths": 0.0})
    assert evidence.lead("imperial", "metric") == 3.0
    assert evidence.lead("imperial", "tenths") == -1.0
