"""Run one COPY from S3 inside the client's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from services.postgres.databases import DatabaseAddress
from services.redshift_stand_in.backend import Backend, literal, statement_of
from services.redshift_stand_in.copy_command import CopyCommand
from services.redshift_stand_in.copy_rows import CopyRows, LoadError, copy_rows
from services.redshift_stand_in.copy_value import CopyColumn
from services.redshift_stand_in.json_path import JsonPathError
from services.redshift_stand_in.object_store import ObjectStore, ObjectStoreError
from services.redshift_stand_in.refusal import RefusedStatementError
from services.redshift_stand_in.wire import HungUpError, Wire

INTERNAL_ERROR = "XX000"
UNDEFINED_TABLE = "42P01"
UNDEFINED_COLUMN = "42703"
FULL_BYTES = 256 * 1024


@dataclass
class CopyLoad:
    """One COPY under way: what it reads, and what it has found until now."""

    command: CopyCommand
    backend: Backend
    client: Wire
    store: ObjectStore
    database: DatabaseAddress
    session_id: int
    query_id: int = 0
    table_id: int = 0
    errors: list[LoadError] = field(default_factory=list)

    def run(self) -> int:
        """Load the rows. Returns how many.

        Raises RefusedStatementError when nothing was loaded, BackendError when PostgreSQL refuses a row,
        HungUpError when the client is gone. Refused lines are in sys_load_error_detail in any case.
        """
        started_at = datetime.now(UTC).replace(tzinfo=None)
        # Asked outside of the client's transaction, which may not write.
        with self.database.connect(autocommit=True) as connection:
            row = connection.execute(statement_of("next_query_id").encode()).fetchone()
            self.query_id = int(row[0]) if row else 0
        columns = self._columns()
        try:
            rows = copy_rows(self.command, columns, self.store)
            return self._load(rows, columns)
        except (ObjectStoreError, JsonPathError) as error:
            raise RefusedStatementError(str(error), INTERNAL_ERROR) from error
        finally:
            self._record(started_at)

    def _load(self, rows: CopyRows, columns: Sequence[CopyColumn]) -> int:
        self.backend.begin_copy(self.command.table, [column.name for column in columns])
        try:
            self._send(rows)
        except (ObjectStoreError, HungUpError, RefusedStatementError):
            self.backend.end_copy(is_given_up=True)
            raise
        return self.backend.end_copy(is_given_up="noload" in self.command.switches)

    def _send(self, rows: CopyRows) -> None:
        chunk = bytearray()
        for row in rows:
            if isinstance(row, LoadError):
                self.errors.append(row)
                # Of 0 allowed the first is one too many; of n the n-th, as Amazon's page on MAXERROR has it.
                if len(self.errors) >= max(1, self.command.most_errors):
                    raise RefusedStatementError(
                        f"Load into table '{self.command.table_name}' failed. "
                        "Check 'sys_load_error_detail' system table for details.",
                        INTERNAL_ERROR,
                    )
                continue
            chunk += row
            if len(chunk) >= FULL_BYTES:
                self._send_chunk(chunk)
        self._send_chunk(chunk)

    def _send_chunk(self, chunk: bytearray) -> None:
        if self.client.has_hung_up():
            raise HungUpError("the client is gone in the middle of a COPY")
        self.backend.send_rows(bytes(chunk))
        chunk.clear()

    def _columns(self) -> list[CopyColumn]:
        asked = statement_of("columns_of_table").replace("%(table_name)s", literal(self.command.table))
        found = self.backend.ask(asked)
        if not found:
            raise RefusedStatementError(
                f"Cannot COPY into nonexistent table {self.command.table_name}", UNDEFINED_TABLE
            )
        self.table_id = int(found[0][5] or 0)
        known = {
            str(name): CopyColumn(str(name), str(kind), int(modifier or -1), is_not_null == "t")
            for name, kind, modifier, is_not_null, _, _ in found
        }
        generated = {str(row[0]) for row in found if row[4]}
        names = self.command.columns or [name for name in known if name not in generated]
        for name in names:
            if name not in known:
                raise RefusedStatementError(
                    f'column "{name}" of relation "{self.command.table_name}" does not exist',
                    UNDEFINED_COLUMN,
                )
        return [known[name] for name in names]

    def _record(self, started_at: datetime) -> None:
        if not self.errors:
            return
        about_all = {
            "query_id": self.query_id,
            "session_id": self.session_id,
            "database_name": self.database.database,
            "table_id": self.table_id,
            "start_time": started_at,
        }
        with self.database.connect() as connection, connection.cursor() as cursor:
            cursor.executemany(
                statement_of("record_load_error").encode(),
                [
                    about_all | {key: _short(key, value) for key, value in asdict(error).items()}
                    for error in self.errors
                ],
            )


def _short(name: str, value: object) -> object:
    """A text as long as the system table's column."""
    longest = {"file_name": 256, "error_message": 512, "column_type": 10}.get(name)
    return value[:longest] if isinstance(value, str) else value
