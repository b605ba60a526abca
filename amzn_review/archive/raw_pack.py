"""The archive of loaded files: one Parquet file a batch, and large files beside it as they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from amzn_review.data_layout import DataLayout
from storage.atomic_file import atomic_file

PACK_SCHEMA = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False),
        pa.field("blake2b", pa.string(), nullable=False),
        pa.field("content", pa.binary(), nullable=False),
    ],
    metadata={
        "about": "Files of one batch, bytes untouched: key below uploaded/, BLAKE2b-128 in hex, content."
    },
)
_ROWS_A_GROUP = 1_000
Packed = tuple[str, str, bytes]  # key, blake2b, content


def pack_path(layout: DataLayout, batch_id: str) -> Path:
    """The Parquet file of a batch."""
    return layout.raw / f"{batch_id}.parquet"


def write_pack(path: Path, files: Iterable[Packed]) -> int:
    """Write the files of a batch so that the archive is there whole, on the disk, or not at all.

    Returns their number. Memory is that of 1,000 small files. Raises OSError when the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with (
        atomic_file(path) as partial,
        partial.open("wb") as sink,
        pq.ParquetWriter(sink, PACK_SCHEMA, compression="zstd") as writer,
    ):
        for group in _groups(files):
            writer.write_table(pack_table(group))
            written += len(group)
    return written


def _groups(files: Iterable[Packed]) -> Iterator[list[Packed]]:
    group: list[Packed] = []
    for file in files:
        group.append(file)
        if len(group) == _ROWS_A_GROUP:
            yield group
            group = []
    if group:
        yield group


def pack_table(group: list[Packed]) -> Any:
    """One row group of a pack, an Arrow table."""
    columns = zip(*group, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, PACK_SCHEMA, strict=True)]
    return pa.table(arrays, PACK_SCHEMA)
