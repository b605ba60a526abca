"""One client's session: Redshift's SQL in, PostgreSQL's answers out."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from dataclasses import replace

from services.postgres.databases import DatabaseAddress
from services.redshift_stand_in.backend import IDLE, Backend, BackendError, statement_of
from services.redshift_stand_in.copy_command import is_copy_from_s3, read_copy
from services.redshift_stand_in.copy_load import CopyLoad
from services.redshift_stand_in.object_store import ObjectStore
from services.redshift_stand_in.refusal import RefusedStatementError
from services.redshift_stand_in.sql_token import Statement, split_statements
from services.redshift_stand_in.translation import translate
from services.redshift_stand_in.wire import CANCEL_REQUEST, GSS_REQUEST, SSL_REQUEST, HungUpError, Wire

# What Redshift says it is: clients that ask for newer features by this number must not find them here either.
SERVER_VERSION = b"8.0.2"
# Kinds of authentication request that the client answers: plain, MD5, SASL, SASL continued.
ANSWERED_AUTHENTICATION = (3, 5, 10, 11)
EXTENDED_PROTOCOL = b"PBDECFH"
BEGINS, ENDS = ("begin", "start"), ("commit", "end", "rollback", "abort")


class Session:
    """One client, from its first message to its last."""

    def __init__(self, connection: socket.socket, postgres: DatabaseAddress, store: ObjectStore) -> None:
        self._client = Wire(connection)
        self._postgres = postgres
        self._store = store
        self._session_id = 0
        self._last_copy_count = 0
        self._last_copy_id = 0

    def serve(self) -> None:
        """Serve until the client goes; what it left open PostgreSQL rolls back."""
        backend: Backend | None = None
        try:
            code, parameters = self._startup()
            upstream = socket.create_connection((self._postgres.host, self._postgres.port), timeout=10)
            upstream.settimeout(None)
            backend = Backend(Wire(upstream))
            backend.wire.send_startup(code, parameters)
            if code != CANCEL_REQUEST and self._authenticate(backend):
                self._prepare(backend, parameters)
                self._answer_queries(backend)
        except (HungUpError, OSError):
            return  # either side is gone: nobody is left to tell
        finally:
            self._client.close()
            if backend is not None:
                backend.wire.close()

    def _startup(self) -> tuple[int, bytes]:
        while True:
            code, rest = self._client.receive_startup()
            if code not in (SSL_REQUEST, GSS_REQUEST):
                return code, rest
            self._client.send_byte(b"N")  # loopback only: no encryption

    def _authenticate(self, backend: Backend) -> bool:
        """Let PostgreSQL and the client agree on the password. Returns whether they do."""
        while True:
            kind, body = backend.wire.receive()
            if kind == b"Z":
                backend.status = body
                return True
            if kind == b"S" and body.startswith(b"server_version\0"):
                body = b"server_version\0" + SERVER_VERSION + b"\0"
            if kind == b"K":
                (self._session_id,) = struct.unpack("!I", body[:4])
            self._client.send(kind, body)
            if kind == b"E":
                return False
            if kind == b"R" and struct.unpack("!I", body[:4])[0] in ANSWERED_AUTHENTICATION:
                backend.wire.send(*self._client.receive())

    def _prepare(self, backend: Backend, parameters: bytes) -> None:
        fields = parameters.rstrip(b"\0").split(b"\0")
        named = dict(zip(fields[::2], fields[1::2], strict=False))
        database = (named.get(b"database") or named[b"user"]).decode()
        self._postgres = replace(self._postgres, database=database)
        if not backend.ask(statement_of("prepared_database")):
            with self._postgres.connect(autocommit=True) as connection:
                connection.execute(statement_of("prepare_database").encode())
        backend.ask(statement_of("prepare_session"))
        # libpq escapes texts by what the server last said of backslashes.
        self._client.send(b"S", b"standard_conforming_strings\0off\0")
        self._client.send(b"S", b"client_encoding\0UTF8\0")
        self._client.send(b"Z", backend.status)

    def _answer_queries(self, backend: Backend) -> None:
        has_refused = False
        while True:
            kind, body = self._client.receive()
            if kind == b"X":
                backend.wire.send(b"X")
                return
            if kind == b"Q":
                self._query(backend, body.rstrip(b"\0").decode("utf-8", "surrogateescape"))
                self._client.send(b"Z", backend.status)
            elif kind == b"S":
                has_refused = False
                self._client.send(b"Z", backend.status)
            elif kind in (bytes([letter]) for letter in EXTENDED_PROTOCOL) and not has_refused:
                has_refused = True
                self._refuse_extended_protocol()

    def _refuse_extended_protocol(self) -> None:
        sentence = (
            "The Redshift stand-in speaks the simple query protocol only: connect with psycopg2 or psql. "
            "psycopg 3 binds on the server and is not made for Redshift."
        )
        self._client.send_fields(b"E", {"S": "ERROR", "V": "ERROR", "C": "0A000", "M": sentence})

    def _query(self, backend: Backend, source: str) -> None:
        statements = split_statements(source)
        if not statements:
            self._client.send(b"I")
            return
        # Several statements in one message are one transaction, unless they say otherwise themselves.
        is_wrapped = (
            len(statements) > 1
            and backend.status == IDLE
            and not any(statement.words[0] in BEGINS + ENDS for statement in statements)
        )
        if is_wrapped:
            backend.ask("begin")
        succeeded = self._run_all(backend, statements)
        if is_wrapped:
            backend.ask("commit" if succeeded else "rollback")

    def _run_all(self, backend: Backend, statements: Sequence[Statement]) -> bool:
        return all(self._run(backend, statement) for statement in statements)

    def _run(self, backend: Backend, statement: Statement) -> bool:
        """Run one statement, its answer sent but for ReadyForQuery. Returns whether it succeeded."""
        try:
            if is_copy_from_s3(statement):
                self._copy(backend, statement)
                return True
            translated = translate(
                statement,
                is_in_transaction=backend.status != IDLE,
                last_copy_count=self._last_copy_count,
                last_copy_id=self._last_copy_id,
            )
        except RefusedStatementError as error:
            backend.fail(str(error), error.code, self._client)
            return False
        except BackendError as error:
            self._client.send(b"E", error.body)
            return False
        return backend.relay(translated, self._client)

    def _copy(self, backend: Backend, statement: Statement) -> None:
        load = CopyLoad(
            read_copy(statement), backend, self._client, self._store, self._postgres, self._session_id
        )
        try:
            rows = load.run()
        finally:
            self._last_copy_id = load.query_id
        self._last_copy_count = rows
        completed = f"Load into table '{load.command.table_name}' completed"
        self._notice(f"{completed}, {rows} record(s) loaded successfully.")
        if load.errors:
            self._notice(
                f"{completed}, {len(load.errors)} record(s) could not be loaded.  "
                "Check 'sys_load_error_detail' system table for details."
            )
        self._client.send(b"C", b"COPY\0")

    def _notice(self, text: str) -> None:
        self._client.send_fields(b"N", {"S": "INFO", "V": "INFO", "C": "00000", "M": text})
