"""The databases on one PostgreSQL server: the warehouse and those beside it, each with its owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from services.postgres.connection_parameters import ANY_SERVER, EMBEDDED, query_of, shell_sentence
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from services.service_error import ServiceError
from settings import Settings
from storage.databases.database_encoding import (
    ENCODING,
    require_encoding,
    require_encoding_of,
)

AIRFLOW_DATABASE = "airflow"
REGISTRY_DATABASE = "mlflow"
RESULTS_DATABASE = "celery"


@dataclass(frozen=True)
class DatabaseAddress:
    """Where one database is and who owns it.

    `is_embedded`: on the server that this checkout starts. `shell` is what a refusal may have come from on
    any other: "" or a sentence about variables of libpq's that are set.
    """

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    is_embedded: bool = False
    shell: str = ""

    def uri(self, scheme: str, **more: str) -> str:
        """The address as a URI, special characters escaped, with the encoding and `more` in its query."""
        return (
            f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}"
            f"@{self.host}:{self.port}/{quote(self.database, safe='')}"
            f"{query_of(scheme, is_embedded=self.is_embedded, more=more)}"
        )

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection]:
        """One connection and one transaction. Raises ServiceError when the database refuses."""
        with self.refusals(), self.connect() as connection:
            yield connection

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn what the database refuses in the body into a ServiceError, one sentence."""
        try:
            yield
        except psycopg.Error as error:
            raise ServiceError(
                f"PostgreSQL refused in database {self.database} at {self.host}:{self.port}, "
                f"as user {self.user}: {_one_line(error)}. Mend that and run the same command again."
            ) from error

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection:
        """Open a connection that speaks UTF-8.

        Raises ServiceError naming the address when that fails, DatabaseEncodingError when the database has
        another encoding.
        """
        connection = self.open_door(autocommit=autocommit)
        require_encoding_of(connection)
        return connection

    def open_door(self, *, autocommit: bool = False) -> psycopg.Connection:
        """As `connect`, to a database of any encoding: one that only leads to others. Raises ServiceError."""
        stated = EMBEDDED if self.is_embedded else ANY_SERVER
        try:
            return psycopg.connect(
                make_conninfo("", **stated),
                host=self.host, port=self.port, dbname=self.database, user=self.user, password=self.password,
                connect_timeout=10, autocommit=autocommit,
            )  # fmt: skip
        except psycopg.OperationalError as error:
            raise ServiceError(
                f"PostgreSQL does not let {self.user} into database {self.database} at "
                f"{self.host}:{self.port}: {_one_line(error)}. Check POSTGRES_HOST, POSTGRES_PORT, "
                f"POSTGRES_USER and POSTGRES_PASSWORD.{self.shell} The embedded server, which "
                "`make init-local` starts, has the passwords of the .local/secrets.env that it was made with."
            ) from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def warehouse_address(settings: Settings) -> DatabaseAddress:
    """The warehouse, as its owner."""
    postgres = settings.postgres
    return _on_the_server(settings, postgres.database, postgres.user, settings.secrets().postgres_password)


def airflow_address(settings: Settings) -> DatabaseAddress:
    """Airflow's metadata."""
    return _beside_warehouse(settings, AIRFLOW_DATABASE, settings.secrets().airflow_database_password)


def registry_address(settings: Settings) -> DatabaseAddress:
    """The registry of rating models, which MLflow fills."""
    return _beside_warehouse(settings, REGISTRY_DATABASE, settings.secrets().derived(REGISTRY_DATABASE))


def results_address(settings: Settings) -> DatabaseAddress:
    """What became of the tasks of the models' queue: all that its workers may see of this server."""
    return _beside_warehouse(settings, RESULTS_DATABASE, settings.secrets().derived(RESULTS_DATABASE))


def stand_in_address(settings: Settings) -> DatabaseAddress:
    """The database behind the Redshift stand-in: with the same user and password, but without its port."""
    redshift = settings.redshift
    return _on_the_server(settings, redshift.database, redshift.user, redshift.password)


def _on_the_server(settings: Settings, database: str, user: str, password: str) -> DatabaseAddress:
    postgres = settings.postgres
    return DatabaseAddress(
        postgres.host, postgres.port, database, user, password, postgres.is_embedded,
        "" if postgres.is_embedded else shell_sentence(settings.environment),
    )  # fmt: skip


