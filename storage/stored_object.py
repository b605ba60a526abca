"""One object as a listing of its bucket shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StoredObject:
    """An object's key, size in bytes, ETag without quotes, and time of its last change (UTC)."""

    key: str
    size: int
    etag: str
    last_modified: datetime


def plain_etag(etag: str) -> str:
    """The ETag without its quotes and without a weak mark: servers write it in all three forms."""
    return etag.removeprefix("W/").strip('"')
