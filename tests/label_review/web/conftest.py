"""A review of ten comments on a real PostgreSQL, with a version whose folds doubt three of their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest
from fastapi import FastAPI
from psycopg.conninfo import make_conninfo
from pyarrow import parquet

from label_review.web.app import create_app
from label_review.web.connection_pool import ConnectionPool
from label_review.web.review_site import ReviewSite
from labels.review_people import Role
from tests.conftest import PROJECT_ROOT, SQL_DIR
from tests.label_review.web.review_client import ORIGIN, Browser
from tests.labels.labelled_texts import TASK, add_documents

VERSION = "20261130T000000000-00000000"
# The probability of toxic, out of fold; texts 1, 4 and 8 have a label that it speaks against.
TOXIC = [0.1, 0.95, 0.2, 0.8, 0.3, 0.1, 0.9, 0.2, 0.6, 0.05]
LABELS = ["normal", "normal", "normal", "toxic", "toxic", "normal", "toxic", "normal", "normal", "normal"]
Make = Callable[..., ReviewSite]


def write_folds(folder: Path, documents: list[int], toxic: list[float]) -> None:
    """What a version keeps; evaluation.json marks it as complete."""
    folder.mkdir(parents=True)
    columns = {"document_id": documents, "p_normal": [1 - it for it in toxic], "p_toxic": toxic}
    parquet.write_table(pa.table(columns), folder / "out_of_fold.parquet")
    (folder / "evaluation.json").write_text("{}")


@pytest.fixture
def documents(warehouse: psycopg.Connection) -> list[int]:
    return add_documents(warehouse, [f"Comment number {place}" for place in range(10)], LABELS)


@pytest.fixture
def make_site(warehouse: psycopg.Connection, documents: list[int], tmp_path: Path) -> Iterator[Make]:
    """Makes a site of the warehouse; `people` decide each text."""
    write_folds(tmp_path / "models" / TASK / VERSION, documents, TOXIC)
    address = make_conninfo(warehouse.info.dsn, password=warehouse.info.password)
    pools: list[ConnectionPool] = []

    def make(people: int = 1) -> ReviewSite:
        pools.append(ConnectionPool(lambda: psycopg.connect(address, autocommit=True)))
        task_dirs = (PROJECT_ROOT / "settings" / "tasks", tmp_path / "tasks")
        return ReviewSite(pools[-1], SQL_DIR, task_dirs, tmp_path, ORIGIN, people=people)

    yield make
    for pool in pools:
        pool.close()


def signed_in(site: ReviewSite, app: FastAPI, name: str, role: Role = "annotator") -> Browser:
    """A browser in which a new person has signed in."""
    with site.pool.transaction() as connection:
        token = site.accounts.add(connection, name, role)
    browser = Browser.open(app)
    assert browser.sign_in(name=name, token=token).status_code == 200
    return browser


@pytest.fixture
def site(make_site: Make) -> ReviewSite:
    return make_site()


@pytest.fixture
def app(site: ReviewSite) -> FastAPI:
    return create_app(site)


@pytest.fixture
def ada(site: ReviewSite, app: FastAPI) -> Browser:
    return signed_in(site, app, "ada")


@pytest.fixture
def bob(site: ReviewSite, app: FastAPI) -> Browser:
    return signed_in(site, app, "bob")
