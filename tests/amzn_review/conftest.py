from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.amzn_review.load_site import LoadSite, load_site

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start_amzn_review() -> Callable[..., subprocess.Popen[str]]:
    """Start `amzn-review ARGS` on a DATA_DIR in a process of its own."""

    def start(data_dir: Path, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from amzn_review.cli import main; main(prog_name='amzn-review')",
                *arguments,
            ],
            cwd=PROJECT_ROOT,
            env={**os.environ, "DATA_DIR": str(data_dir), "DATA_CATEGORIES": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    """A DATA_DIR of the test's own, empty."""
    return DataLayout(tmp_path)


@pytest.fixture(scope="session")
def shared_site(
    tmp_path_factory: pytest.TempPathFactory,
    server: PostgresServer,
    administrator: psycopg.Connection,
    template: str,
) -> Iterator[LoadSite]:
    """The warehouse behind `site`: making one anew for every test takes longer than the tests."""
    address = DatabaseAddress("127.0.0.1", server.port, "load_site", SUPERUSER, server.superuser_password)
    with load_site(tmp_path_factory.mktemp("shared"), administrator, template, address) as made:
        yield made


@pytest.fixture
def site(shared_site: LoadSite, layout: DataLayout) -> LoadSite:
    """An empty data folder, an empty warehouse, and the loader between them."""
    shared_site.empty_warehouse()
    return replace(shared_site, layout=layout)
