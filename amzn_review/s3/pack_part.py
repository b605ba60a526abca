"""The small originals of one segment of a batch, packed as the local archive packs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from amzn_review.archive.raw_pack import PACK_SCHEMA, Packed, pack_table


class PackPart:
    """A Parquet file that is written group by group; there is none before the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None

    def add(self, originals: list[Packed]) -> None:
        """Take a group of originals, in the order of their keys. Raises OSError."""
        if originals:
            if self._writer is None:
                self._writer = pq.ParquetWriter(self.path, PACK_SCHEMA, compression="zstd")
            self._writer.write_table(pack_table(originals))

    def finish(self) -> bool:
        """Close the file. Returns whether there is one."""
        if self._writer is None:
            return False
        self._writer.close()
        return True
