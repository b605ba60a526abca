"""Climate files that have arrived below uploaded/ and wait for a batch."""

from __future__ import annotations

import os
from collections.abc import Iterator

from amzn_review.batch.arrivals import Arrival, entry_fault
from amzn_review.climate_layout import SUFFIXES, takes_climate
from amzn_review.data_layout import DataLayout


def climate_arrivals(layout: DataLayout) -> list[Arrival]:
    """What waits below uploaded/: station lists first, then files of days, each sorted by name.

    Skips dotfiles: writers use them for files in progress.
    """
    found = []
    for source in SUFFIXES:
        for entry in _visible(layout, source):
            if takes_climate(source, entry.name):
                if entry.name.isprintable() and entry.is_file(follow_symlinks=False):
                    found.append(Arrival(f"{source}/{entry.name}"))
                elif fault := entry_fault(entry):
                    found.append(Arrival(f"{source}/{entry.name}", fault))
    return found


def climate_left_alone(layout: DataLayout) -> list[str]:
    """The paths of everything visible where climate arrives that no batch takes, sorted."""
    return [
        entry.path
        for source in SUFFIXES
        for entry in _visible(layout, source)
        if entry.is_dir(follow_symlinks=False) or not takes_climate(source, entry.name)
    ]


def _visible(layout: DataLayout, source: str) -> Iterator[os.DirEntry[str]]:
    folder = layout.uploaded / source
    if folder.is_dir() and not folder.is_symlink():
        with os.scandir(folder) as entries:
            yield from sorted((it for it in entries if it.name[0] != "."), key=lambda entry: entry.name)
