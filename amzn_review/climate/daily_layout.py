"""Which of NOAA's layouts a file of days has: one that is read, or another that is refused by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amzn_review.climate.units.evidence import Evidence
from text_files.bad_record import BadRecord

CDO = "Custom GHCN-Daily CSV"
CDO_FLAGS = "Custom GHCN-Daily CSV with columns of flags"
NCEI = "NCEI daily summaries CSV"
OTHER_ORDER = "daily summaries, columns in an order of their own"
FLAG_COLUMNS = ("MEASUREMENT FLAG", "QUALITY FLAG", "SOURCE FLAG", "TIME OF OBSERVATION")
_ORDER = (
    'the data set "Daily Summaries" in the format "Custom GHCN-Daily CSV", ordered at '
    "https://www.ncei.noaa.gov/cdo-web/search"
)
_RAW_LINE = re.compile(r"[A-Z0-9_-]{11},\d{8},[A-Z0-9]{4},", re.ASCII)
_DLY_LINE = re.compile(r"[A-Z0-9_-]{11}\d{6}[A-Z0-9]{4}[ -]", re.ASCII)
_BARS = re.compile(r"STATION[^,]*\|[^,]*TEMPERATURE[^,]*\|", re.ASCII)
_TEXT_HEADER = re.compile(r"STATION +(STATION_NAME|NAME|ELEVATION|DATE) ")


_GSOD = "Global Summary of the Day (GSOD)"
_GSOM = "Global Summary of the Month or of the Year"
# What the first two columns of these hold when a header was cut down to columns that others have too.
_MONTH_OR_YEAR = re.compile(r"\d{4}(-\d\d)?", re.ASCII)
_STATION_OF_GSOD = re.compile(r"\d{11}", re.ASCII)


@dataclass(frozen=True)
class _OtherLayout:
    """A layout that is not read; `is_it` is asked of the first line and of its names in capitals."""

    name: str
    is_it: Callable[[str, frozenset[str]], bool]


def _with(*columns: str) -> Callable[[str, frozenset[str]], bool]:
    return lambda _, names: names.issuperset(columns)


def _with_any(*columns: str) -> Callable[[str, frozenset[str]], bool]:
    return lambda _, names: not names.isdisjoint(columns)


def _line(pattern: re.Pattern[str]) -> Callable[[str, frozenset[str]], bool]:
    return lambda line, _: bool(pattern.match(line.replace('"', "")))


# Formats: https://www.ncei.noaa.gov/cdo-web/datasets, https://www.ncei.noaa.gov/support/access-data-service-api-user-documentation
_OTHERS = (
    _OtherLayout(_GSOD, _with_any("FRSHTT", "DEWP_ATTRIBUTES", "SLP_ATTRIBUTES")),
    _OtherLayout(
        "Local Climatological Data (LCD)",
        lambda _, names: any(name.startswith(("HOURLY", "DAILYMAX", "DAILYPRECIP")) for name in names),
    ),
    _OtherLayout("Global Hourly (ISD)", _with_any("CALL_SIGN", "REPORT_TYPE", "QUALITY_CONTROL")),
    _OtherLayout(
        _GSOM,
        _with_any(
            "EMXP", "EMNT", "EMXT", "DP01", "DP10", "DT32", "DX90", "HTDD", "CLDD", "DPNP", "MMNT", "TPCP"
        ),
    ),
    _OtherLayout("GHCN hourly (GHCNh), .psv", _line(_BARS)),
    _OtherLayout("U.S. Climate Normals", lambda _, names: any("-NORMAL" in name for name in names)),
    _OtherLayout("Precipitation Hourly or 15 Minute", _with_any("HPCP", "QPCP", "QGAG")),
    _OtherLayout("GHCN-Daily, a line an element", _line(_RAW_LINE)),
    _OtherLayout("GHCN-Daily, a line an element", _with("ELEMENT")),
    _OtherLayout("an answer of CDO's web service, a line an element", _with("DATATYPE", "VALUE")),
    _OtherLayout("GHCN-Daily's .dly, a line a month", _line(_DLY_LINE)),
    _OtherLayout("Custom GHCN-Daily Text", _line(_TEXT_HEADER)),
)


def refuse_other_layouts(line: str, names: Sequence[str]) -> None:
    """Raises BadRecord, other-layout, for a layout of NOAA's that is not that of days: a fault of the file.

    `line` is the first one, `names` are its values in capitals, without units.
    """
    columns = frozenset(names)
    for other in _OTHERS:
        if other.is_it(line.upper(), columns):
            raise BadRecord("other-layout", "header", f"NOAA's layout {other.name}", _ORDER)


def refuse_other_rows(station: str, day: str) -> None:
    """Raises BadRecord, other-layout, when the first row is one of NOAA's that is not of GHCN's days.

    `station` and `day` are its key as it is written.
    """
    name = _GSOM if _MONTH_OR_YEAR.fullmatch(day) else _GSOD if _STATION_OF_GSOD.fullmatch(station) else None
    if name:
        raise BadRecord("other-layout", "first row", f"NOAA's layout {name}", _ORDER)


def layout_of(names: Sequence[str]) -> str:
    """The name of a layout that is read, by the order of its columns."""
    places = {name: place for place, name in enumerate(names)}
    if not set(FLAG_COLUMNS).isdisjoint(places):
        return CDO_FLAGS
    if names[:2] == ["STATION", "DATE"]:
        return NCEI
    name = places.get("NAME", places.get("STATION_NAME", 0))
    return CDO if places["STATION"] == 0 and 0 < name < places["DATE"] else OTHER_ORDER


def evidence_of_layout(layout: str, *, has_attributes: bool, is_padded: bool) -> Evidence:
    """What the layout says about the unit.

    CDO writes no tenths today; those of NCEI are padded, and have columns of attributes.
    """
    against_tenths = 0.0
    if layout == CDO:
        against_tenths -= 1.5
    if not has_attributes and layout != CDO_FLAGS:
        against_tenths -= 0.3
    if not is_padded and layout == NCEI:
        against_tenths -= 0.3
    return Evidence(f"the layout {layout}", {"imperial": 0.0, "metric": 0.0, "tenths": against_tenths})
