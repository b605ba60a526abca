"""Folders that one machine leaves for another: in a folder that both see, or in a bucket."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage.bucket_folder import BucketFolder, folders_below
from storage.s3_error import ObjectGoneError, S3Error

if TYPE_CHECKING:
    from storage.bucket import Bucket

SCHEME = "s3://"


@dataclass
class ArtifactStore:
    """Where places lie on this machine. A place is a path, or s3://bucket/key.

    What is in a bucket is copied below `scratch`, where places keep their positions to each other: a place
    beside another one is beside it there. A place that is a path is itself, and nothing is copied.
    """

    connect: Callable[[str], Bucket]
    scratch: Path
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _written: list[str] = field(default_factory=list)

    def path(self, place: str) -> Path:
        """Where the place lies here, whether it is there or not."""
        return self.scratch / place.removeprefix(SCHEME) if is_in_bucket(place) else Path(place)

    def read(self, place: str) -> Path:
        """The folder, to read. Raises S3Error when it was not handed over; S3Error, OSError."""
        path = self.read_if_there(place)
        if is_in_bucket(place) and not path.exists():
            raise S3Error(
                f"{place} was not handed over: there is no whole folder of that name. Clear the task that "
                "writes it.",
                "NoSuchKey",
            )
        return path

    def read_if_there(self, place: str) -> Path:
        """The folder, to read; it may not be there. Raises S3Error, OSError."""
        if is_in_bucket(place):
            self._folder(place).pull(self.path(place))
        return self.path(place)

    def read_file(self, place: str) -> Path:
        """The single file, to read; it may not be there. Raises S3Error, OSError."""
        path = self.path(place)
        if is_in_bucket(place):
            bucket, key = self._bucket_and_key(place)
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.write_bytes(bucket.get(key))
            except ObjectGoneError:
                path.unlink(missing_ok=True)
        return path

    def write(self, place: str) -> Path:
        """The folder, to write; it is stored when the block of `artifact_session` has ended well."""
        if is_in_bucket(place):
            self._written.append(place)
        return self.path(place)

    def push(self, place: str) -> None:
        """Hand the folder, or the single file, over as it is now. Raises S3Error, OSError."""
        if not is_in_bucket(place):
            return
        path = self.path(place)
        if path.is_file():
            bucket, key = self._bucket_and_key(place)
            bucket.put(key, path.read_bytes())
        elif path.is_dir():
            self._folder(place).push(path)

    def push_written(self) -> None:
        """Hand over what was written, in the order in which it was asked for. Raises S3Error, OSError."""
        for place in self._written:
            self.push(place)

    def folders(self, place: str) -> dict[str, datetime]:
        """The folders in a place, and when anything of each was last written. Raises S3Error, OSError."""
        if is_in_bucket(place):
            return folders_below(*self._bucket_and_key(place))
        path = Path(place)
        below = [path for path in path.iterdir() if path.is_dir()] if path.is_dir() else []
        return {folder.name: _last_written(folder) for folder in below}

    def remove(self, place: str) -> None:
        """Remove a folder, and the one that it was in if nothing else is. Raises S3Error, OSError."""
        if is_in_bucket(place):
            self._folder(place).remove()
            return
        shutil.rmtree(place)
        if not any(Path(place).parent.iterdir()):
            Path(place).parent.rmdir()

    def _folder(self, place: str) -> BucketFolder:
        return BucketFolder(*self._bucket_and_key(place))

    def _bucket_and_key(self, place: str) -> tuple[Bucket, str]:
        name, _, key = place.removeprefix(SCHEME).partition("/")
        if name not in self._buckets:
            self._buckets[name] = self.connect(name)
        return self._buckets[name], key.rstrip("/")


@contextmanager
def artifact_session(connect: Callable[[str], Bucket]) -> Iterator[ArtifactStore]:
    """A block that reads and writes places; what it writes is handed over when it ends well.

    `connect` gives the bucket of a name. Copies of this machine go with the block.
    """
    with tempfile.TemporaryDirectory(prefix="handed-over-") as scratch:
        store = ArtifactStore(connect, Path(scratch))
        yield store
        store.push_written()


def _last_written(folder: Path) -> datetime:
    latest = max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    return datetime.fromtimestamp(latest, UTC)


def is_in_bucket(place: str) -> bool:
    """Whether a place is s3://bucket/key, and no path."""
    return place.startswith(SCHEME)
