"""Whether a file of an export has one of some reviews."""

from __future__ import annotations

import io
from collections.abc import Collection

import pyarrow as pa
import pyarrow.parquet as pq

from text_files.framing.read_source import UnreadableFileError


def holds_any(name: str, parquet: bytes, review_ids: Collection[int]) -> bool:
    """Whether one of the reviews is in the file `name`; a file without their numbers holds none.

    Raises UnreadableFileError for a damaged file, of which nobody can say it.
    """
    try:
        if "review_id" not in pq.read_schema(io.BytesIO(parquet)).names:
            return False
        table = pq.read_table(io.BytesIO(parquet), columns=["review_id"])
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError(
            f"{name} is damaged ({' '.join(str(error).split())}): whether it holds a made-up review cannot "
            "be read. Remove it, or get it back, and run the same command again."
        ) from error
    return any(number in review_ids for number in table.column("review_id").to_pylist())
