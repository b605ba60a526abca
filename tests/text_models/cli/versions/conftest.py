from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.postgres.databases import DatabaseAddress
from tests.text_models.training.mood_notes import MOOD_TOML, TOPICS_TOML
from text_models.cli import main

Command = Callable[..., Result]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A DATA_DIR in which tasks `mood` and `topics` are declared."""
    tasks = tmp_path / "data" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "mood.toml").write_text(MOOD_TOML)
    (tasks / "topics.toml").write_text(TOPICS_TOML)
    return tmp_path / "data"


@pytest.fixture
def shell(data_dir: Path, registry_address: DatabaseAddress) -> dict[str, str]:
    """The variables with which a command finds the test's folder and registry."""
    return {
        "DATA_DIR": str(data_dir),
        "POSTGRES_HOST": registry_address.host,
        "POSTGRES_PORT": str(registry_address.port),
        "POSTGRES_USER": registry_address.user,
        "POSTGRES_PASSWORD": registry_address.password,
    }


@pytest.fixture
def run(shell: dict[str, str]) -> Command:
    """Run `text-models WORDS`; keywords set more variables."""

    def run(*words: str | Path, stdin: bytes | None = None, **variables: str) -> Result:
        return CliRunner().invoke(
            main, [str(word) for word in words], env={**shell, **variables}, input=stdin
        )

    return run
