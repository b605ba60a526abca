"""Reviews on their way from a warehouse to the models: Parquet shards of normalised texts.

Part of the export contract, see `reviews_writer` and docs/rating_data.md.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
from pyarrow import compute, parquet

from text_models.corpus.shard_names import find_shards, name_shards

PARTS = ("new", "train", "evaluation")
SCHEMA = pa.schema([("review_id", pa.int64()), ("text", pa.string()), ("rating", pa.int8())])
SHARD_ROWS = 100_000
ROWS_AT_ONCE = 8_192
RATINGS = range(1, 6)
REMEDY = "Export the reviews again."

Row = tuple[int, str, int]


class PartWriter:
    """Writes `part`-00000-of-0000N.parquet files of at most `shard_rows` rows (review_id, text, rating).

    A context manager. The files get their names when the block ends well; no row gives one file without rows.
    """

    def __init__(self, folder: Path, part: str, *, shard_rows: int = SHARD_ROWS) -> None:
        self.folder, self.part, self.shard_rows = folder, part, shard_rows
        self.rows = 0
        self._unnamed: list[Path] = []
        self._file: Any = None
        self._room = 0

    def __enter__(self) -> Self:
        self._next_file()
        return self

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows; those that have no room in this file go to the next."""
        start = 0
        while start < len(rows):
            if not self._room:
                self._next_file()
            some = rows[start : start + self._room]
            columns = [
                pa.array(column, field.type)
                for column, field in zip(zip(*some, strict=True), SCHEMA, strict=True)
            ]
            self._file.write_table(pa.table(columns, schema=SCHEMA))
            self._room -= len(some)
            start += len(some)
        self.rows += len(rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        if kind is None:
            name_shards(self._unnamed, self.part, "parquet")

    def _next_file(self) -> None:
        if self._file is not None:
            self._file.close()
        self._unnamed.append(self.folder / f"{self.part}-{len(self._unnamed):05d}.partial")
        # Parquet finds a file that was cut, but bytes changed within a page only by these checksums.
        self._file = parquet.ParquetWriter(self._unnamed[-1], SCHEMA, write_page_checksum=True)
        self._room = self.shard_rows


def read_part(folder: Path, part: str) -> Iterator[pa.RecordBatch]:
    """Yield the rows of "train", "evaluation" or "new" in the order written, some thousands at a time.

    Columns review_id (int64), text (string, normalised), rating (int8, 1..5), none of them null. Raises
    FileNotFoundError when a shard is missing, ValueError when one is damaged or holds anything else; both
    name it.
    """
    for path in find_shards(folder, part, "parquet", remedy=REMEDY):
        try:
            with parquet.ParquetFile(path, page_checksum_verification=True) as file:
                if not file.schema_arrow.equals(SCHEMA):
                    raise ValueError(
                        f"{path} has the columns {_columns(file.schema_arrow)}, expected "
                        f"{_columns(SCHEMA)}: export the reviews again."
                    )
                for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                    _require_values(path, batch)
                    yield batch
        except (pa.ArrowInvalid, OSError) as error:
            raise ValueError(f"{path} is no whole Parquet file ({error}). {REMEDY}") from error


def _require_values(path: Path, batch: pa.RecordBatch) -> None:
    """Raises ValueError at a null, or a rating that no star has."""
    for field in SCHEMA:
        if batch.column(field.name).null_count:
            raise ValueError(
                f"{path} has a review whose {field.name} is null, expected a value in every row: export the "
                "reviews again."
            )
    ratings = compute.min_max(batch.column("rating")).as_py()
    for found in ratings.values():
        if found is not None and found not in RATINGS:
            raise ValueError(
                f"{path} has a review of rating {found}, expected {RATINGS[0]} to {RATINGS[-1]}: export the "
                "reviews again."
            )


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {field.type}" for field in schema)
