"""Real files, which are not part of the project: four categories of reviews, one of products, climate."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.independent.climate_rows import Units
from tests.independent.warehouse_tables import Tables, tables_of_files

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REVIEWS = "amazon_reviews_2018"
CLIMATE = "noaa_climate"
WHY_SKIPPED = f"the real files are not all in {SHARED}: {REVIEWS}/ and {CLIMATE}/"
IS_THERE = (SHARED / REVIEWS).is_dir() and (SHARED / CLIMATE).is_dir()

SUMS = {
    "files": 4, "listed": 13_694, "staged": 13_694, "loaded": 10_528, "duplicate": 3_166, "products": 1_547,
}  # fmt: skip
CLIMATE_SUMS = [
    "stations 69,132 listed = 69,132 new + 0 changed + 0 same + 0 quarantined (1 files)",
    "climate 7,941 listed = 7,941 new + 0 changed + 0 same + 0 quarantined (2 files)",
]
ROWS = {
    "reviews": 10_528, "users": 1_901, "time": 1_462, "products": 1_711, "stations": 69_132, "climate": 7_941,
}  # fmt: skip


@cache
def real_files() -> dict[str, bytes]:
    """The files by their keys below uploaded/, named as `make local REVIEWS=…` names categories."""
    reviews = (SHARED / REVIEWS).glob("*_5.json.gz")
    files = {f"reviews/{path.name.removesuffix('_5.json.gz').lower()}/{path.name}": path for path in reviews}
    metadata = SHARED / REVIEWS / "meta_Gift_Cards.json.gz"
    files[f"metadata/products/{metadata.name}"] = metadata
    files |= {f"climate/{path.name}": path for path in (SHARED / CLIMATE).glob("*.csv.gz")}
    stations = SHARED / CLIMATE / "ghcnd-stations.txt.gz"
    files[f"metadata/climate/{stations.name}"] = stations
    return {key: path.read_bytes() for key, path in files.items()}


@cache
def real_tables() -> Tables:
    """The tables that they make. Both files of days were ordered in CDO's "Standard" units."""
    units: dict[str, Units] = {key: "imperial" for key in real_files() if key.startswith("climate/")}
    return tables_of_files(real_files(), units)
