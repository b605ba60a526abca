"""Texts keep their bytes in a database: whoever connects speaks UTF-8, and the database holds UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from errors import SentenceError

if TYPE_CHECKING:
    import psycopg

# As PostgreSQL calls it: https://www.postgresql.org/docs/current/multibyte.html#MULTIBYTE-CHARSET-SUPPORTED
ENCODING = "UTF8"


class DatabaseEncodingError(SentenceError):
    """A database that cannot hold every text as it was written: the sentence names it and its encoding."""


def require_encoding(found: str | None, database: str, server: str) -> None:
    """Raise DatabaseEncodingError unless `found`, the encoding of `database` at `server`, is UTF8."""
    if found != ENCODING:
        raise DatabaseEncodingError(
            f"Database {database} at {server} has encoding {found}; expected {ENCODING}, which holds every "
            "text as it was written. Nothing was written. Name another database in POSTGRES_DB, or rename "
            "this one and have it made again by CREATE DATABASE with ENCODING 'UTF8' TEMPLATE template0."
        )


def require_encoding_of(connection: psycopg.Connection[Any]) -> None:
    """The same for an open connection's database, as its server told it; when refused, it is closed."""
    of = connection.info
    try:
        require_encoding(of.parameter_status("server_encoding"), of.dbname, f"{of.host}:{of.port}")
    except DatabaseEncodingError:
        connection.close()
        raise


def in_utf8(connection: Any) -> Any:
    """A psycopg connection that somebody else configured, new, which sends and receives UTF-8 from now on.

    Raises DatabaseEncodingError, the connection closed.
    """
    require_encoding_of(connection)
    if connection.info.parameter_status("client_encoding") != ENCODING:
        connection.execute("set client_encoding to 'UTF8'")
        connection.commit()
    return connection
