"""NOAA's station list as rows of `stations`, cut by the columns of its readme.

Written from https://www.ncei.noaa.gov/pub/data/ghcn/daily/readme.txt, section IV, and docs/climate.md ("The
station list"); shares no code with the loader. Columns count characters.
"""

from __future__ import annotations

from typing import Any

_MISSING_ELEVATION = "-999.9"


def station_rows(text: str) -> list[tuple[Any, ...]]:
    """Rows as station_id, name, longitude, latitude, elevation, state, country, is_placeholder."""
    return [_row(line) for line in text.split("\n") if line]


def placeholder_row(station_id: str) -> tuple[Any, ...]:
    """The row of a station that only files of days name."""
    return (station_id, None, None, None, None, None, station_id[:2], True)


def _row(line: str) -> tuple[Any, ...]:
    elevation = line[31:37].strip()
    return (
        line[0:11],
        line[41:71].strip(),
        float(line[21:30]),
        float(line[12:20]),
        None if elevation == _MISSING_ELEVATION else float(elevation),
        line[38:40].strip() or None,
        line[0:2],
        False,
    )
