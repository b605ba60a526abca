"""The climate files that wait to be uploaded."""

from __future__ import annotations

import os
from pathlib import Path

_STATION_LISTS = frozenset({"ghcnd-stations.txt", "ghcnd-stations.txt.gz"})
_DAILY = (".csv", ".csv.gz")


def station_list_names(folder: Path) -> list[str]:
    """The names of the station lists of the GHCN (``ghcnd-stations.txt``, gzipped or not) in a folder."""
    return [name for name in _plain_files(folder) if name in _STATION_LISTS]


def climate_names(folder: Path) -> list[str]:
    """The names of the daily summaries (``*.csv``, gzipped or not) in a folder, sorted; hidden ones wait."""
    return [name for name in _plain_files(folder) if name.endswith(_DAILY) and not name.startswith(".")]


def _plain_files(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
