"""Whether a file of an export has one of some reviews."""

from __future__ import annotations

import io
from collections.abc import Collection

import pyarrow as pa
import pyarrow.parquet as pq


def holds_any(parquet: bytes, review_ids: Collection[int]) -> bool:
    """Whether one of the reviews is in the file; a damaged file holds none."""
    try:
        table = pq.read_table(io.BytesIO(parquet), columns=["review_id"])
    except (pa.ArrowException, OSError, KeyError):
        return False
    return any(number in review_ids for number in table.column("review_id").to_pylist())
