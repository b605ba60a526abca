"""Converted files that wait below uploaded/documents/, each with its originals."""

from __future__ import annotations

import os
from collections.abc import Iterator

from amzn_review.batch.arrivals import Arrival, entry_fault
from amzn_review.data_layout import is_category, is_review_file
from amzn_review.documents_layout import DOCUMENTS_SOURCE, ORIGINALS, DocumentsLayout


def document_arrivals(layout: DocumentsLayout) -> list[Arrival]:
    """The converted files of all tasks, sorted by key. Skips dotfiles: they are being written."""
    root = layout.uploaded / DOCUMENTS_SOURCE
    if not root.is_dir() or root.is_symlink():
        return []
    tasks = sorted(
        path.name
        for path in root.iterdir()
        if is_category(path.name) and path.is_dir() and not path.is_symlink()
    )
    return [arrival for task in tasks for arrival in _arrivals_of(layout, task)]


def originals_of(layout: DocumentsLayout, key: str) -> list[Arrival]:
    """The originals of a converted file, which are archived with it; none of one that was replayed."""
    _, task, name = key.split("/")
    folder = layout.originals(task)
    stem = name.split(".json", maxsplit=1)[0]
    if not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if path.name.startswith(f"{stem}."))
    return [Arrival(f"{DOCUMENTS_SOURCE}/{task}/{ORIGINALS}/{found}") for found in names]


def _arrivals_of(layout: DocumentsLayout, task: str) -> Iterator[Arrival]:
    with os.scandir(layout.waiting(task)) as entries:
        for entry in sorted(entries, key=lambda found: found.name):
            if not is_review_file(entry.name):
                continue
            key = f"{DOCUMENTS_SOURCE}/{task}/{entry.name}"
            if entry.name.isprintable() and entry.is_file(follow_symlinks=False):
                yield Arrival(key)
            elif fault := entry_fault(entry):
                yield Arrival(key, fault)
