from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from rating_model.cli import main
from services.postgres.databases import DatabaseAddress


@pytest.fixture
def rating_model(
    tmp_path: Path, warehouse: psycopg.Connection, registry_address: DatabaseAddress
) -> Callable[..., Result]:
    """Run `rating-model WORDS` on the test's folder, warehouse and registry; keywords set more variables."""
    shell = {
        "DATA_DIR": str(tmp_path / "data"),
        "POSTGRES_HOST": registry_address.host,
        "POSTGRES_PORT": str(registry_address.port),
        "POSTGRES_DB": warehouse.info.dbname,
        "POSTGRES_USER": registry_address.user,
        "POSTGRES_PASSWORD": registry_address.password,
    }

    def run(*words: str, stdin: bytes | None = None, **variables: str) -> Result:
        return CliRunner().invoke(main, words, env={**shell, **variables}, input=stdin)

    return run
