"""Talks to the warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.providers.postgres.hooks.postgres import PostgresHook

from amzn_review.postgres.run_sql import run_sql
from storage.databases.database_encoding import in_utf8
from workflow.sql_paths import SQL_DIR

if TYPE_CHECKING:
    import psycopg

    from text_models.pipelines.text_pipeline import Warehouse

WAREHOUSE_CONNECTION = "warehouse"


class WarehouseHook(PostgresHook):
    """The warehouse of connection `warehouse`; statements are named by their file below workflow/sql/."""

    def __init__(self, connection_id: str = WAREHOUSE_CONNECTION) -> None:
        super().__init__(postgres_conn_id=connection_id)

    def get_conn(self) -> Any:
        """A connection that speaks UTF-8, even if the connection `warehouse` is somebody's own.

        Raises DatabaseEncodingError when the database has another encoding.
        """
        return in_utf8(super().get_conn())

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """One connection and one transaction: committed at the end, undone when the body raises."""
        with self.get_conn() as connection:
            yield connection

    def warehouse(self) -> Warehouse:
        """The warehouse as a text model's pipeline takes it."""
        from text_models.pipelines.text_pipeline import Warehouse

        return Warehouse(self.transaction, SQL_DIR)

    def run_file(self, name: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run one file in a transaction of its own. Returns the rows of its last statement."""
        with self.transaction() as connection:
            return run_sql(connection, SQL_DIR / name, parameters)

    def stream(self, name: str, parameters: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """The rows of one file's statement by a cursor of the server, some in memory at a time."""
        with self.transaction() as connection, connection.cursor("stream") as cursor:
            cursor.execute((SQL_DIR / name).read_bytes(), parameters)
            yield from cursor
