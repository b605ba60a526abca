"""What the ledger says of a file's unit, and files in another unit than what is loaded of their stations."""

from __future__ import annotations

import pytest

from tests.amzn_review.climate.conftest import ClimateSite
from tests.amzn_review.climate.every_element import weather
from tests.amzn_review.climate.month_in_two_units import (
    DEGREES_C,
    EXPECTED,
    FOUND,
    QUERY,
    january,
    taken_for_celsius,
)


@pytest.mark.parametrize("year", FOUND)
def test_a_file_in_another_unit_than_the_stations_loaded_days_is_set_aside(
    climate: ClimateSite, year: int
) -> None:
    climate.put("climate/a.csv", january(2013, DEGREES_C))
    climate.load()
    before = climate.rows("select * from climate order by date")
    # The header is wrong about the unit, which nothing in the file itself tells.
    wrong = january(year, taken_for_celsius(), "STATION,DATE,TMAX (Celsius)") + b"USW00094728,x,30.1\n"
    climate.put("climate/b.csv", wrong)
    climate.put("climate/c.csv", january(2012, DEGREES_C))
    assert climate.load() == ["climate 32 listed = 31 new + 0 changed + 0 same + 1 quarantined (2 files)"]
    assert climate.rows("select * from climate where date >= '2013-01-01' order by date") == before
    assert climate.rows(QUERY) == [("climate/b.csv", 0, "unlike-loaded", "TMAX", FOUND[year], EXPECTED, True)]
    assert climate.rows("select source_key from climate_files order by 1") == [
        ("climate/a.csv",),
        ("climate/c.csv",),
    ]
    (folder,) = {name for name in climate.files() if name.startswith("quarantine/")}
    assert folder.startswith("quarantine/unlike-loaded/")
    assert folder.endswith("/climate/b.csv")
    assert climate.load() == []


def test_rain_of_another_unit_is_set_aside_and_rain_that_was_corrected_is_not(climate: ClimateSite) -> None:
    head = "STATION,DATE,PRCP\n"
    rain = [f"USW00094728,2013-01-{day:02},{day / 2:.1f}\n" for day in range(1, 21)]
    climate.put("climate/a.csv", (head + "".join(rain)).encode())
    climate.load()
    corrected = [line.replace(",0.5", ",5.5") for line in rain]
    climate.put("climate/b.csv", (head + "".join(corrected)).encode())
    assert climate.load() == ["climate 20 listed = 0 new + 1 changed + 19 same + 0 quarantined (1 files)"]
    hundredfold = [f"USW00094728,2013-01-{day:02},{day * 12.7 + 0.1:.1f}\n" for day in range(1, 21)]
    climate.put("climate/c.csv", (head + "".join(hundredfold)).encode())
    assert climate.load() == ["climate 1 listed = 0 new + 0 changed + 0 same + 1 quarantined (1 files)"]
    ((_, _, reason, field, found, *_),) = climate.rows(QUERY)
    assert (reason, field) == ("unlike-loaded", "PRCP")
    assert found == (
        "PRCP of USW00094728: 19 of 20 days with rain differ from what is loaded by a factor of more than 5"
    )


def test_the_ledger_has_the_layout_and_unit_of_each_file_and_a_reload_repeats_them(
    climate: ClimateSite,
) -> None:
    files = {
        "climate/a.csv": b"STATION,NAME,DATE,PRCP,TMAX\nUSW00094728,NY,2013-01-01,0.12,38\n",
        "climate/b.csv": january(2013, DEGREES_C),
        "climate/c.csv": weather(),
        "climate/d.csv": b"STATION,DATE,TMAX\nUSW00094728,2013-01-01,38\n",
    }
    query = "select source_key, layout, units, reason from climate_files order by loaded_at, source_key"
    for key, content in files.items():
        climate.put(key, content)
    climate.load()
    rows = climate.rows(query)
    assert [row[:3] for row in rows] == [
        ("climate/a.csv", "Custom GHCN-Daily CSV", "imperial"),
        ("climate/b.csv", "NCEI daily summaries CSV", "metric"),
        ("climate/c.csv", "daily summaries, columns in an order of their own", "metric"),
    ]
    assert rows[2][3] == "no value depends on the unit"
    for key, content in files.items():
        climate.put(key, content)
    climate.load()
    assert climate.rows(query) == rows * 2
