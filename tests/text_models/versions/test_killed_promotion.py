"""A promotion that is killed between any two of its steps has happened as a whole, or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from services.postgres.databases import DatabaseAddress
from tests.conftest import PROJECT_ROOT
from tests.text_models.training.mood_notes import MOOD
from tests.text_models.training.mood_version import train_mood
from tests.text_models.versions.killed_promotion import STEPS
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.champion import read_champion
from text_models.versions.promotion import finish_promotion, promote, roll_back
from text_models.versions.registry import Registry


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder of models with two versions."""
    models = tmp_path_factory.mktemp("models") / "mood"
    return models, train_mood(models, seed=1).name, train_mood(models, seed=2).name


@pytest.fixture
def site(
    two_versions: tuple[Path, str, str], registry_address: DatabaseAddress, tmp_path: Path
) -> tuple[Registry, Path, str, str]:
    """The two versions, of which the first is champion, and the second is recorded."""
    models, first, second = two_versions
    copy = tmp_path / "mood"
    shutil.copytree(models, copy)
    registry = Registry(registry_address.uri("postgresql+psycopg2"), "mood")
    for version in (second, first):
        promote(MOOD, registry, copy, version, partial(VersionPredictor.load, MOOD))
    return registry, copy, first, second


@pytest.mark.parametrize("step", STEPS)
def test_killed_between_two_steps(site: tuple[Registry, Path, str, str], step: str) -> None:
    registry, models, first, second = site
    _killed([registry.uri, str(models), second, step])
    # The event decides: before it nothing has changed, behind it everything is finished by the next command.
    expected = first if STEPS.index(step) <= 1 else second
    changes = [(second, None), (first, second), *([(second, first)] if expected == second else [])]
    assert [(event.version, event.before) for event in registry.champion_events()] == changes
    assert registry.champion() == expected
    assert read_champion(models) in (first, expected)
    assert finish_promotion(registry, models) == expected
    assert read_champion(models) == expected
    assert _alias(registry) == expected
    assert [(event.version, event.before) for event in registry.champion_events()] == changes
    # The same command again does what was asked, once.
    promote(MOOD, registry, models, second, partial(VersionPredictor.load, MOOD))
    assert [event.version for event in registry.champion_events()] == [second, first, second]
    assert roll_back(MOOD, registry, models, partial(VersionPredictor.load, MOOD)) == (second, first)
    assert (read_champion(models), _alias(registry)) == (first, first)


def _killed(words: Sequence[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.text_models.versions.killed_promotion", *words],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr


def _alias(registry: Registry) -> str:
    """The champion as MLflow shows it."""
    found = registry._client.get_model_version_by_alias("mood", "champion")
    return str(found.tags["version"])
