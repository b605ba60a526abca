"""The objects of one COPY, line by line: rows for PostgreSQL, and the lines that Redshift would refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.redshift_stand_in.copy_command import CopyCommand
from services.redshift_stand_in.copy_value import CopyColumn, ExactNumber
from services.redshift_stand_in.json_path import JsonPath, JsonPathError, read_json_paths, value_at
from services.redshift_stand_in.moment_value import ValueRefusedError
from services.redshift_stand_in.object_store import ManifestEntry, ObjectStore

LONGEST_OBJECT = 4 * 1024 * 1024
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class LoadError:
    """One line refused, with what sys_load_error_detail says of it."""

    file_name: str
    line_number: int
    column_name: str
    column_type: str
    column_length: str
    error_code: int
    error_message: str


@dataclass(frozen=True)
class CopyRows:
    """One COPY: the command, the columns it fills, the paths of their values, the objects to read."""

    command: CopyCommand
    columns: Sequence[CopyColumn]
    paths: Sequence[JsonPath]
    urls: Sequence[str]
    store: ObjectStore

    def __iter__(self) -> Iterator[bytes | LoadError]:
        """Each line: a row in PostgreSQL's text format, or why there is none."""
        for url in self.urls:
            lines = self.store.lines(url, is_gzip="gzip" in self.command.switches)
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield self._row(url, number, line)

    def _row(self, url: str, number: int, line: bytes) -> bytes | LoadError:
        if len(line) > LONGEST_OBJECT:
            return LoadError(url, number, "", "", "", 1216, f"JSON object longer than {LONGEST_OBJECT} bytes")
        try:
            document = json.loads(line, parse_float=ExactNumber, parse_constant=_no_number)
        except UnicodeDecodeError as error:
            message = f"String contains invalid or unsupported UTF8 codepoints. {error.reason}"
            return LoadError(url, number, "", "", "", 1220, message)
        except ValueError as error:
            return LoadError(url, number, "", "", "", 1216, f"Invalid JSON: {error}")
        if not isinstance(document, dict):
            return LoadError(url, number, "", "", "", 1216, "Invalid JSON: expected an object")
        fields = []
        for column, path in zip(self.columns, self.paths, strict=True):
            try:
                text = column.take(value_at(document, path), self.command)
            except ValueRefusedError as error:
                length = str(column.length) if column.length else ""
                return LoadError(
                    url, number, column.name, column.redshift_type, length, error.code, str(error)
                )
            fields.append("\\N" if text is None else text.translate(_ESCAPES))
        return ("\t".join(fields) + "\n").encode()


def copy_rows(command: CopyCommand, columns: Sequence[CopyColumn], store: ObjectStore) -> CopyRows:
    """What the command will read, checked against the manifest. Raises ObjectStoreError, JsonPathError."""
    if command.json_paths.lower().startswith("auto"):
        paths: list[JsonPath] = [(column.name,) for column in columns]
    else:
        paths = read_json_paths(store.read(command.json_paths), command.json_paths)
        if len(paths) != len(columns):
            raise JsonPathError(
                f"Number of jsonpaths and the number of columns should match. "
                f"JSONPath size: {len(paths)}, Number of columns in table or column list: {len(columns)}"
            )
    if "manifest" in command.switches:
        entries = store.manifest(command.source)
    else:
        entries = [ManifestEntry(url, True, None) for url in store.keys_below(command.source)]
        if not entries:
            raise JsonPathError(f"The specified S3 prefix '{command.source}' does not exist")
    urls = [entry.url for entry in entries if store.is_as_listed(entry)]
    return CopyRows(command, columns, paths, urls, store)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
