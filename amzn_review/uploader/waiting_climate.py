"""The climate files that wait to be uploaded."""

from __future__ import annotations

import os
from pathlib import Path

from amzn_review.climate_layout import DAYS_SOURCE, STATIONS_SOURCE, takes_climate


def station_list_names(folder: Path) -> list[str]:
    """The names of the station lists (``ghcnd-stations*.txt``, gzipped or not) in a folder, sorted."""
    return [name for name in _plain_files(folder) if takes_climate(STATIONS_SOURCE, name)]


def climate_names(folder: Path) -> list[str]:
    """The names of the daily summaries (``*.csv``, gzipped or not) in a folder, sorted; hidden ones wait."""
    return [name for name in _plain_files(folder) if takes_climate(DAYS_SOURCE, name)]


def _plain_files(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
