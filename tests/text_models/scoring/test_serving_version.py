"""A champion whose folder is gone: the one before it serves, and that is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.text_models.training.mood_version import train_mood
from text_models.scoring.serving_version import serving_version
from text_models.versions.champion import write_champion
from text_models.versions.champions.champion_event import ChampionEvent, Change, standing_champions


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three versions."""
    models = tmp_path_factory.mktemp("models") / "mood"
    for seed in (1, 2, 3):
        train_mood(models, seed=seed, rows=90)
    return models


@pytest.fixture
def models(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "mood"))


def names(models: Path) -> list[str]:
    return sorted(path.name for path in models.iterdir() if path.is_dir())


def unasked() -> list[str]:
    raise AssertionError("the registry was asked although the champion is whole")


def test_the_champion_serves_and_the_registry_is_not_asked(models: Path) -> None:
    first, *_ = names(models)
    write_champion(models, first)
    serving = serving_version(models, unasked)
    assert serving is not None
    assert (serving.version.name, serving.told) == (first, ())


def test_without_a_champion_nobody_serves(models: Path) -> None:
    assert serving_version(models, unasked) is None


def test_the_one_before_serves_and_a_version_that_never_was_champion_does_not(models: Path) -> None:
    first, second, third = names(models)
    write_champion(models, third)
    shutil.rmtree(models / third)
    serving = serving_version(models, lambda: [third, first])
    assert serving is not None
    assert serving.version.name == first
    (told,) = serving.told
    assert told == (
        f"Champion {third} of task mood cannot answer: There is no version {third!r} of the mood model in "
        f"{models}. Complete ones, the latest last: {first}, {second}."
    )


def test_a_damaged_folder_is_as_good_as_gone(models: Path) -> None:
    first, second, third = names(models)
    write_champion(models, third)
    (models / third / "model.json").write_text("{")
    (models / second / "evaluation.json").unlink()
    serving = serving_version(models, lambda: [third, second, first])
    assert serving is not None
    assert (serving.version.name, len(serving.told)) == (first, 2)


def test_when_no_champion_is_whole_it_says_so(models: Path) -> None:
    first, *_ = names(models)
    write_champion(models, first)
    shutil.rmtree(models / first)
    with pytest.raises(ValueError, match=r"No champion of task mood can answer: Champion .* Nor can one bef"):
        serving_version(models, list)


def test_a_withdrawn_champion_does_not_come_back() -> None:
    def event(change: Change, before: str | None, version: str) -> ChampionEvent:
        return ChampionEvent("2026-01-01", "me", change, before, version, "")

    events = [
        event(Change.GATE, None, "a"),
        event(Change.GATE, "a", "b"),
        event(Change.ROLLBACK, "b", "a"),
        event(Change.HAND, "a", "c"),
    ]
    assert standing_champions(events) == ["a", "c"]
