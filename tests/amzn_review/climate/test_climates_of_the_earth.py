"""Temperatures of made-up stations between Singapore and the South Pole, in each unit: right or refused.

Each file has one element, or two, and nothing else that shows the unit but the layout.
"""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass
from datetime import date, timedelta

from amzn_review.climate.daily_summaries import read_daily

UNITS = ("imperial", "metric", "tenths")


@dataclass(frozen=True)
class Place:
    """A climate in °C: usual maximum in January and July, spread of the days, distance to the minimum."""

    station_id: str
    latitude: float
    january: float
    july: float
    days: float
    night: float


PLACES = [
    Place("SNM00048698", 1.4, 30.5, 31.3, 1.3, 7),  # Singapore
    Place("IC000004030", 64.1, 2.5, 14.5, 2.8, 5),  # Reykjavik
    Place("RSM00024959", 62.0, -36, 25.5, 5.5, 11),  # Yakutsk
    Place("ASN00300004", -54.5, 8.8, 4.9, 1.8, 3.5),  # Macquarie Island
    Place("EC000084072", -0.2, 19, 20, 1.6, 10),  # Quito
    Place("AEM00041194", 25.2, 24, 41, 2.2, 11),  # Dubai
    Place("ASN00066062", -33.9, 26.5, 17, 3.2, 8),  # Sydney
    Place("UKM00003772", 51.5, 8, 23, 3, 8),  # London
    Place("CA006158350", 43.7, -1, 27, 5, 8),  # Toronto
    Place("USW00022521", 21.3, 26.7, 31, 1.2, 6),  # Honolulu
    Place("USW00026411", 64.8, -18, 23, 7, 10),  # Fairbanks
    Place("AYM00084509", -90, -25, -56, 4, 4),  # the South Pole
    Place("USC00047470", 34, 20, 34, 5, 16),  # Riverside
    Place("INM00042182", 28.6, 20, 35.5, 2.5, 12),  # Delhi
    Place("PEM00084628", -12, 26, 19, 1.2, 5),  # Lima
]


def _text(celsius: float, unit: str, *, is_american: bool) -> str:
    if is_american:  # read in whole degrees Fahrenheit
        celsius = (round(celsius * 9 / 5 + 32) - 32) * 5 / 9
    if unit == "imperial":
        return str(round(celsius * 9 / 5 + 32))
    return f"{celsius:.1f}" if unit == "metric" else str(round(celsius * 10))


def _file(place: Place, unit: str, rng: random.Random) -> bytes:
    elements = rng.choice((["TMAX"], ["TMIN"], ["TAVG"], ["TMAX", "TMIN"]))
    columns = rng.choice(("STATION,NAME,DATE", "STATION,DATE,NAME", "STATION,DATE,LATITUDE,NAME"))
    first = date(2015, 1, 1) + timedelta(rng.randrange(365))
    drift = 0.0
    lines = [",".join([columns, *elements])]
    for number in range(rng.choice((31, 60, 120, 366))):
        day = first + timedelta(number)
        drift = 0.6 * drift + 0.8 * rng.gauss(0, place.days)
        season = math.cos(2 * math.pi * (day.timetuple().tm_yday - 15) / 365)
        highest = (place.january + place.july) / 2 + (place.january - place.july) / 2 * season + drift
        night = max(0.5, rng.gauss(place.night, place.night / 4))
        values = {"TMAX": highest, "TMIN": highest - night, "TAVG": highest - night / 2}
        key = {"STATION": place.station_id, "NAME": "X", "DATE": day, "LATITUDE": place.latitude}
        is_american = place.station_id.startswith("US")
        texts = [_text(values[name], unit, is_american=is_american) for name in elements]
        lines.append(",".join([*(str(key[name]) for name in columns.split(",")), *texts]))
    return "\n".join([*lines, ""]).encode()


def test_no_climate_is_read_in_a_wrong_unit() -> None:
    rng = random.Random(14)
    refused = 0
    for number in range(450):
        place, unit = rng.choice(PLACES), rng.choice(UNITS)
        content = _file(place, unit, rng)
        found = read_daily(io.BytesIO(content), "climate/a.csv")
        rows = list(found)
        if found.reading is None:
            refused += 1
            assert len(rows) == 1
        else:
            assert found.reading.units == unit, (number, place, content[:80])
    print(f"{refused} of 450 files were refused")
    assert refused < 450 * 0.15
