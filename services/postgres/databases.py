"""The databases on one PostgreSQL server: the warehouse and those beside it, each with its owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from services.postgres.postgres_server import SUPERUSER, PostgresServer
from services.service_error import ServiceError
from settings import Settings

AIRFLOW_DATABASE = "airflow"
REGISTRY_DATABASE = "mlflow"
RESULTS_DATABASE = "celery"


@dataclass(frozen=True)
class DatabaseAddress:
    """Where one database is and who owns it."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)

    def uri(self, scheme: str) -> str:
        """The address as a URI, special characters escaped."""
        return (
            f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}"
            f"@{self.host}:{self.port}/{quote(self.database, safe='')}"
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
        """Open a connection. Raises ServiceError naming the address when that fails."""
        try:
            return psycopg.connect(
                host=self.host, port=self.port, dbname=self.database, user=self.user, password=self.password,
                connect_timeout=10, autocommit=autocommit,
            )  # fmt: skip
        except psycopg.OperationalError as error:
            raise ServiceError(
                f"PostgreSQL does not let {self.user} into database {self.database} at "
                f"{self.host}:{self.port}: {_one_line(error)}. Check POSTGRES_HOST, POSTGRES_PORT, "
                "POSTGRES_USER and POSTGRES_PASSWORD. The embedded server, which `make init-local` starts, "
                "has the passwords of the .local/secrets.env that it was made with."
            ) from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def warehouse_address(settings: Settings) -> DatabaseAddress:
    """The warehouse, as its owner."""
    postgres = settings.postgres
    return DatabaseAddress(
        postgres.host, postgres.port, postgres.database, postgres.user, settings.secrets().postgres_password
    )


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
    redshift, postgres = settings.redshift, settings.postgres
    return DatabaseAddress(postgres.host, postgres.port, redshift.database, redshift.user, redshift.password)


def _beside_warehouse(settings: Settings, database: str, password: str) -> DatabaseAddress:
    """A database whose user is of its own name on the embedded server, the warehouse's on a given one."""
    postgres = settings.postgres
    if postgres.is_embedded:
        return DatabaseAddress(postgres.host, postgres.port, database, database, password)
    return DatabaseAddress(
        postgres.host, postgres.port, database, postgres.user, settings.secrets().postgres_password
    )


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
    Raises ServiceError when a server or a database cannot be reached or made.
    """
    addresses = [warehouse_address(settings), airflow_address(settings), registry_address(settings)]
    if settings.executor == "celery":
        addresses.append(results_address(settings))
    if settings.redshift_named.is_embedded:
        addresses.append(stand_in_address(settings))
    if settings.postgres.is_embedded:
        server = embedded_server(settings)
        started = server.start()
        administrator = DatabaseAddress(
            settings.postgres.host, settings.postgres.port, "postgres", SUPERUSER, server.superuser_password
        )
        with administrator.refusals(), administrator.connect(autocommit=True) as connection:
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


def _ensure_database(connection: psycopg.Connection, address: DatabaseAddress) -> None:
    if not connection.execute("select 1 from pg_database where datname = %s", [address.database]).fetchone():
        name, owner = sql.Identifier(address.database), sql.Identifier(address.user)
        connection.execute(sql.SQL("create database {} owner {}").format(name, owner))
        connection.execute(sql.SQL("revoke connect on database {} from public").format(name))


def _ensure_on_given_server(addresses: Sequence[DatabaseAddress]) -> None:
    """Create what is missing through any database the user can enter: its own, or `postgres`."""
    first = addresses[0]
    for entrance in (first.database, "postgres"):
        door = DatabaseAddress(first.host, first.port, entrance, first.user, first.password)
        try:
            connection = door.connect(autocommit=True)
        except ServiceError:
            if entrance == "postgres":
                raise
            continue
        with door.refusals(), connection:
            for address in addresses:
                try:
                    _ensure_database(connection, address)
                except psycopg.errors.InsufficientPrivilege:
                    name, owner = sql.Identifier(address.database), sql.Identifier(address.user)
                    statement = sql.SQL("CREATE DATABASE {} OWNER {};").format(name, owner)
                    raise ServiceError(
                        f"{address.user} may not create database {address.database} on {address.host}. "
                        f"Ask its administrator for: {statement.as_string(connection)}"
                    ) from None
        return
