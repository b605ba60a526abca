from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.amzn_review.load_site import LoadSite, load_site


@pytest.fixture
def site(
    tmp_path_factory: pytest.TempPathFactory,
    server: PostgresServer,
    administrator: psycopg.Connection,
    template: str,
) -> Iterator[LoadSite]:
    """An empty data folder, an empty warehouse, and the loader between them."""
    address = DatabaseAddress("127.0.0.1", server.port, "local_site", SUPERUSER, server.superuser_password)
    with load_site(tmp_path_factory.mktemp("data"), administrator, template, address) as made:
        yield made
