"""A real PostgreSQL for the whole session, and an empty warehouse for each test that asks for one."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from amzn_review.postgres.tables import create_tables
from services.postgres.databases import REGISTRY_DATABASE, DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.free_port import free_port
from text_models.versions.registry import Registry

pytest_plugins = [
    "tests.rating_fixtures",
    "tests.s3_site",
    "tests.stream_server",
    "tests.redshift_site",
    "tests.side_by_side",
    "tests.amzn_review.load_site",
    "tests.amzn_review.redshift.document_site",
    "tests.amzn_review.redshift.warehouse_site",
    "tests.workflow.aws_site",
]
PROJECT_ROOT = Path(__file__).resolve().parents[1]
SQL_DIR = PROJECT_ROOT / "workflow" / "sql"

# Airflow and the DAG read their settings when they are imported, which is when tests are collected.
SESSION_DIR = Path(tempfile.mkdtemp(prefix="amzn-review-tests-"))
SERVER = PostgresServer(SESSION_DIR / "postgres", free_port(), secrets.token_urlsafe(16))
AIRFLOW_METADATA = DatabaseAddress(
    "127.0.0.1", SERVER.port, "airflow_of_tests", SUPERUSER, SERVER.superuser_password
)
DAG_WAREHOUSE = DatabaseAddress("127.0.0.1", SERVER.port, "dag", SUPERUSER, SERVER.superuser_password)
# The name that the registry has on any server, so that commands find it here too.
REGISTRY = DatabaseAddress("127.0.0.1", SERVER.port, REGISTRY_DATABASE, SUPERUSER, SERVER.superuser_password)
os.environ.update(
    DATA_DIR=str(SESSION_DIR / "data"),
    DATA_CATEGORIES="",
    EXECUTOR="local",
    STORAGE="folder",
    RATING_STORAGE="",
    RATING_EPOCHS="1",
    AIRFLOW_HOME=str(SESSION_DIR / "airflow"),
    AIRFLOW__CORE__DAGS_FOLDER=str(PROJECT_ROOT / "workflow" / "dags"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=AIRFLOW_METADATA.uri("postgresql+psycopg2"),
    AIRFLOW_CONN_WAREHOUSE=DAG_WAREHOUSE.uri("postgresql"),
    AIRFLOW_CONN_RATING_REGISTRY=REGISTRY.uri("postgresql"),
    OMP_WAIT_POLICY="PASSIVE",
    TF_CPP_MIN_LOG_LEVEL="2",
)


def pytest_unconfigure() -> None:
    """Remove the folder of this process, which has one even if none of its tests needed it."""
    shutil.rmtree(SESSION_DIR)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """The session's own PostgreSQL; its data go with the session's folder."""
    SERVER.start()
    yield SERVER
    SERVER.stop()


@pytest.fixture(scope="session")
def administrator(server: PostgresServer) -> Iterator[psycopg.Connection]:
    """A superuser's connection outside any transaction."""
    address = DatabaseAddress("127.0.0.1", server.port, "postgres", SUPERUSER, server.superuser_password)
    with address.connect(autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def template(server: PostgresServer, administrator: psycopg.Connection) -> str:
    """The name of a database with the warehouse's tables, to copy from."""
    administrator.execute("create database template_warehouse")
    address = DatabaseAddress(
        "127.0.0.1", server.port, "template_warehouse", SUPERUSER, server.superuser_password
    )
    with address.connect() as connection:
        create_tables(connection, SQL_DIR)
    return "template_warehouse"


@pytest.fixture
def warehouse(
    server: PostgresServer, administrator: psycopg.Connection, template: str
) -> Iterator[psycopg.Connection]:
    """A connection to an empty warehouse of the test's own."""
    administrator.execute(f"create database warehouse template {template}")
    address = DatabaseAddress("127.0.0.1", server.port, "warehouse", SUPERUSER, server.superuser_password)
    with address.connect() as connection:
        yield connection
    administrator.execute("drop database warehouse with (force)")


@pytest.fixture
def empty_database(server: PostgresServer, administrator: psycopg.Connection) -> Iterator[DatabaseAddress]:
    """A database of the test's own, without a table."""
    name = f"empty_{secrets.token_hex(6)}"
    administrator.execute(f"create database {name}")
    yield DatabaseAddress("127.0.0.1", server.port, name, SUPERUSER, server.superuser_password)
    administrator.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def empty_registry(server: PostgresServer, administrator: psycopg.Connection) -> str:
    """The name of a database with MLflow's tables, to copy from: making them takes seconds."""
    address = replace(REGISTRY, database="template_registry")
    administrator.execute(f"create database {address.database}")
    assert Registry(address.uri("postgresql+psycopg2"), "rating").versions() == []
    # MLflow keeps its connections, and a database in use cannot be copied.
    administrator.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [address.database]
    )
    return address.database


@pytest.fixture
def registry_address(administrator: psycopg.Connection, empty_registry: str) -> Iterator[DatabaseAddress]:
    """A registry of the test's own, empty; a command that another test ran may have left one."""
    administrator.execute(f"drop database if exists {REGISTRY.database} with (force)")
    administrator.execute(f"create database {REGISTRY.database} template {empty_registry}")
    yield REGISTRY
    administrator.execute(f"drop database if exists {REGISTRY.database} with (force)")
