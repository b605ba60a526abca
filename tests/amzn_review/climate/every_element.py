"""Files with a value in every column of table climate, in either unit, and the rows that they become.

Feet, pounds and degrees by NIST Special Publication 811, appendix B.8: an inch is 25.4 mm, a mile an hour
0.44704 m/s, 50 °F is 10 °C.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

TYPES = [f"WT{number:02d}" for number in (*range(1, 20), 21, 22)]
# Padded and quoted as CDO exports it; a column of its own for flags; one that no table has.
_HEADER = '"STATION","NAME","DATE","AWND","AWND_ATTRIBUTES","PRCP","SNOW","SNWD","TAVG","TMAX","TMIN","WSF2"'
_MEASURES = {
    "imperial": '" 10.07",",,W","  1.00","  2.0","  3.0"," 50"," 68"," 32","21.0"',
    "metric": '"  4.5",",,W"," 25.4 "," 50.8"," 76.2","10.0","20.0"," 0.0"," 9.4"',
}
_FIRST = ("USW00094728", date(2013, 1, 1), 4.5, 25.4, 50.8, 76.2, 10.0, 0.0, 20.0)
NOTES = ["columns that nothing is read from: WSF2"]


def measures(units: Literal["imperial", "metric"]) -> bytes:
    """The first day, without any weather type."""
    row = f'"USW00094728","NY CITY CENTRAL PARK, NY US","2013-01-01",{_MEASURES[units]}'
    return f"{_HEADER}\n{row}\n".encode()


def weather() -> bytes:
    """A day for each weather type, which alone was seen then; no measure."""
    lines = [",".join(["DATE", "STATION", *reversed(TYPES)])]
    for place in range(len(TYPES)):
        seen = ["1" if place == other else "" for other in range(len(TYPES))]
        lines.append(",".join([f"2013-02-{place + 1:02d}", "USW00094728", *reversed(seen)]))
    return "\n".join([*lines, ""]).encode()


ROWS = [
    (*_FIRST, *[None] * len(TYPES)),
    *(
        (
            "USW00094728",
            date(2013, 2, place + 1),
            *[None] * 7,
            *[True if place == other else None for other in range(len(TYPES))],
        )
        for place in range(len(TYPES))
    ),
]
# Four columns of GHCN's readme.txt, as it prints them: a name, degrees (north and east positive), metres.
STATION_LINE = b"USW00094728  40.7789  -73.9692   42.7 NY NEW YORK CNTRL PK TWR              HCN 72506\n"
STATION = ("USW00094728", "NEW YORK CNTRL PK TWR", -73.9692, 40.7789, 42.7, "NY", "US", False)
