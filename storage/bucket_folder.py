"""Folders in a bucket: each appears whole or not at all, and replaces what stood there at once."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from storage.bucket import Bucket
from storage.s3_error import ObjectGoneError, S3Error

WHOLE = "whole.json"
_AT_ONCE = 8
_TRIES = 3


class _Whole(msgspec.Struct):
    """What makes a folder whole: the prefix of its files, and each one's size in bytes by its path."""

    generation: str
    files: dict[str, int]


@dataclass(frozen=True)
class BucketFolder:
    """The folder at `key` of `bucket`.

    Its files lie below `key`/<generation>/, and `key`/whole.json, written last, names the generation that
    counts. Empty folders are not kept. One writer at a time.
    """

    bucket: Bucket
    key: str

    def push(self, folder: Path) -> None:
        """Put the files of `folder` in the place of what is there, which stays when it raises.

        Raises S3Error, OSError.
        """
        before = [found.key for found in self.bucket.list(f"{self.key}/")]
        generation = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        files = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
        keys = [f"{self.key}/{generation}/{name}" for name in files]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self.bucket.upload, keys, files.values()))
        sizes = {name: path.stat().st_size for name, path in files.items()}
        self.bucket.put(self._whole_key, msgspec.json.encode(_Whole(generation, sizes)))
        self.bucket.delete_many(key for key in before if key != self._whole_key)

    def pull(self, folder: Path) -> bool:
        """Make `folder` the same as what is there; False, and no folder, when nothing is.

        Raises S3Error when a file is not as it was handed over, OSError.
        """
        for left in reversed(range(_TRIES)):
            whole = self._whole()
            if whole is None:
                return False
            try:
                self._download(whole, folder)
            except ObjectGoneError:
                # Another generation has taken its place meanwhile, or somebody has removed a file.
                if not left:
                    raise
            else:
                return True
        raise AssertionError("unreachable")

    def remove(self) -> None:
        """Remove the folder; that it is whole goes first. Raises S3Error."""
        self.bucket.delete_many([self._whole_key])
        self.bucket.delete_many([found.key for found in self.bucket.list(f"{self.key}/")])

    @property
    def _whole_key(self) -> str:
        return f"{self.key}/{WHOLE}"

    def _whole(self) -> _Whole | None:
        try:
            return msgspec.json.decode(self.bucket.get(self._whole_key), type=_Whole)
        except ObjectGoneError:
            return None
        except msgspec.DecodeError as error:
            raise S3Error(
                f"{self._whole_key} in {self.bucket.address.place} is damaged ({error}). Clear the task that "
                "writes this folder, or remove it."
            ) from error

    def _download(self, whole: _Whole, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pull-") as made:
            arrived = Path(made, "folder")
            arrived.mkdir()
            fetch = partial(self._fetch, whole, arrived)
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(fetch, whole.files))
            if folder.exists():
                shutil.rmtree(folder)
            arrived.rename(folder)

    def _fetch(self, whole: _Whole, folder: Path, name: str) -> None:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise S3Error(f"{self._whole_key} names {name!r}, which leads out of the folder: remove it.")
        key = f"{self.key}/{whole.generation}/{name}"
        found = self.bucket.head(key)
        if found is None:
            raise ObjectGoneError(key)
        if found.size != whole.files[name]:
            raise S3Error(
                f"{key} in {self.bucket.address.place} has {found.size:,} bytes, expected "
                f"{whole.files[name]:,}: it is not what was handed over. Clear the task that writes it."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        self.bucket.download(found, path)


def folders_below(bucket: Bucket, key: str) -> dict[str, datetime]:
    """The names of the folders one step below `key`, and when each was last written. Raises S3Error."""
    latest: dict[str, datetime] = {}
    for found in bucket.list(f"{key}/"):
        name, below, _ = found.key.removeprefix(f"{key}/").partition("/")
        if below:
            latest[name] = max(found.last_modified, latest.get(name, found.last_modified))
    return latest


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
