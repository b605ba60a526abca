"""The arithmetic behind scale.json, on numbers that can be checked by hand."""

from __future__ import annotations

from benchmarks.scale_result import Measured, scale_result, scale_table

FILES = {1_000: Measured(0.25, 0.125, 90.0), 4_000: Measured(1.5, 1.0, 110.04)}
INTO_ROWS = {
    0: [
        Measured(1.0, 0.625, 80.0),
        Measured(0.5, 0.25, 80.0),
        Measured(0.75, 0.5, 80.0),
        Measured(0.25, 0.125, 80.0),
    ],
    9_000: [
        Measured(4.0, 3.5, 81.0),
        Measured(0.625, 0.375, 95.0),
        Measured(0.75, 0.5, 81.0),
        Measured(0.5, 0.25, 82.0),
    ],
}


def test_seconds_a_file_medians_and_ratios() -> None:
    assert scale_result(FILES, INTO_ROWS) == {
        "files": {
            "1000": {
                "seconds": 0.25, "seconds_until_commits": 0.125, "seconds_a_file": 0.00025,
                "seconds_a_file_until_commits": 0.000125, "peak_mb": 90.0,
            },
            "4000": {
                "seconds": 1.5, "seconds_until_commits": 1.0, "seconds_a_file": 0.000375,
                "seconds_a_file_until_commits": 0.00025, "peak_mb": 110.0,
            },
        },
        "into_rows": {
            "0": {
                "seconds_first": 1.0, "seconds_first_until_commit": 0.625,
                "seconds": 0.5, "seconds_all": [0.5, 0.75, 0.25],
                "seconds_until_commit": 0.25, "seconds_until_commit_all": [0.25, 0.5, 0.125],
            },
            "9000": {
                "seconds_first": 4.0, "seconds_first_until_commit": 3.5,
                "seconds": 0.625, "seconds_all": [0.625, 0.75, 0.5],
                "seconds_until_commit": 0.375, "seconds_until_commit_all": [0.375, 0.5, 0.25],
            },
        },
        "peak_mb": 110.0,
        "ratios": {
            "seconds_a_file": 1.5, "seconds_a_file_until_commits": 2.0,
            "into_rows": 1.25, "into_rows_until_commit": 1.5,
        },
    }  # fmt: skip


def test_one_size_has_no_ratio() -> None:
    ratios = scale_result({1_000: FILES[1_000]}, {0: INTO_ROWS[0]})["ratios"]
    assert set(ratios.values()) == {None}


def test_table_shows_every_size() -> None:
    lines = [line.split() for line in scale_table(scale_result(FILES, INTO_ROWS)).splitlines()]
    assert ["4,000", "1.50", "1.00", "375.0", "250.0", "110"] in lines
    assert ["9,000", "0.625", "0.375", "0.750", "4.000"] in lines
