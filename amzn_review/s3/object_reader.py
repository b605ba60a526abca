"""The objects of a batch as bytes, each read once, for whoever reads records out of files."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import BinaryIO, cast

from amzn_review.batch.batch_file import FileChangedError
from amzn_review.batch.manifest import ManifestEntry
from storage.bucket import Bucket
from storage.s3_error import ObjectChangedError, ObjectGoneError
from storage.stored_object import StoredObject

LARGE_BYTES = 8 * 1024 * 1024  # an object beyond this size is read through a file, alone


class ObjectReader:
    """Serves the objects of a slice: those of `contents` from memory, a large one from a file in `folder`."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self.contents: dict[str, bytes] = {}
        self.large: dict[str, StoredObject] = {}
        self._bucket = bucket
        self._folder = folder

    def content(self, entry: ManifestEntry) -> bytes:
        """The bytes of an object that is not large. Raises FileChangedError when it was not to be had."""
        content = self.contents.get(entry.key)
        if content is None:
            raise FileChangedError(entry.key)
        return content

    def open_listed(self, entry: ManifestEntry) -> BinaryIO:
        """An object of any size. Raises FileChangedError, before anything of it is read; S3Error, OSError."""
        if entry.key not in self.large:
            return io.BytesIO(self.content(entry))
        return cast(BinaryIO, self.file(entry.key).open("rb"))

    def file(self, key: str) -> Path:
        """A large object in a file; it stays until `forget`. Raises as `open_listed`."""
        path = self._folder / "large"
        if not path.exists():
            try:
                self._bucket.download(self.large[key], path)
            except (ObjectGoneError, ObjectChangedError) as error:
                raise FileChangedError(key) from error
        return path

    def age_seconds(self, key: str) -> float:
        """Old: an object appears whole, so that a broken one is never still being written."""
        return math.inf

    def forget(self) -> None:
        """Let go of what was read."""
        self.contents.clear()
        self.large.clear()
        (self._folder / "large").unlink(missing_ok=True)
