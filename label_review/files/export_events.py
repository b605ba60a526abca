"""Events of a task as CSV, JSON lines or Parquet, piece by piece: no file is held in memory.

PostgreSQL writes the lines itself (COPY TO STDOUT): that is several times as fast as rows made into objects.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv, parquet

from labels.event_import import EVENT_COLUMNS
from labels.label_statements import LabelStatements

CSV = "copy ({}) to stdout (format csv, header)"
# JSON writes control characters as \u00.., so that neither of these occurs in a line and nothing is quoted.
JSON = r"""copy (select row_to_json(events) from ({}) as events)
to stdout (format csv, delimiter e'\x02', quote e'\x01')"""
# Whole before its time zone is told: Parquet keeps microseconds in UTC.
_TYPES = {"labelled_at": pa.timestamp("us", tz="UTC"), "is_blind": pa.bool_()}
SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in EVENT_COLUMNS])
Pieces = Iterator[bytes]


def as_jsonl(connection: psycopg.Connection[Any], statements: LabelStatements, task: str) -> Pieces:
    """The events of a task in their order, a JSON object a line; times after RFC 3339."""
    return _copied(connection, statements, task, JSON)


def as_csv(connection: psycopg.Connection[Any], statements: LabelStatements, task: str) -> Pieces:
    """A header and a line an event, after RFC 4180, lines ending in \\n.

    Null is an empty field: no column holds an empty text.
    """
    return _copied(connection, statements, task, CSV)


def as_parquet(connection: psycopg.Connection[Any], statements: LabelStatements, task: str) -> Pieces:
    """A row group for each 16 MB of CSV, in which the longest text has its place."""
    buffer = io.BytesIO()
    lines = io.BufferedReader(_PiecesFile(as_csv(connection, statements, task)), 2**20)
    read = csv.ReadOptions(block_size=2**24)
    parse = csv.ParseOptions(newlines_in_values=True)
    convert = csv.ConvertOptions(
        column_types=SCHEMA,
        true_values=["t"],
        false_values=["f"],
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    with parquet.ParquetWriter(buffer, SCHEMA) as writer:
        for batch in csv.open_csv(lines, read, parse, convert):
            writer.write_batch(batch)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


WRITERS: dict[str, Callable[[psycopg.Connection[Any], LabelStatements, str], Pieces]] = {
    "csv": as_csv,
    "jsonl": as_jsonl,
    "parquet": as_parquet,
}


def _copied(connection: psycopg.Connection[Any], statements: LabelStatements, task: str, copy: str) -> Pieces:
    """What a COPY of the exported events gives; `copy` holds {} for their statement."""
    events = statements.text("export_labels").decode().strip().removesuffix(";")
    with connection.cursor() as cursor:
        cursor.execute("set local time zone 'UTC'")
        with cursor.copy(sql.SQL(copy).format(sql.SQL(events)), {"task": task}) as copied:
            for piece in copied:
                yield bytes(piece)


class _PiecesFile(io.RawIOBase):
    """Pieces of bytes, read as a file."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        taken = self._rest[: len(into)]
        into[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
