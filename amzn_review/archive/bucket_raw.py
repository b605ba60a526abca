"""What the archive in a bucket holds, and one file of it."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from amzn_review.archive.raw_listing import DamagedPackError
from amzn_review.documents_layout import DOCUMENTS_SOURCE
from storage.bucket import Bucket
from storage.stored_object import StoredObject

_RAW = "raw/"
_OF_DOCUMENTS = f"{DOCUMENTS_SOURCE}/"
_PACK = re.compile(r"part-\d{5}\.parquet")


@dataclass(frozen=True)
class BucketRaw:
    """The archive below raw/ of a bucket; a batch of documents is called documents/<batch>.

    A pack is read whole for the names in it. Each method raises S3Error, OSError, DamagedPackError.
    """

    bucket: Bucket

    def batches(self) -> list[str]:
        """The batches that the archive holds files of, the oldest first; those of documents last."""
        found = {_batch_of(it.key.removeprefix(_RAW)) for it in self.bucket.list(_RAW)}
        return sorted(found, key=lambda batch: (batch.startswith(_OF_DOCUMENTS), batch))

    def keys(self, batch_id: str) -> Iterator[str]:
        """The keys of a batch's files, in its packs and then beside them."""
        beside = []
        for found in self._objects(batch_id):
            if _PACK.fullmatch(self._name(found, batch_id)):
                yield from self._column(found, "key")
            else:
                beside.append(self._name(found, batch_id))
        yield from sorted(beside)

    def holders(self, key: str, among: str | None = None) -> list[str]:
        """The batches that archived a file of this key, the oldest first; of one batch if `among`."""
        batches = self.batches()
        return [batch for batch in batches if among in (None, batch) and key in self.keys(batch)]

    def open(self, batch_id: str, key: str) -> BinaryIO:
        """The bytes of one file of `holders`, as they came. Raises LookupError too."""
        for found in self._objects(batch_id):
            name = self._name(found, batch_id)
            if name == key:
                return _downloaded(self.bucket, found)
            if _PACK.fullmatch(name) and (contents := self._column(found, "content", key)):
                return io.BytesIO(contents[0])
        raise LookupError(key)

    def _objects(self, batch_id: str) -> Iterator[StoredObject]:
        return self.bucket.list(f"{_RAW}{batch_id}/")

    def _name(self, found: StoredObject, batch_id: str) -> str:
        return found.key.removeprefix(f"{_RAW}{batch_id}/")

    def _column(self, pack: StoredObject, column: str, key: str | None = None) -> list[Any]:
        """One column of a pack's rows, of those of a key if it is named."""
        filters = None if key is None else [("key", "=", key)]
        with _downloaded(self.bucket, pack) as file, self._damage(pack):
            rows: list[Any] = pq.read_table(file, columns=[column], filters=filters)[column].to_pylist()
            return rows

    @contextmanager
    def _damage(self, pack: StoredObject) -> Iterator[None]:
        try:
            yield
        except pa.ArrowException as error:
            address = self.bucket.address.url(pack.key)
            raise DamagedPackError(f"{address} cannot be read: {error}. Get it back from a copy.") from error


def _batch_of(key: str) -> str:
    folders = key.split("/")
    return "/".join(folders[: 2 if key.startswith(_OF_DOCUMENTS) else 1])


def _downloaded(bucket: Bucket, wanted: StoredObject) -> BinaryIO:
    """An object of any size as a file without a name."""
    with tempfile.TemporaryDirectory(prefix="raw-") as folder:
        path = Path(folder, "object")
        bucket.download(wanted, path)
        return path.open("rb")
