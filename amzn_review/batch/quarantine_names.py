"""Where a file, or a line of one, is set aside, and what it is called there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from amzn_review.batch.arrivals import printable
from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout

_CLIMATE_KINDS = (".csv", ".txt")
_LONGEST_NAME = 200  # bytes; a file system takes 255


def quarantine_path(layout: DataLayout, reason: str, batch_id: str, key: str, line_number: int = 0) -> Path:
    """Where a file is set aside or, with a line number from 1, one line of it."""
    folder, _, name = printable(key).rpartition("/")
    place = layout.quarantine / reason / batch_id
    if line_number:
        return place / "lines" / folder / line_name(name, line_number)
    return place / folder / short_name(name)


def line_name(name: str, line_number: int) -> str:
    """What a file of one line of the file `name` is called: packed, and of a suffix that a batch takes."""
    stem, suffix = split_name(short_name(name))
    return f"{stem}.line-{line_number}{suffix.removesuffix('.gz')}.gz"


def split_name(name: str) -> tuple[str, str]:
    """A file's name and the suffix by which a batch takes it, such as .json.gz, .csv or .txt.gz."""
    kind = Path(name.removesuffix(".gz")).suffix
    if kind not in _CLIMATE_KINDS:
        return name.removesuffix(REVIEW_SUFFIX), REVIEW_SUFFIX
    suffix = kind + (".gz" if name.endswith(".gz") else "")
    return name.removesuffix(suffix), suffix


def short_name(name: str) -> str:
    """A file's name, cut so that something can be added to it; different ones stay different."""
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
    stem = name.removesuffix(REVIEW_SUFFIX).encode()[: _LONGEST_NAME - 40].decode(errors="ignore")
    return f"{stem}-{digest}{REVIEW_SUFFIX}"
