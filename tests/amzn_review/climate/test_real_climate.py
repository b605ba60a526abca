"""NOAA's own files, compared whole with readers that share nothing with ours.

The stations are sliced by pandas, the days read by `csv` and converted with fractions; a few rows are
converted by hand.
"""

from __future__ import annotations

import csv
import gzip
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.amzn_review.climate.conftest import ClimateSite

NOAA = Path(__file__).resolve().parents[4] / "shared" / "data" / "noaa_climate"
NEW_YORK, CHICAGO = "nyc_central_park_2009_2024.csv.gz", "chicago_ohare_2013_2019.csv.gz"
MEASURED = ("ave_wind", "precipitation", "snow_fall", "snow_depth", "ave_temp", "min_temp", "max_temp")
pytestmark = pytest.mark.skipif(not NOAA.is_dir(), reason=f"NOAA's files are not at {NOAA}")

STATION_COLUMNS = {  # columns of the readme, from 1
    "station_id": (1, 11), "latitude": (13, 20), "longitude": (22, 30), "elevation": (32, 37),
    "state": (39, 40), "name": (42, 71),
}  # fmt: skip


def listed_stations() -> list[tuple[Any, ...]]:
    """The station list by pandas, in the order of table stations' columns."""
    with gzip.open(NOAA / "ghcnd-stations.txt.gz", "rt", encoding="utf-8") as file:
        frame = pd.read_fwf(
            file,
            colspecs=[(first - 1, last) for first, last in STATION_COLUMNS.values()],
            names=list(STATION_COLUMNS),
            dtype=str,
            keep_default_na=False,
        )
    rows = [
        (
            row.station_id,
            row.name,
            float(row.longitude),
            float(row.latitude),
            None if row.elevation == "-999.9" else float(row.elevation),
            row.state or None,
            row.station_id[:2],
            False,
        )
        for row in frame.itertuples(index=False, name="Row")
    ]
    return sorted(rows)


def in_si(element: str, text: str) -> float | None:
    """An imperial value in SI, exactly, rounded once at the end."""
    if not text.strip():
        return None
    value = Fraction(text.strip())
    if element in ("TMIN", "TMAX"):
        return float(round((value - 32) * Fraction(5, 9), 2))
    if element == "AWND":
        return float(round(value * Fraction(1609344, 3600000), 2))
    return float(round(value * Fraction(254, 10), 3))


def written_days(name: str) -> list[tuple[Any, ...]]:
    """The days of a file by `csv`, in the order of table climate's first columns."""
    with gzip.open(NOAA / name, "rt", encoding="utf-8", newline="") as file:
        return [
            (
                row["STATION"],
                date.fromisoformat(row["DATE"]),
                *(in_si(element, row[element]) for element in ("AWND", "PRCP", "SNOW", "SNWD")),
                None,
                in_si("TMIN", row["TMIN"]),
                in_si("TMAX", row["TMAX"]),
            )
            for row in csv.DictReader(file)
        ]


def arrive(climate: ClimateSite, *names: str) -> None:
    """Let files of NOAA's arrive, as a user drops them."""
    for name in names:
        folder = "metadata/climate" if name.startswith("ghcnd") else "climate"
        climate.put(f"{folder}/{name}", (NOAA / name).read_bytes())


