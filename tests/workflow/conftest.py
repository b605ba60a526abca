"""Airflow on the session's PostgreSQL, and a data folder and warehouse that each DAG test finds empty."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.postgres.tables import create_tables, drop_tables
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.amzn_review.load_site import LoadSite, load_site
from tests.conftest import SQL_DIR


@pytest.fixture(scope="session")
def airflow_metadata(server: PostgresServer, administrator: psycopg.Connection) -> None:
    """Airflow's tables, in a database of their own, and Airflow ready to use them."""
    administrator.execute("create database airflow_of_tests")
    administrator.execute("create database dag")
    airflow = Path(sys.executable).with_name("airflow")
    subprocess.run([airflow, "db", "migrate"], check=True, capture_output=True)
    # Here, because it takes the log's handlers away, and pytest's for a test are there when a test begins.
    import_module("airflow.dag_processing.dagbag")


@pytest.fixture
def dag_warehouse(server: PostgresServer, airflow_metadata: None) -> Iterator[psycopg.Connection]:
    """The warehouse that the DAG loads into, its tables empty; every statement sees what is committed."""
    address = DatabaseAddress("127.0.0.1", server.port, "dag", SUPERUSER, server.superuser_password)
    with address.connect(autocommit=True) as connection:
        drop_tables(connection, SQL_DIR)
        create_tables(connection, SQL_DIR)
        yield connection


@pytest.fixture
def layout() -> DataLayout:
    """The DATA_DIR that the DAG reads, empty."""
    root = Path(os.environ["DATA_DIR"])
    shutil.rmtree(root, ignore_errors=True)
    return DataLayout(root)


@pytest.fixture
def site(
    tmp_path: Path, server: PostgresServer, administrator: psycopg.Connection, template: str
) -> Iterator[LoadSite]:
    """A data folder of the test's own, an empty warehouse and the loader between them."""
    address = DatabaseAddress("127.0.0.1", server.port, "star_schema", SUPERUSER, server.superuser_password)
    with load_site(tmp_path, administrator, template, address) as made:
        yield made
