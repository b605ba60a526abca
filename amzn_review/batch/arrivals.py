"""What has arrived below uploaded/ and waits for a batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout, is_category
from text_files.bad_record import BadRecord

PRODUCTS_SOURCE = "metadata/products"


class Arrival(msgspec.Struct, frozen=True):
    """One entry of a source's folder: its `key` below uploaded/, and why it is never opened, if so."""

    key: str
    fault: BadRecord | None = None


def source_of(key: str) -> str:
    """The folder below uploaded/ that a key lies in, such as reviews/all_beauty."""
    return key.rpartition("/")[0]


def printable(key: str) -> str:
    """The key as a text column can hold it: control characters and bytes that are not UTF-8 escaped."""
    return key if key.isprintable() and "\\" not in key else ascii(key)[1:-1]


def arrivals(layout: DataLayout) -> Iterator[Arrival]:
    """What a batch would take now, folder by folder, unsorted within a folder.

    An entry with a `fault` (a link, a pipe, a name with control characters) is set aside unread. Skips
    dotfiles: writers use them for files in progress.
    """
    for source, folder in _sources(layout):
        with os.scandir(folder) as found:
            for entry in found:
                name = entry.name
                if name.endswith(REVIEW_SUFFIX) and name[0] != ".":
                    if name.isprintable() and entry.is_file(follow_symlinks=False):
                        yield Arrival(f"{source}/{name}")
                    elif fault := entry_fault(entry):
                        yield Arrival(f"{source}/{name}", fault)


def left_alone(layout: DataLayout) -> Iterator[str]:
    """The path of everything visible below uploaded/ that no batch will take."""
    reviews = layout.uploaded / "reviews"
    if reviews.is_dir():
        known = {folder for _, folder in _sources(layout)}
        yield from (entry.path for entry in os.scandir(reviews) if _is_stray(entry, known))
    for _, folder in _sources(layout):
        for entry in os.scandir(folder):
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name[0] != "." and (is_folder or not entry.name.endswith(REVIEW_SUFFIX)):
                yield entry.path


def _sources(layout: DataLayout) -> Iterator[tuple[str, Path]]:
    """Each source with its folder: the product metadata, then the review categories, sorted."""
    if layout.uploaded_products.is_dir():
        yield PRODUCTS_SOURCE, layout.uploaded_products
    reviews = layout.uploaded / "reviews"
    if reviews.is_dir():
        for folder in sorted(reviews.iterdir()):
            if is_category(folder.name) and folder.is_dir() and not folder.is_symlink():
                yield f"reviews/{folder.name}", folder


def _is_stray(entry: os.DirEntry[str], known: set[Path]) -> bool:
    return entry.name[0] != "." and Path(entry.path) not in known


def entry_fault(entry: os.DirEntry[str]) -> BadRecord | None:
    """Why the entry is never opened; None for a folder, which is left alone."""
    if not entry.name.isprintable():
        return BadRecord("bad-name", "file", f"the name {entry.name!a}", "a name of printable characters")
    if entry.is_symlink():
        target = ascii(str(Path(entry.path).readlink()))
        return BadRecord("symlink", "file", f"a link to {target}", "a file, as links are never followed")
    if entry.is_dir(follow_symlinks=False):
        return None
    return BadRecord("not-a-file", "file", "a pipe, socket or device", "a plain file")