def test_every_station_and_day_is_as_an_independent_reader_has_it(climate: ClimateSite) -> None:
    everything = ("ghcnd-stations.txt.gz", NEW_YORK, CHICAGO)
    arrive(climate, *everything)
    assert climate.load() == [
        "stations 69,132 listed = 69,132 new + 0 changed + 0 same + 0 quarantined (1 files)",
        "climate 7,941 listed = 7,941 new + 0 changed + 0 same + 0 quarantined (2 files)",
    ]
    stations = listed_stations()
    assert len(stations) == 69_132
    columns = "station_id, name, longitude, latitude, elevation, state, country, is_placeholder"
    assert sorted(climate.rows(f"select {columns} from stations")) == stations
    assert [row[:2] for row in stations if not row[1].isascii()] == [
        ("CA1QC000018", "PRéVOST 0.6 N"),
        ("CA1QC000038", "MONTRéAL 1.8 S - JEANNE-MANCE"),
        ("CA1QC000039", "QUéBEC 4.1 N"),
        ("CA1QC000041", "MONTRéAL 1.9 S"),
        ("US1NMRA0022", "ESPAñOLA 5.4 WNW"),
    ]
    new_york, chicago = written_days(NEW_YORK), written_days(CHICAGO)
    assert (len(new_york), len(chicago)) == (5_538, 2_403)
    days = climate.rows(f"select station_id, date, {', '.join(MEASURED)} from climate order by 1, 2")
    assert days == new_york + chicago
    assert climate.rows("select count(*) from climate where num_nonnulls(wt01, wt22) > 0") == [(0,)]

    # The same files again: what is known already is not written, not even with the same values.
    before = [climate.rows(f"select xmin, ctid, * from {table}") for table in ("stations", "climate")]
    arrive(climate, *everything)
    assert climate.load() == [
        "stations 69,132 listed = 0 new + 0 changed + 69,132 same + 0 quarantined (1 files)",
        "climate 7,941 listed = 0 new + 0 changed + 7,941 same + 0 quarantined (2 files)",
    ]
    after = [climate.rows(f"select xmin, ctid, * from {table}") for table in ("stations", "climate")]
    assert after == before


def test_days_that_were_converted_by_hand(climate: ClimateSite) -> None:
    arrive(climate, NEW_YORK, CHICAGO)
    climate.load()
    extremes = ("2011-07-22", "2012-10-29", "2016-01-23", "2019-01-30")
    query = f"""
        select station_id, date::text, {", ".join(MEASURED)} from climate
        where (station_id = 'USW00094728') = (date < '2019-01-01') and date in {extremes} order by date
    """
    assert climate.rows(query) == [
        # 4.47 mph, 0.00 in, 0.0 in, 0.0 in, max 104 °F, min 84 °F: the hottest day
        ("USW00094728", "2011-07-22", 2.0, 0, 0, 0, None, 28.89, 40.0),
        # 18.79 mph, 0.67 in, 0.0 in, 0.0 in, max 62 °F, min 52 °F: hurricane Sandy
        ("USW00094728", "2012-10-29", 8.4, 17.018, 0, 0, None, 11.11, 16.67),
        # 15.66 mph, 2.31 in, 27.3 in, 5.9 in, max 27 °F, min 24 °F: the great blizzard
        ("USW00094728", "2016-01-23", 7.0, 58.674, 693.42, 149.86, None, -4.44, -2.78),
        # Chicago: 15.21 mph, 0.00 in, 0.0 in, 7.9 in, max -10 °F, min -23 °F: the polar vortex
        ("USW00094846", "2019-01-30", 6.8, 0, 0, 200.66, None, -30.56, -23.33),
    ]
    # Without the station list the days are there, and the stations are placeholders until it comes.
    placeholders = [
        ("USW00094728", None, None, None, None, None, "US", True),
        ("USW00094846", None, None, None, None, None, "US", True),
    ]
    assert climate.rows("select * from stations order by 1") == placeholders


def test_files_of_the_other_unit_are_refused_as_a_whole(climate: ClimateSite) -> None:
    arrive(climate, NEW_YORK, CHICAGO)
    assert climate.in_units("metric").load() == [
        "climate 2 listed = 0 new + 0 changed + 0 same + 2 quarantined (2 files)"
    ]
    query = """
        select source_key, line_number, reason, field, is_whole_file
        from quarantined_records order by source_key
    """
    assert climate.rows(query) == [
        (f"climate/{CHICAGO}", 0, "other-units", "file", True),
        (f"climate/{NEW_YORK}", 0, "other-units", "file", True),
    ]
    (batch_id,) = {batch for (batch,) in climate.rows("select batch_id from climate_batches")}
    folder = f"quarantine/other-units/{batch_id}/climate"
    assert climate.files() == [f"{folder}/{CHICAGO}", f"{folder}/{NEW_YORK}"]
