"""The arithmetic behind load.json, on numbers that can be checked by hand."""

from __future__ import annotations

from benchmarks.load_result import load_result, load_table

MEASURED = {
    "ours": [0.5, 0.4, 0.9],
    "ours_with_archive": [1.0, 0.8, 1.2],
    "archive": [0.5, 0.4, 0.3],
    "peak_mb": [100.0, 120.26, 90.0],
    "floor": [0.25, 0.2, 0.3],
    "floor_read": [0.1, 0.05, 0.2],
    "floor_copy": [0.15, 0.15, 0.1],
    "floor_without_keys": [0.125, 0.1, 0.2],
    "batched": [3.0, 2.5, 2.0],
    "batched_staging_only": [1.5, 1.0, 2.0],
    "one_by_one": [12.0, 10.0, 11.0],
    "dlt": [6.0, 9.0, 8.0],
    "duckdb": [20.0, 15.0, 10.0],
}


def test_medians_and_ratios() -> None:
    contenders = {name: MEASURED[name] for name in MEASURED if name not in PARTS}
    assert load_result(MEASURED) == {
        "seconds": {
            "ours": 0.5, "ours_with_archive": 1.0, "floor": 0.25, "floor_without_keys": 0.125, "batched": 2.5,
            "batched_staging_only": 1.5, "one_by_one": 11.0, "dlt": 8.0, "duckdb": 15.0,
        },
        "seconds_all": contenders,
        "ratio_to_floor": {
            "ours": 2.0, "ours_with_archive": 4.0, "floor": 1.0, "floor_without_keys": 0.5, "batched": 10.0,
            "batched_staging_only": 6.0, "one_by_one": 44.0, "dlt": 32.0, "duckdb": 60.0,
        },
        "ratio_to_floor_without_keys": {
            "ours": 4.0, "ours_with_archive": 8.0, "floor": 2.0, "floor_without_keys": 1.0, "batched": 20.0,
            "batched_staging_only": 12.0, "one_by_one": 88.0, "dlt": 64.0, "duckdb": 120.0,
        },
        "times_batched": 5.0,
        "times_batched_staging_only": 3.0,
        "times_dlt": 16.0,
        "times_duckdb": 30.0,
        "times_one_by_one": 22.0,
        "archive_seconds": 0.4,
        "floor_read_seconds": 0.1,
        "floor_copy_seconds": 0.15,
        "peak_mb": 120.3,
    }  # fmt: skip


PARTS = ("archive", "peak_mb", "floor_read", "floor_copy")


def test_table_begins_with_the_fastest() -> None:
    lines = load_table(load_result(MEASURED)).splitlines()
    assert lines[0].split() == [
        "contender",
        "median",
        "s",
        "least",
        "s",
        "most",
        "s",
        "x",
        "floor",
        "x",
        "ours",
    ]
    assert [line.split() for line in lines[1:4]] == [
        ["floor_without_keys", "0.125", "0.100", "0.200", "0.50", "0.25"],
        ["floor", "0.250", "0.200", "0.300", "1.00", "0.50"],
        ["ours", "0.500", "0.400", "0.900", "2.00", "1.00"],
    ]
    assert len(lines) == 10
