"""Daily summaries as NOAA might have written them: any unit, layout, selection and order of the same days.

Each variant comes with what its values are in SI, by fractions that share nothing with the reader.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Literal

Unit = Literal["imperial", "metric", "tenths"]
Day = Mapping[str, str]  # STATION, NAME, LATITUDE, LONGITUDE, ELEVATION, DATE and imperial values
TEMPERATURES = ("TMAX", "TMIN", "TAVG")
ELEMENTS = ("AWND", "PRCP", "SNOW", "SNWD", *TEMPERATURES)
_LENGTHS = {
    "AWND": Fraction("0.44704"),
    "PRCP": Fraction("25.4"),
    "SNOW": Fraction("25.4"),
    "SNWD": Fraction("25.4"),
}
_STORED = {"AWND": 2, "PRCP": 3, "SNOW": 3, "SNWD": 3, "TMAX": 2, "TMIN": 2, "TAVG": 2}
_ALL = ("cdo", "place", "attributes", "flags", "ncei")
_LAYOUTS: Mapping[Unit, tuple[str, ...]] = {"imperial": _ALL, "metric": _ALL, "tenths": ("flags", "ncei")}
Key = tuple[str, str]


@dataclass(frozen=True)
class Variant:
    """A file, and the SI values of each of its station's days by element, where it has one."""

    name: str
    unit: Unit
    content: bytes
    elements: tuple[str, ...]
    days: int
    expected: Mapping[Key, Mapping[str, float]]


def variants(stations: Sequence[Sequence[Day]], count: int, seed: int) -> Iterator[Variant]:
    """`count` variants of the days of these stations."""
    for number in range(count):
        yield _variant(stations, random.Random(f"{seed}/{number}"), number)


def _variant(stations: Sequence[Sequence[Day]], rng: random.Random, number: int) -> Variant:
    unit: Unit = rng.choice(("imperial", "metric", "tenths"))
    layout = rng.choice(
        ("ncei", "flags") if unit == "tenths" else ("cdo", "place", "attributes", "flags", "ncei")
    )
    chosen = [rng.choice(stations)] if rng.random() < 0.8 else list(stations)
    length = rng.choice((1, 3, 10, 31, 31, 60, 90, 180, 366))
    days: list[Day] = []
    for station in chosen:
        first = rng.randrange(max(1, len(station) - length))
        days += station[first : first + length]
    present = [element for element in ELEMENTS if element in days[0]]
    several = rng.sample(present, rng.randint(1, len(present)))
    elements = sorted(rng.choice(([rng.choice(present)], several, present)))
    if rng.random() < 0.3:
        rng.shuffle(days)
    snow_tenths = rng.random() < 0.5
    texts = [
        {element: _text(element, day[element], unit, snow_tenths) for element in elements if day[element]}
        for day in days
    ]
    content = _written(days, texts, elements, layout, rng)
    expected = {
        (day["STATION"], day["DATE"]): {
            element: in_si(element, text, unit) for element, text in of_day.items()
        }
        for day, of_day in zip(days, texts, strict=True)
    }
    return Variant(f"{number} {unit} {layout}", unit, content, tuple(elements), len(days), expected)


@cache
def _text(element: str, imperial: str, unit: Unit, snow_tenths: bool) -> str:
    """A value as NOAA writes it in a unit."""
    if unit == "imperial":
        return imperial
    value = Fraction(imperial)
    value = (value - 32) * Fraction(5, 9) if element in TEMPERATURES else value * _LENGTHS[element]
    is_snow = element in ("SNOW", "SNWD")
    if unit == "tenths":
        return str(round(value if is_snow else value * 10))
    if is_snow and not snow_tenths:
        return str(round(value))
    return f"{float(round(value, 1)) + 0.0:.1f}"


