"""What the archive of loaded files holds, and one file of it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from amzn_review.archive.raw_pack import pack_path
from amzn_review.climate_layout import ClimateLayout
from amzn_review.data_layout import DataLayout
from amzn_review.documents_layout import DocumentsLayout
from errors import SentenceError


class DamagedPackError(SentenceError):
    """A batch's pack is no Parquet file; ``str()`` is one sentence."""


@dataclass(frozen=True)
class FolderRaw:
    """The archive of a DATA_DIR, asked as `BucketRaw` is."""

    layout: DataLayout

    def batches(self) -> list[str]:
        """As `archived_batches`."""
        return archived_batches(self.layout)

    def keys(self, batch_id: str) -> Iterator[str]:
        """As `archived_keys`."""
        return archived_keys(self.layout, batch_id)

    def holders(self, key: str, among: str | None = None) -> list[str]:
        """As the function `holders`."""
        return holders(self.layout, key, among)

    def open(self, batch_id: str, key: str) -> BinaryIO:
        """As `open_archived`."""
        return open_archived(self.layout, batch_id, key)


def archived_batches(layout: DataLayout) -> list[str]:
    """The batches that the archive holds files of, the oldest first; of climate `climate/<batch>`, last.

    Those of documents are `documents/<batch>`, behind them.
    """
    of_reviews = _batches_in(layout.raw)
    found = sorted(of_reviews - {"climate", "documents"})
    for beside in (ClimateLayout(layout.root).raw, DocumentsLayout(layout.root).raw):
        found += sorted(f"{beside.name}/{batch}" for batch in _batches_in(beside))
    return found


def _batches_in(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    with os.scandir(folder) as found:
        visible = [entry for entry in found if entry.name[0] != "."]
    packs = {entry.name.removesuffix(".parquet") for entry in visible if entry.name.endswith(".parquet")}
    return packs | {entry.name for entry in visible if entry.is_dir(follow_symlinks=False)}


def archived_keys(layout: DataLayout, batch_id: str) -> Iterator[str]:
    """The keys of a batch's files, in its pack and then beside it. Raises DamagedPackError, OSError."""
    pack = pack_path(layout, batch_id)
    if pack.exists():
        with _damage(pack), pq.ParquetFile(pack) as file:
            for rows in file.iter_batches(columns=["key"]):
                yield from rows.column("key").to_pylist()
    folder = layout.raw / batch_id
    files = (path for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")
    yield from sorted(path.relative_to(folder).as_posix() for path in files)


def holders(layout: DataLayout, key: str, among: str | None = None) -> list[str]:
    """The batches that archived a file of this key, the oldest first; only that one is looked at if `among`.

    Raises DamagedPackError, OSError.
    """
    return [
        batch_id
        for batch_id in archived_batches(layout)
        if among in (None, batch_id)
        and (_beside(layout, batch_id, key) or _packed(layout, batch_id, key, "key"))
    ]


def open_archived(layout: DataLayout, batch_id: str, key: str) -> BinaryIO:
    """The bytes of one file of `holders`, as they came. Raises LookupError, DamagedPackError, OSError."""
    if path := _beside(layout, batch_id, key):
        return path.open("rb")
    contents = _packed(layout, batch_id, key, "content")
    if not contents:
        raise LookupError(key)
    return io.BytesIO(contents[0])


def _packed(layout: DataLayout, batch_id: str, key: str, column: str) -> list[bytes]:
    """One column of the pack's rows of this key; the order of the keys spares most of the pack."""
    pack = pack_path(layout, batch_id)
    if not pack.exists():
        return []
    with _damage(pack):
        rows = pq.read_table(pack, columns=[column], filters=[("key", "=", key)])
        found: list[bytes] = rows.column(column).to_pylist()
        return found


def _beside(layout: DataLayout, batch_id: str, key: str) -> Path | None:
    """The file beside the pack; None for a key that leads anywhere else."""
    parts = PurePosixPath(key).parts
    path = layout.raw / batch_id / key
    return path if not {"..", "/"} & set(parts) and path.is_file() else None


@contextmanager
def _damage(pack: Path) -> Iterator[None]:
    try:
        yield
    except pa.ArrowException as error:
        raise DamagedPackError(f"{pack} cannot be read: {error}. Get it back from a copy.") from error
