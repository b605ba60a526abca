"""The arithmetic of BENCH=scale: seconds a file, medians, and ratios of the largest size to the smallest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_FILES = "{:>12}{:>12}{:>16}{:>20}{:>20}{:>12}"
_ROWS = "{:>12}{:>12}{:>16}{:>20}{:>20}"


@dataclass(frozen=True)
class Measured:
    """A run of the loader: seconds as a whole and until its commits, and the most memory it held."""

    seconds: float
    until_commits: float
    peak_mb: float


def scale_result(
    files: Mapping[int, Measured], into_rows: Mapping[int, Sequence[Measured]]
) -> dict[str, Any]:
    """What scale.json says: runs by number of files, batches by number of rows that were there.

    The first batch of each number stands alone: it met indexes that were not in memory. ``ratios`` compares
    the largest number with the smallest: of seconds a file, and of seconds a batch.
    """
    result: dict[str, Any] = {
        "files": {str(count): _run(count, run) for count, run in files.items()},
        "into_rows": {str(rows): _batches(runs) for rows, runs in into_rows.items()},
    }
    everything = [*files.values(), *(run for runs in into_rows.values() for run in runs)]
    result["peak_mb"] = round(max(run.peak_mb for run in everything), 1)
    result["ratios"] = {
        "seconds_a_file": _ratio(result["files"], "seconds_a_file"),
        "seconds_a_file_until_commits": _ratio(result["files"], "seconds_a_file_until_commits"),
        "into_rows": _ratio(result["into_rows"], "seconds"),
        "into_rows_until_commit": _ratio(result["into_rows"], "seconds_until_commit"),
    }
    return result


def scale_table(result: Mapping[str, Any]) -> str:
    """The result for a person."""
    lines = [_FILES.format("files", "seconds", "until commits", "µs a file", "until commits", "peak MB")]
    for count, run in result["files"].items():
        micros = (run["seconds_a_file"] * 1e6, run["seconds_a_file_until_commits"] * 1e6)
        figures = (
            f"{run['seconds']:.2f}",
            f"{run['seconds_until_commits']:.2f}",
            *map("{:.1f}".format, micros),
        )
        lines.append(_FILES.format(f"{int(count):,}", *figures, f"{run['peak_mb']:.0f}"))
    lines += ["", _ROWS.format("into rows", "seconds", "until commit", "most seconds", "first, cold")]
    for rows, batches in result["into_rows"].items():
        figures = (
            batches["seconds"],
            batches["seconds_until_commit"],
            max(batches["seconds_all"]),
            batches["seconds_first"],
        )
        lines.append(_ROWS.format(f"{int(rows):,}", *map("{:.3f}".format, figures)))
    lines += ["", *(f"largest / smallest, {name}: {ratio}" for name, ratio in result["ratios"].items())]
    return "\n".join(lines)


def _run(count: int, run: Measured) -> dict[str, float]:
    return {
        "seconds": round(run.seconds, 3),
        "seconds_until_commits": round(run.until_commits, 3),
        "seconds_a_file": round(run.seconds / count, 8),
        "seconds_a_file_until_commits": round(run.until_commits / count, 8),
        "peak_mb": round(run.peak_mb, 1),
    }


def _batches(runs: Sequence[Measured]) -> dict[str, float | list[float]]:
    first, *runs = runs
    return {
        "seconds_first": round(first.seconds, 4),
        "seconds_first_until_commit": round(first.until_commits, 4),
        "seconds": round(median(run.seconds for run in runs), 4),
        "seconds_all": [round(run.seconds, 4) for run in runs],
        "seconds_until_commit": round(median(run.until_commits for run in runs), 4),
        "seconds_until_commit_all": [round(run.until_commits, 4) for run in runs],
    }


def _ratio(sizes: Mapping[str, Mapping[str, float]], key: str) -> float | None:
    """Of the last size to the first; None when there are not two."""
    values = [size[key] for size in sizes.values()]
    return round(values[-1] / values[0], 3) if len(values) > 1 else None
