"""The tables that are compared: what the independent readers make of files, and what a warehouse holds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.independent import climate_rows, product_rows, review_rows, station_rows
from tests.independent.climate_rows import WEATHER, Units

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]

# Columns in the order of the readers' rows. Of `reviews` without keys that a warehouse makes up, and lineage.
COLUMNS = {
    "reviews": (
        "reviewer_id", "asin", "variant_asin", "rating", "review_text", "summary", "vote", "verified",
        "style", "image", "review_time",
    ),
    "users": ("user_id", "name", "city", "state", "country"),
    "time": ("datetime_ts", "year", "month", "day", "day_of_week", "week", "day_of_year"),
    "products": (
        "asin", "product_name", "features", "description", "price", "brand", "category", "also_bought",
        "also_viewed", "is_placeholder", "is_made_up",
    ),
    "stations": (
        "station_id", "name", "longitude", "latitude", "elevation", "state", "country", "is_placeholder",
    ),
    "climate": (
        "station_id", "date", "ave_wind", "precipitation", "snow_fall", "snow_depth", "ave_temp", "min_temp",
        "max_temp", *map(str.lower, WEATHER),
    ),
}  # fmt: skip
_JSON = {"style", "image", "features", "also_bought", "also_viewed"}


def tables_of_files(files: Mapping[str, bytes], units: Mapping[str, Units]) -> Tables:
    """The tables that `files` make, by their keys below uploaded/; `units` is that of each file of days."""
    records = review_rows.review_records(_below(files, "reviews/"))
    days = [(_text(content), units[key]) for key, content in sorted(_below(files, "climate/").items())]
    climate = climate_rows.climate_rows(days)
    listed = [
        row
        for content in _below(files, "metadata/climate/").values()
        for row in station_rows.station_rows(_text(content))
    ]
    unlisted = {row[0] for row in climate} - {row[0] for row in listed}
    return {
        "reviews": review_rows.review_rows(records),
        "users": review_rows.user_rows(records),
        "time": review_rows.time_rows(records),
        "products": product_rows.product_rows(
            _below(files, "metadata/products/"), review_rows.reviewed_products(records)
        ),
        "stations": [*listed, *map(station_rows.placeholder_row, unlisted)],
        "climate": climate,
    }


def tables_of_warehouse(run: Callable[[str], list[Row]]) -> Tables:
    """The same tables as a warehouse has them; `run` gives the rows of a query."""
    return {
        table: _with_json_as_text(columns, run(f'select {", ".join(columns)} from "{table}"'))
        for table, columns in COLUMNS.items()
    }


def _below(files: Mapping[str, bytes], prefix: str) -> dict[str, bytes]:
    return {key: content for key, content in files.items() if key.startswith(prefix)}


def _text(content: bytes) -> str:
    return (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).decode()


def _with_json_as_text(columns: tuple[str, ...], rows: list[Row]) -> list[Row]:
    places = [place for place, name in enumerate(columns) if name in _JSON]
    if not places:
        return rows
    changed = []
    for row in rows:
        values = list(row)
        for place in places:
            # Redshift itself gives SUPER as its text; the stand-in and PostgreSQL give what that says.
            value = json.loads(row[place]) if isinstance(row[place], str) else row[place]
            if value is not None:
                values[place] = json.dumps(value, ensure_ascii=False, sort_keys=True)
        changed.append(tuple(values))
    return changed
