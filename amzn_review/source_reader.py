"""Read the files of one source of a batch: records out, whatever is none set aside with its reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from amzn_review.bad_record import BadRecord, shown
from amzn_review.json_lines import read_lines
from amzn_review.manifest import Manifest, ManifestEntry

Record = TypeVar("Record")
WHOLE_FILE = 0


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one line (from 1), or the file or the rest of it (line 0), could not become a record."""

    source_key: str
    line_number: int
    reason: str
    field: str | None
    found: str
    expected: str


@dataclass
class SourceReader(Generic[Record]):
    """Reads the files of `source` line by line through `parse`.

    While `records()` runs it counts `files`, `listed` records (a file that cannot be read, or the rest of
    one, counts as one) and `held` files (changed since the batch was frozen, so left for the next), and
    collects `rejections`. Memory is one line's and that of `rejections`, which grow by one (some hundred
    bytes, whatever the line's length) with every line that is none.
    """

    manifest: Manifest
    source: str
    parse: Callable[[bytes], Record]
    files: int = 0
    listed: int = 0
    held: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    def records(self) -> Iterator[tuple[str, int, Record]]:
        """Each record with its file's key and its line number, from 1."""
        for entry in self.manifest.entries(self.source):
            self.files += 1
            path = self.manifest.find(entry)
            if path is None:
                self.listed += 1
                self.held += 1
                continue
            yield from self._records_of(entry, path)

    def _records_of(self, entry: ManifestEntry, path: Path) -> Iterator[tuple[str, int, Record]]:
        try:
            for number, line in _lines(path):
                self.listed += 1
                try:
                    yield entry.key, number, self.parse(line)
                except BadRecord as bad:
                    self._reject(entry.key, number, bad)
        except BadRecord as bad:
            self.listed += 1
            self._reject(entry.key, WHOLE_FILE, bad)

    def _reject(self, key: str, number: int, bad: BadRecord) -> None:
        self.rejections.append(Rejection(key, number, bad.reason, bad.field, bad.found, bad.expected))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The numbered, non-blank lines of a gzip file. Raises BadRecord when it cannot be read on."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except PermissionError as error:
        raise BadRecord("unreadable", "file", shown(str(error)), "a file this user may read") from error
    with os.fdopen(descriptor, "rb") as file:
        for number, line in enumerate(read_lines(file, path.name), start=1):
            if not line.isspace():
                yield number, line
