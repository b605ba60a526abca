"""Climate files in a bucket, through packing, COPY and the load, into Redshift's tables: whole rows."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest

from amzn_review.redshift.staged_kind import Staging
from storage.bucket import Bucket
from tests.amzn_review.climate.every_element import (
    NOTES,
    ROWS,
    STATION,
    STATION_LINE,
    measures,
    weather,
)
from tests.amzn_review.climate.month_in_two_units import (
    DEGREES_C,
    EXPECTED,
    FOUND,
    QUERY,
    january,
    taken_for_celsius,
)
from tests.amzn_review.redshift.packed_by_hand import pack_by_hand, product
from tests.amzn_review.redshift.warehouse_site import load, stage_and_load
from tests.redshift_site import RedshiftSite

LIST = "metadata/climate/ghcnd-stations.txt"
pytestmark = pytest.mark.aws
BATCH = "20260117T101500123-1f2e3d4c"
LEDGER = (
    "select target_table, run_id, files, listed, added, changed, unchanged, quarantined "
    "from climate_batches order by loaded_at, target_table"
)


def climate(site: RedshiftSite) -> list[tuple[Any, ...]]:
    return site.run("select * from climate order by station_id, date")


@pytest.mark.parametrize("units", ["imperial", "metric"])
def test_every_column(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite, units: Literal["imperial", "metric"]
) -> None:
    files = {"climate/a.csv": measures(units), "climate/b.csv": weather(), LIST: STATION_LINE}
    packed = load(staging, bucket, files, units)
    assert climate(redshift_site) == ROWS
    assert redshift_site.run("select * from stations") == [STATION]
    assert redshift_site.run(LEDGER) == [
        ("climate", "a-run", 2, 22, 22, 0, 0, 0),
        ("stations", "a-run", 1, 1, 1, 0, 0, 0),
    ]
    assert [note for note in packed.notes if "nothing is read" in note] == [f"climate/a.csv: {NOTES[0]}"]


def test_a_later_file_adds_changes_and_leaves_alone(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    head = b"STATION,DATE,PRCP,TMIN,TMAX\nUSW00094728,2013-01-01,1.0,-2.0,4.0\n"
    first = head + b"USW00094728,2013-01-02,2.0,,\nUSW00094728,2013-01-03,3.0,0.0,1.0\n"
    load(staging, bucket, {"climate/a.csv": first}, "metric")
    # The first and the last as they are, a day that gets its temperatures, a new one; nothing of rain.
    later = b"STATION,DATE,TMIN,TMAX\nUSW00094728,2013-01-01,-2.0,4.0\nUSW00094728,2013-01-02,-1.0,5.0\n"
    load(staging, bucket, {"climate/b.csv": later + b"USW00094728,2013-01-04,0.0,0.0\n"}, "metric")
    query = "select date, precipitation, min_temp, max_temp from climate order by date"
    rows = [
        (date(2013, 1, 1), 1.0, -2.0, 4.0),
        (date(2013, 1, 2), 2.0, -1.0, 5.0),
        (date(2013, 1, 3), 3.0, 0.0, 1.0),
        (date(2013, 1, 4), None, 0.0, 0.0),
    ]
    assert redshift_site.run(query) == rows
    # The same again under another name: nothing of the table changes.
    before = climate(redshift_site)
    load(staging, bucket, {"climate/c.csv": first}, "metric")
    assert climate(redshift_site) == before
    assert redshift_site.run(LEDGER) == [
        ("climate", "a-run", 1, 3, 3, 0, 0, 0),
        ("climate", "a-run", 1, 3, 1, 1, 1, 0),
        ("climate", "a-run", 1, 3, 0, 0, 3, 0),
    ]


@pytest.mark.parametrize("year", FOUND)
def test_a_file_in_another_unit_than_the_stations_loaded_days_is_set_aside(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite, year: int
) -> None:
    load(staging, bucket, {"climate/a.csv": january(2013, DEGREES_C)})
    before = climate(redshift_site)
    wrong = january(year, taken_for_celsius(), "STATION,DATE,TMAX (Celsius)") + b"USW00094728,x,30.1\n"
    load(staging, bucket, {"climate/b.csv": wrong, "climate/c.csv": january(2012, DEGREES_C)})
    assert climate(redshift_site)[31:] == before
    assert redshift_site.run(QUERY) == [
        ("climate/b.csv", 0, "unlike-loaded", "TMAX", FOUND[year], EXPECTED, True)
    ]
    assert redshift_site.run("select source_key, layout, units from climate_files order by source_key") == [
        ("climate/a.csv", "NCEI daily summaries CSV", "metric"),
        ("climate/c.csv", "NCEI daily summaries CSV", "metric"),
    ]
    assert redshift_site.run(LEDGER)[1] == ("climate", "a-run", 2, 32, 31, 0, 0, 1)


def test_a_placeholder_until_the_list_has_the_station(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    load(staging, bucket, {"climate/a.csv": b"STATION,DATE,PRCP\nUSW00094728,2013-01-01,0\n"})
    placeholder = ("USW00094728", None, None, None, None, None, "US", True)
    assert redshift_site.run("select * from stations") == [placeholder]
    load(staging, bucket, {LIST: STATION_LINE})
    assert redshift_site.run("select * from stations") == [STATION]
    assert redshift_site.run(LEDGER)[1] == ("stations", "a-run", 1, 1, 0, 1, 0, 0)


def test_what_copy_refuses_of_products_and_climate(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    day = {"source_key": "climate/a.csv", "station_id": "USW00094728", "min_temp": 0.5}
    rows = {
        "products": [product(1), product(2, asin="B2", brand="灯" * 342)],
        "climate": [
            day | {"line_number": 2, "date": "2013-01-01"},
            day | {"line_number": 3, "date": "2013-01-02", "station_id": "USW000947280"},
        ],
    }
    pack_by_hand(bucket, BATCH, rows)
    sheet = stage_and_load(staging, BATCH)
    assert (sheet.products, sheet.quarantined) == (1, 0)
    found = redshift_site.run(
        "select batch_id, source_key, line_number, reason, field, found, expected, is_whole_file "
        "from quarantined_records order by source_key"
    )
    assert [(*row[:5], row[5][:20], row[6][:38], row[7]) for row in found] == [
        (BATCH, "climate/a.csv", 3, "warehouse-refused", "station_id", "12 bytes: USW0009472",
         "what Redshift's varchar(11) takes: Str", False),
        (BATCH, "metadata/products/lamps.json.gz", 2, "warehouse-refused", "brand",
         "1,026 bytes: " + "灯" * 7, "what Redshift's varchar(1024) takes: S", False),
    ]  # fmt: skip
    assert redshift_site.run("select asin from products") == [("B00LAMP001",)]
    assert redshift_site.run("select station_id, date, min_temp from climate") == [
        ("USW00094728", date(2013, 1, 1), 0.5)
    ]
    assert redshift_site.run(LEDGER) == [("climate", "a-run", 1, 2, 1, 0, 0, 1)]
