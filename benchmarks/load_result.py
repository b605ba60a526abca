"""The arithmetic of BENCH=load: medians of all rounds, and ratios between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

PARTS = {"archive": "archive_seconds", "floor_read": "floor_read_seconds", "floor_copy": "floor_copy_seconds"}
PEAK = "peak_mb"
TIMES = ("batched", "batched_staging_only", "dlt", "duckdb", "one_by_one")
_LINE = "{:<22}{:>10}{:>10}{:>10}{:>10}{:>10}"


def load_result(measured: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """What load.json says of the seconds (by contender, one a round), to the tenth of a millisecond.

    `ratio_to_floor`: a contender's median over the floor's. `times_NAME`: how many times faster ours is.
    """
    contenders = {
        name: list(rounds) for name, rounds in measured.items() if name not in PARTS and name != PEAK
    }
    seconds = {name: median(rounds) for name, rounds in contenders.items()}
    result: dict[str, Any] = {
        "seconds": _rounded(seconds),
        "seconds_all": {name: [round(value, 4) for value in rounds] for name, rounds in contenders.items()},
    }
    for floor, key in (
        ("floor", "ratio_to_floor"),
        ("floor_without_keys", "ratio_to_floor_without_keys"),
    ):
        if floor in seconds:
            result[key] = _rounded({name: spent / seconds[floor] for name, spent in seconds.items()})
    for name in TIMES:
        if name in seconds:
            result[f"times_{name}"] = round(seconds[name] / seconds["ours"], 2)
    for name, key in PARTS.items():
        if name in measured:
            result[key] = round(median(measured[name]), 4)
    if PEAK in measured:
        result[PEAK] = round(max(measured[PEAK]), 1)
    return result


def load_table(result: Mapping[str, Any]) -> str:
    """A line a contender, the fastest first: median, least, most seconds, ratios to the floor and to ours."""
    lines = [_LINE.format("contender", "median s", "least s", "most s", "x floor", "x ours")]
    seconds = result["seconds"]
    for name in sorted(seconds, key=seconds.__getitem__):
        rounds = result["seconds_all"][name]
        figures = (seconds[name], min(rounds), max(rounds))
        ratios = (seconds[name] / seconds["floor"], seconds[name] / seconds["ours"])
        lines.append(
            _LINE.format(name, *(f"{value:.3f}" for value in figures), *(f"{ratio:.2f}" for ratio in ratios))
        )
    return "\n".join(lines)


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
