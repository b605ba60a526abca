"""The PostgreSQL session behind one client: its messages relayed, and questions of the stand-in's own."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from psycopg import sql

from services.redshift_stand_in.wire import Wire

SQL_DIR = Path(__file__).parent / "sql"
IDLE, IN_TRANSACTION, FAILED = b"I", b"T", b"E"


class BackendError(Exception):
    """PostgreSQL refused a question of ours: `body` is its message, to be passed on as it is."""

    def __init__(self, body: bytes) -> None:
        fields = [field.decode(errors="replace") for field in body.split(b"\0") if field]
        super().__init__(next((field[1:] for field in fields if field[0] == "M"), "PostgreSQL failed"))
        self.body = body


class Backend:
    """The server's side. `status` is that of its last ReadyForQuery: I idle, T in a transaction, E failed."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.status = IDLE

    def relay(self, statement: str, client: Wire) -> bool:
        """Run a statement; the client gets its answer but for ReadyForQuery. Returns whether it succeeded."""
        self.wire.send(b"Q", statement.encode("utf-8", "surrogateescape") + b"\0")
        succeeded = True
        while True:
            kind, body = self.wire.receive()
            if kind == b"Z":
                self.status = body
                return succeeded
            if kind == b"E":
                succeeded = False
            client.send(kind, body)
            if kind == b"G":  # a client that copies in: refused before it comes here
                self.wire.send(b"f", b"COPY FROM STDIN is not for the client\0")

    def ask(self, statement: str) -> list[list[str | None]]:
        """Run a statement of ours and return its rows. Raises BackendError."""
        self.wire.send(b"Q", statement.encode() + b"\0")
        rows: list[list[str | None]] = []
        error: bytes | None = None
        while True:
            kind, body = self.wire.receive()
            if kind == b"D":
                rows.append(_fields(body))
            elif kind == b"E":
                error = body
            elif kind == b"Z":
                self.status = body
                if error is not None:
                    raise BackendError(error)
                return rows

    def fail(self, sentence: str, code: str, client: Wire) -> None:
        """Tell the client of an error of ours. A transaction under way has failed by it, as by any error."""
        if self.status == IN_TRANSACTION:
            with suppress(BackendError):
                self.ask("do $$ begin raise exception 'refused'; end $$")
        client.send_fields(b"E", {"S": "ERROR", "V": "ERROR", "C": code, "M": sentence})

    def begin_copy(self, table: str, columns: Iterable[str]) -> None:
        """Open PostgreSQL's own COPY for rows in its text format. Raises BackendError."""
        names = ", ".join(quoted(column) for column in columns)
        self.wire.send(b"Q", f"copy {table} ({names}) from stdin".encode() + b"\0")
        while True:
            kind, body = self.wire.receive()
            if kind == b"G":
                return
            if kind == b"E":
                self._until_ready()
                raise BackendError(body)

    def send_rows(self, data: bytes) -> None:
        """Send rows of the COPY under way."""
        self.wire.send(b"d", data)

    def end_copy(self, *, is_given_up: bool) -> int:
        """End the COPY. Returns the number of rows; none when it is given up. Raises BackendError."""
        self.wire.send(*((b"f", b"given up\0") if is_given_up else (b"c", b"")))
        rows, error = self._until_ready()
        if error is not None and not is_given_up:
            raise BackendError(error)
        return rows

    def _until_ready(self) -> tuple[int, bytes | None]:
        rows, error = 0, None
        while True:
            kind, body = self.wire.receive()
            if kind == b"C" and (count := re.fullmatch(rb"COPY (\d+)\0", body)):
                rows = int(count[1])
            elif kind == b"E":
                error = body
            elif kind == b"Z":
                self.status = body
                return rows, error


def statement_of(name: str) -> str:
    """One of the stand-in's own statements, by its file's stem."""
    return (SQL_DIR / f"{name}.sql").read_text()


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return sql.Identifier(name).as_string()


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return sql.Literal(text).as_string()


def _fields(body: bytes) -> list[str | None]:
    (count,) = struct.unpack("!H", body[:2])
    position = 2
    fields: list[str | None] = []
    for _ in range(count):
        (length,) = struct.unpack("!i", body[position : position + 4])
        position += 4
        if length < 0:
            fields.append(None)
            continue
        fields.append(body[position : position + length].decode())
        position += length
    return fields