@cache
def in_si(element: str, text: str, unit: Unit) -> float:
    """A text in SI, exactly, rounded once at the end."""
    value = Fraction(text)
    if unit == "imperial":
        value = (value - 32) * Fraction(5, 9) if element in TEMPERATURES else value * _LENGTHS[element]
    elif unit == "tenths" and element not in ("SNOW", "SNWD"):
        value /= 10
    return float(round(value, _STORED[element]))


def _written(
    days: Sequence[Day],
    texts: Sequence[Mapping[str, str]],
    elements: Sequence[str],
    layout: str,
    rng: random.Random,
) -> bytes:
    file = io.StringIO(newline="")
    if layout == "flags":
        _write_with_flag_columns(file, days, texts, elements)
        return file.getvalue().encode()
    columns = {
        "cdo": ["STATION", "NAME", "DATE"],
        "attributes": ["STATION", "NAME", "DATE"],
        "place": ["STATION", "NAME", "LATITUDE", "LONGITUDE", "ELEVATION", "DATE"],
        "ncei": ["STATION", "DATE", "LATITUDE", "LONGITUDE", "ELEVATION", "NAME"],
    }[layout]
    has_attributes = layout in ("attributes", "ncei")
    columns += [name for it in elements for name in ([it, f"{it}_ATTRIBUTES"] if has_attributes else [it])]
    if rng.random() < 0.3:
        rng.shuffle(columns)
    writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL, extrasaction="ignore")
    writer.writeheader()
    width = 5 if layout == "ncei" else 0
    for day, of_day in zip(days, texts, strict=True):
        row = {**day, **{f"{element}_ATTRIBUTES": ",,W" for element in elements}}
        writer.writerow(row | {it: of_day[it].rjust(width) if it in of_day else "" for it in elements})
    return file.getvalue().encode()


def _write_with_flag_columns(
    file: io.StringIO, days: Sequence[Day], texts: Sequence[Mapping[str, str]], elements: Sequence[str]
) -> None:
    """As CDO wrote files until some ten years ago."""
    flags = ["Measurement Flag", "Quality Flag", "Source Flag", "Time of Observation"]
    writer = csv.writer(file)
    header = ["STATION", "STATION_NAME", "ELEVATION", "LATITUDE", "LONGITUDE", "DATE"]
    writer.writerow([*header, *(name for element in elements for name in (element, *flags))])
    for day, of_day in zip(days, texts, strict=True):
        key = [
            f"GHCND:{day['STATION']}",
            *(day[name] for name in ("NAME", "ELEVATION", "LATITUDE", "LONGITUDE")),
        ]
        values = [text for it in elements for text in (of_day.get(it, "-9999"), " ", " ", "W", "2400")]
        writer.writerow([*key, day["DATE"].replace("-", ""), *values])


def made_up_station(station_id: str, latitude: float, seed: int, years: int = 3) -> list[Day]:
    """Days of a station of temperate climate that reads whole degrees Fahrenheit, as the American ones do."""
    rng = random.Random(seed)
    first = date(2013, 1, 1)
    drift = 0.0
    days: list[Day] = []
    for place in range(365 * years):
        drift = 0.6 * drift + rng.gauss(0, 6)
        season = -math.cos(2 * math.pi * (place - 20) / 365)
        highest = round(62 + 24 * season + drift)
        rain = max(0.0, rng.gauss(-0.3, 0.6))
        snow = round(10 * rain) / 2 if highest < 34 else 0.0
        days.append(
            {
                "STATION": station_id,
                "NAME": "MADE UP, US",
                "LATITUDE": f"{latitude:.2f}",
                "LONGITUDE": "-90.00",
                "ELEVATION": "40.0",
                "DATE": str(first + timedelta(days=place)),
                "AWND": f"{round(rng.uniform(5, 90)) * 0.223694:.2f}",
                "PRCP": f"{rain:.2f}",
                "SNOW": f"{snow:.1f}",
                "SNWD": f"{math.ceil(snow):.1f}",
                "TMAX": str(highest),
                "TMIN": str(highest - rng.randint(6, 26)),
            }
        )
    return days
