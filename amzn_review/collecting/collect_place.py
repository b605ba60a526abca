"""Where a collector keeps its state and leaves what it collected: a DATA_DIR or a bucket."""

from __future__ import annotations

import gzip
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout
from amzn_review.s3.bucket_arrivals import UPLOADED
from storage.atomic_file import write_durably
from storage.bucket import Bucket
from storage.folder_lock import only_process
from storage.s3_error import ObjectGoneError


class CollectPlace(Protocol):
    """Each write is there whole or not at all, and is there when the call returns."""

    def only_one(self, source: str) -> AbstractContextManager[None]:
        """Hold the source for the block. Raises FolderBusyError."""

    def state_place(self, source: str) -> str:
        """Where the state of a source lies, for a sentence."""

    def read_state(self, source: str) -> bytes | None:
        """The state of a source, None before its first page."""

    def write_state(self, source: str, content: bytes) -> None:
        """Replace the state of a source."""

    def deliver(self, key: str, lines: bytes) -> None:
        """Leave lines where the loader finds them, packed if the key says so; they may come again."""


@dataclass(frozen=True)
class FolderPlace:
    """A DATA_DIR: states in collected/."""

    layout: DataLayout

    def only_one(self, source: str) -> AbstractContextManager[None]:
        """One process of this machine."""
        lock = self.layout.collected / f".{source}-lock"
        return only_process(lock, f"collector of {source}", self.layout.root)

    def state_place(self, source: str) -> str:
        """The file."""
        return str(self.layout.collected / f"{source}.json")

    def read_state(self, source: str) -> bytes | None:
        """Raises OSError."""
        try:
            return (self.layout.collected / f"{source}.json").read_bytes()
        except FileNotFoundError:
            return None

    def write_state(self, source: str, content: bytes) -> None:
        """Raises OSError."""
        write_durably(self.layout.collected / f"{source}.json", content)

    def deliver(self, key: str, lines: bytes) -> None:
        """Raises OSError."""
        write_durably(self.layout.uploaded / key, _packed(key, lines))


@dataclass(frozen=True)
class BucketPlace:
    """A bucket: states below collected/. The lock is one of this machine's, in DATA_DIR.

    Two machines that collect the same source at once write the same posts twice; the loader counts the second
    as duplicates.
    """

    bucket: Bucket
    layout: DataLayout

    def only_one(self, source: str) -> AbstractContextManager[None]:
        """One process of this machine."""
        return FolderPlace(self.layout).only_one(source)

    def state_place(self, source: str) -> str:
        """The object."""
        return self.bucket.address.url(f"collected/{source}.json")

    def read_state(self, source: str) -> bytes | None:
        """Raises S3Error."""
        try:
            return self.bucket.get(f"collected/{source}.json")
        except ObjectGoneError:
            return None

    def write_state(self, source: str, content: bytes) -> None:
        """Raises S3Error."""
        self.bucket.put(f"collected/{source}.json", content)

    def deliver(self, key: str, lines: bytes) -> None:
        """Raises S3Error."""
        self.bucket.put(UPLOADED + key, _packed(key, lines))


def _packed(key: str, lines: bytes) -> bytes:
    return gzip.compress(lines, mtime=0) if key.endswith(REVIEW_SUFFIX) else lines
