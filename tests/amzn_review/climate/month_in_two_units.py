"""A month of one station, as it is and as it comes out if its degrees Fahrenheit are taken for Celsius."""

from __future__ import annotations

DEGREES_C = [2.6 + day % 7 + 0.1 * (day % 3) for day in range(31)]
HEADER = "STATION,DATE,TMAX"


def january(year: int, degrees: list[float], header: str = HEADER) -> bytes:
    """A file of January's highest temperatures in °C."""
    days = [f"USW00094728,{year}-01-{day + 1:02},{value:.1f}" for day, value in enumerate(degrees)]
    return "\n".join([header, *days, ""]).encode()


def taken_for_celsius() -> list[float]:
    """The same in °F, half a degree more, as a careless conversion leaves them."""
    return [value * 9 / 5 + 32.5 for value in DEGREES_C]


FOUND = {
    2013: "TMAX of USW00094728: 31 of 31 days differ from what is loaded by more than 5 degrees C",
    2014: "TMAX of USW00094728: the mean of month 1 differs from what is loaded by more than 20 degrees C",
}
EXPECTED = "the unit of the station's loaded days; if those are wrong, delete them and replay the file"
QUERY = (
    "select source_key, line_number, reason, field, found, expected, is_whole_file from quarantined_records"
)
