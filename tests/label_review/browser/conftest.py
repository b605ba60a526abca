"""The page of ten comments, served over a real PostgreSQL, in a real Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from psycopg.conninfo import make_conninfo

from benchmarks.review_browser import OPTIONS, find_chromium
from label_review.web.app import create_app
from label_review.web.connection_pool import ConnectionPool
from label_review.web.review_site import ReviewSite
from labels.review_people import Role
from tests.conftest import PROJECT_ROOT, SQL_DIR
from tests.free_port import free_port
from tests.label_review.web.conftest import LABELS, TOXIC, VERSION, write_folds
from tests.labels.labelled_texts import TASK, add_documents

DESKTOP, PHONE = (1280, 800), (390, 844)
PATIENCE_MS = 60_000  # other tests take the cores
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Served:
    """The page at `site.origin`, and the warehouse behind it."""

    site: ReviewSite
    warehouse: psycopg.Connection[Any]
    administrator: psycopg.Connection[Any]

    def link(self, name: str, role: Role = "annotator") -> str:
        """The address that signs a new person in once."""
        with self.site.pool.transaction() as connection:
            self.site.accounts.add(connection, name, role)
            return f"{self.site.origin}/#link={self.site.accounts.link(connection, name)}"

    def label_of(self, document: int) -> str:
        """The label that counts."""
        ((label,),) = self.rows("select label from current_labels where document_id = %s", document)
        return str(label)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What is committed now."""
        found = self.warehouse.execute(statement.encode(), values).fetchall()
        self.warehouse.rollback()
        return found

    def lock_out(self) -> None:
        """Let the database refuse everybody, and end who is connected."""
        name = self.warehouse.info.dbname
        self.administrator.execute(f"alter database {name} with allow_connections false")
        self.administrator.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
        )

    def let_in(self) -> None:
        """Let it answer again."""
        name = self.warehouse.info.dbname
        self.administrator.execute(f"alter database {name} with allow_connections true")


# Not for the session: while it is open, Playwright's event loop counts as running in this thread, and code of
# other tests that calls asyncio.run() is refused.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("there is no Chromium: apt-get install chromium, and the page is tested in it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def documents(warehouse: psycopg.Connection) -> list[int]:
    return add_documents(warehouse, [f"Comment number {place}" for place in range(10)], LABELS)


@pytest.fixture
def served(
    warehouse: psycopg.Connection, administrator: psycopg.Connection, documents: list[int], tmp_path: Path
) -> Iterator[Served]:
    write_folds(tmp_path / "models" / TASK / VERSION, documents, TOXIC)
    address = make_conninfo(warehouse.info.dsn, password=warehouse.info.password)
    pool = ConnectionPool(lambda: psycopg.connect(address, autocommit=True))
    port = free_port()
    task_dirs = (PROJECT_ROOT / "settings" / "tasks", tmp_path / "tasks")
    site = ReviewSite(pool, SQL_DIR, task_dirs, tmp_path, f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(create_app(site), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Served(site, warehouse, administrator)
    server.should_exit = True
    thread.join()
    pool.close()


@pytest.fixture
def open_page(chromium: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens the page in a browser of a person's own, signed in; an error of a script fails the test."""
    pages: list[Page] = []
    errors: list[str] = []

    def opened(name: str, role: Role = "annotator", size: tuple[int, int] = DESKTOP) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(served.link(name, role))
        page.locator("#item-text").wait_for()
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert errors == []
