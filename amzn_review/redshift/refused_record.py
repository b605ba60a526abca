"""A record that COPY refuses, and where it came from."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
import orjson

from amzn_review.batch.arrivals import printable

if TYPE_CHECKING:
    from storage.bucket import Bucket

REASON = "warehouse-refused"
_LONGEST = 200


class RefusedRecord(msgspec.Struct, frozen=True):
    """One record: the line of a file below uploaded/, and what Redshift says of it."""

    source_key: str
    line_number: int
    field: str
    found: str
    expected: str

    def row(self, batch_id: str) -> tuple[object, ...]:
        """The columns of workflow/sql/redshift/load/quarantine_refused.sql, in their order."""
        return (
            batch_id, self.source_key, self.line_number, REASON, self.field, self.found, self.expected, False,
        )  # fmt: skip


class RefusedLine(msgspec.Struct, frozen=True):
    """One row of sys_load_error_detail: a line, from 1, of an object s3://…, and why."""

    file_name: str
    line_number: int
    column_name: str
    column_type: str
    column_length: str
    error_message: str


def refused_records(bucket: Bucket, lines: Sequence[RefusedLine]) -> Iterator[RefusedRecord]:
    """The records of refused lines, each read from the object that COPY read. Raises S3Error."""
    of_objects: dict[str, dict[int, RefusedLine]] = {}
    for line in lines:
        of_objects.setdefault(line.file_name, {})[line.line_number] = line
    for file_name, wanted in of_objects.items():
        content = gzip.decompress(bucket.get(_key(bucket, file_name)))
        for number, text in enumerate(content.split(b"\n"), start=1):
            if number in wanted:
                yield _record(wanted[number], orjson.loads(text))


def _record(line: RefusedLine, row: dict[str, object]) -> RefusedRecord:
    value = row.get(line.column_name)
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    shown = text if text.isprintable() else ascii(text)[1:-1]
    found = f"{len(text.encode()):,} bytes: {shown}"
    length = f"({line.column_length})" if line.column_length.strip("0") else ""
    return RefusedRecord(
        printable(str(row["source_key"])),
        int(str(row["line_number"])),
        line.column_name,
        found if len(found) <= _LONGEST else found[: _LONGEST - 1] + "…",
        f"what Redshift's {line.column_type}{length} takes: {line.error_message}"[:_LONGEST],
    )


def _key(bucket: Bucket, file_name: str) -> str:
    return file_name.removeprefix(f"s3://{bucket.address.bucket}/")
