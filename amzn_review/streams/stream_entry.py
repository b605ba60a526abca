"""One entry of a stream, and the file that it becomes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from amzn_review.batch.arrivals import PRODUCTS_SOURCE
from amzn_review.data_layout import REVIEW_SUFFIX, is_category

FOLDER, NAME, FILE, RECORD = "folder", "name", "file", "record"
UNNAMED_FOLDER = "reviews/unnamed"
_LONGEST_NAME = 150  # bytes; the id follows it, and a file system takes 255
_ID_IN_KEY = re.compile(r"[./]((?:redis|kafka)-\d+-\d+)\.json\.gz$", re.ASCII)


@dataclass(frozen=True)
class StreamEntry:
    """An entry as it came: its id (redis-MILLISECONDS-NUMBER or kafka-PARTITION-OFFSET) and its fields.

    `folder` is reviews/CATEGORY or metadata/products. `file` holds the bytes of a .json.gz file, or else
    `record` a line of JSON, or several. `name` is that file's name, if it had one.
    """

    entry_id: str
    fields: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """The file's place below uploaded/: the same whenever the entry is read, of no other entry."""
        stem = _text(self.fields.get(NAME, b"")).removesuffix(REVIEW_SUFFIX)
        is_usable = stem.isprintable() and "/" not in stem and stem[:1] != "."
        if not stem or not is_usable or len(stem.encode()) > _LONGEST_NAME:
            return f"{self.folder}/{self.entry_id}{REVIEW_SUFFIX}"
        return f"{self.folder}/{stem}.{self.entry_id}{REVIEW_SUFFIX}"

    @property
    def folder(self) -> str:
        """The folder that the entry names; reviews/unnamed if it names none that there can be."""
        named = _text(self.fields.get(FOLDER, b""))
        head, _, category = named.partition("/")
        is_known = named == PRODUCTS_SOURCE or (head == "reviews" and is_category(category))
        return named if is_known else UNNAMED_FOLDER

    @property
    def content(self) -> bytes:
        """The file's bytes. An entry without `file` and `record` is its own record: all its fields, as JSON.

        No review has these, so the loader sets it aside with its reason, and nothing of it is lost.
        """
        if FILE in self.fields:
            return self.fields[FILE]
        line = self.fields.get(RECORD)
        if line is None:
            line = json.dumps({name: _text(value) for name, value in self.fields.items()}).encode()
        return gzip.compress(line, mtime=0)


def entry_id_of(key: str) -> str | None:
    """The id of the entry that a file below uploaded/ was made from; None if it came another way."""
    found = _ID_IN_KEY.search(key)
    return found[1] if found else None


def _text(value: bytes) -> str:
    return value.decode(errors="surrogateescape")