def _beside_warehouse(settings: Settings, database: str, password: str) -> DatabaseAddress:
    """A database whose user is of its own name on the embedded server, the warehouse's on a given one."""
    if settings.postgres.is_embedded:
        return _on_the_server(settings, database, database, password)
    return _on_the_server(settings, database, settings.postgres.user, settings.secrets().postgres_password)


def embedded_server(settings: Settings) -> PostgresServer:
    """This checkout's own server, started or not."""
    return PostgresServer(
        directory=_server_directory(settings),
        port=settings.postgres.port,
        superuser_password=settings.secrets().postgres_superuser_password,
    )


def stop_embedded_server(settings: Settings) -> bool:
    """Stop this checkout's own server. Returns whether it ran. Needs no password, so no secrets either."""
    return PostgresServer(_server_directory(settings), settings.postgres.port, superuser_password="").stop()


def _server_directory(settings: Settings) -> Path:
    return settings.state_dir / "postgres"


def ensure_databases(settings: Settings) -> bool:
    """Bring the server up (the embedded one), and make the databases with their owners if missing.

    Returns whether a server had to be started.
    On a server that POSTGRES_HOST names, POSTGRES_USER must own the databases or may create them.
    Raises ServiceError when a server or a database cannot be reached or made, and DatabaseEncodingError,
    before anything is made, when a database has another encoding than UTF-8.
    """
    addresses = [warehouse_address(settings), airflow_address(settings), registry_address(settings)]
    if settings.executor == "celery":
        addresses.append(results_address(settings))
    if settings.redshift_named.is_embedded:
        addresses.append(stand_in_address(settings))
    if settings.postgres.is_embedded:
        server = embedded_server(settings)
        started = server.start()
        administrator = _on_the_server(settings, "postgres", SUPERUSER, server.superuser_password)
        with administrator.refusals(), administrator.connect(autocommit=True) as connection:
            _require_encodings(connection, addresses)
            for address in addresses:
                _ensure_role(connection, address)
                _ensure_database(connection, address)
        return started
    _ensure_on_given_server(addresses)
    return False


def _ensure_role(connection: psycopg.Connection, address: DatabaseAddress) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", [address.user]).fetchone():
        name, password = sql.Identifier(address.user), sql.Literal(address.password)
        connection.execute(sql.SQL("create role {} login password {}").format(name, password))


def _require_encodings(connection: psycopg.Connection, addresses: Sequence[DatabaseAddress]) -> None:
    """Raise DatabaseEncodingError when one of the databases is there, but not in UTF-8."""
    known = "select pg_encoding_to_char(encoding) from pg_database where datname = %s"
    for address in addresses:
        if found := connection.execute(known, [address.database]).fetchone():
            require_encoding(found[0], address.database, f"{address.host}:{address.port}")


def _ensure_database(connection: psycopg.Connection, address: DatabaseAddress) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [address.database]).fetchone():
        return
    connection.execute(_creation(connection, address))
    revoked = sql.SQL("revoke connect on database {} from public")
    connection.execute(revoked.format(sql.Identifier(address.database)))


def _creation(connection: psycopg.Connection, address: DatabaseAddress) -> sql.Composed:
    """The statement that makes the database: in UTF-8, whatever the server's own is.

    Not every locale goes with UTF-8, and the server's own may be none of those that do; C goes with all.
    """
    known = "select pg_encoding_to_char(encoding) from pg_database where datname = 'template0'"
    of_server = connection.execute(known).fetchone()
    fitting = "" if of_server == (ENCODING,) else " LOCALE 'C'"
    statement = f"CREATE DATABASE {{}} OWNER {{}} ENCODING '{ENCODING}'{fitting} TEMPLATE template0"
    return sql.SQL(statement).format(sql.Identifier(address.database), sql.Identifier(address.user))


def _ensure_on_given_server(addresses: Sequence[DatabaseAddress]) -> None:
    """Create what is missing through any database the user can enter: its own, or `postgres`."""
    for entrance in (addresses[0].database, "postgres"):
        door = replace(addresses[0], database=entrance)
        try:
            connection = door.open_door(autocommit=True)
        except ServiceError:
            if entrance == "postgres":
                raise
            continue
        with door.refusals(), connection:
            _require_encodings(connection, addresses)
            for address in addresses:
                try:
                    _ensure_database(connection, address)
                except psycopg.errors.InsufficientPrivilege:
                    statement = _creation(connection, address)
                    raise ServiceError(
                        f"{address.user} may not create database {address.database} on {address.host}. "
                        f"Ask its administrator for: {statement.as_string(connection)};"
                    ) from None
        return
