"""Made-up days of three stations, in the layouts and units that NOAA writes: whole files."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_FIRST = date(2015, 1, 1)
_DAYS = 90


class _Day(NamedTuple):
    """What an American station reads: whole degrees Fahrenheit, hundredths and tenths of an inch."""

    day: date
    wind_tenths_mph: int
    rain_hundredths: int
    snow_tenths: int
    low: int
    high: int


def imperial(station: str) -> bytes:
    """CDO's layout, all values quoted, with two weather types, a value missing, and one as -9999."""
    head = '"STATION","NAME","DATE","AWND","PRCP","SNOW","SNWD","TMAX","TMIN","WT01","WT16"'
    place = '"MADE-UP, IL US"'
    lines = [
        f'"{station}",{place},"{it.day}","{it.wind_tenths_mph / 10:.2f}","{it.rain_hundredths / 100:.2f}",'
        f'"{it.snow_tenths / 10:.1f}","{it.snow_tenths / 10:.1f}","{it.high}","{it.low}","{_seen(it)}",""'
        for it in _weather(1)
    ]
    lines[3] = f'"{station}",{place},"{_FIRST + timedelta(3)}","","","-9999","","-9999","","",""'
    return _file(head, lines)


def later(station: str) -> bytes:
    """Forty of the same days with averages, of which the first file has none, and one with other rain."""
    lines = [f"GHCND:{station},{it.day:%Y%m%d},{(it.low + it.high) // 2},," for it in _weather(1)][:40]
    lines[0] += "1.23"
    return _file("STATION,DATE,TAVG,SNOW,PRCP", lines)


def metric(station: str) -> bytes:
    """CDO's layout in metric units, with a decimal each."""
    head = "STATION,NAME,DATE,AWND,PRCP,SNOW,SNWD,TAVG,TMAX,TMIN"
    lines = []
    for it in _weather(2):
        values = (
            it.wind_tenths_mph * 0.044704, it.rain_hundredths * 0.254, it.snow_tenths * 2.54,
            _celsius(it.high - 5), _celsius(it.high), _celsius(it.low),
        )  # fmt: skip
        wind, rain, snow, *degrees = (f"{value:.1f}" for value in values)
        lines.append(",".join([station, '"MADE-UP, US"', f"{it.day}", wind, rain, snow, "", *degrees]))
    return _file(head, lines)


def tenths(station: str) -> bytes:
    """NCEI's layout in tenths with attributes: a trace of rain, and values that failed a check of NOAA's."""
    head = (
        '"STATION","DATE","LATITUDE","LONGITUDE","ELEVATION","NAME","PRCP","PRCP_ATTRIBUTES","SNOW",'
        '"SNOW_ATTRIBUTES","TMAX","TMAX_ATTRIBUTES","TMIN","TMIN_ATTRIBUTES","AWND","AWND_ATTRIBUTES"'
    )
    place = '"41.99","-87.93","201.8","MADE-UP, IL US"'
    flags = {5: '"    0","T,,W"', 6: '"  508",",I,W"'}
    lines = [
        f'"{station}","{it.day}",{place},'
        + flags.get(number, f'"{it.rain_hundredths * 2.54:5.0f}",",,W,2400"')
        + f',"{it.snow_tenths * 2.54:5.0f}",",,W","{_celsius(it.high) * 10:5.0f}",'
        + f'"{",X,W" if number == 7 else ",,W"}","{_celsius(it.low) * 10:5.0f}",",,W",'
        + f'"{it.wind_tenths_mph * 0.44704:5.0f}",",,W"'
        for number, it in enumerate(_weather(3))
    ]
    return _file(head, lines)


def _weather(seed: int) -> Iterator[_Day]:
    rng = random.Random(seed)
    for number in range(_DAYS):
        low = round(22 + 20 * math.sin(number / 58) + rng.gauss(0, 6))
        rain = rng.choice((0, 0, 0, rng.randint(1, 180)))
        snow = rng.randint(1, 60) if rain and low < 28 else 0
        yield _Day(
            _FIRST + timedelta(number), rng.randint(10, 250), rain, snow, low, low + rng.randint(8, 24)
        )


def _seen(day: _Day) -> str:
    return "1" if day.rain_hundredths else ""


def _celsius(fahrenheit: int) -> float:
    return (fahrenheit - 32) * 5 / 9


def _file(head: str, lines: list[str]) -> bytes:
    return "\n".join([head, *lines, ""]).encode()
