"""What stands around a text: like ones, the weights of its words, and the versions' figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI

from label_review.web.app import create_app
from label_review.web.review_site import ReviewSite
from tests.label_review.web.conftest import Make, signed_in
from tests.label_review.web.review_client import Browser
from tests.labels.labelled_texts import TASK, add_documents
from tests.text_models.training.mood_notes import MOOD, MOOD_TOML, mood_notes, task_texts
from tests.text_models.training.mood_version import train_mood
from text_models.ladder.version_predictor import VersionPredictor
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions
from text_models.versions.champion import write_champion
from text_models.versions.version_folder import VersionFolder

NOTES = ["an angry, grumpy day", "a grumpy day", "laughing and dancing", "quiet"]
MOODS = ["cross", "cross", "merry", "calm"]
MOOD_ITEMS = "/api/tasks/mood/items"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version that was judged alone, and one that was judged beside it."""
    models = tmp_path_factory.mktemp("models") / "mood"
    first = train_mood(models, rows=90)
    options = TrainingOptions(models=("nb_lr",), resamples=50, seed=2)
    train_version(
        MOOD,
        task_texts(mood_notes(150, seed=2)),
        [],
        models,
        options,
        code_version="0.1.0+test",
        champion=VersionPredictor.load(MOOD, first),
    )
    return models


@pytest.fixture
def notes(warehouse: psycopg.Connection) -> list[int]:
    """Four notes of task mood, two of which are by one author."""
    numbers = add_documents(warehouse, NOTES, MOODS, "mood")
    warehouse.execute("update documents set author = 'eve' where document_id = any(%s)", [numbers[1:3]])
    warehouse.commit()
    return numbers


@pytest.fixture
def versions(trained: Path, tmp_path: Path, notes: list[int]) -> Path:
    """The folder of the two versions, where the site finds it; the task is declared."""
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "mood.toml").write_text(MOOD_TOML)
    return Path(shutil.copytree(trained, tmp_path / "models" / "mood"))


def test_like_texts_and_others_of_the_author(ada: Browser, notes: list[int], versions: Path) -> None:
    found = ada.get(f"{MOOD_ITEMS}/{notes[1]}/around")
    assert [(it["document_id"], it["text"], it["label"]) for it in found["neighbours"]] == [
        (notes[0], NOTES[0], "cross")
    ]
    assert [(it["document_id"], it["label"]) for it in found["of_author"]] == [(notes[2], "merry")]
    assert ada.get(f"{MOOD_ITEMS}/{notes[0]}/around")["own_words"] == [[0, 2], [3, 8]]


def test_a_text_that_came_meanwhile_is_found(
    ada: Browser, notes: list[int], versions: Path, warehouse: psycopg.Connection
) -> None:
    assert ada.get(f"{MOOD_ITEMS}/{notes[3]}/around")["neighbours"] == []
    assert ada.get("/api/tasks/mood/queue")["texts"] == 4
    (new,) = add_documents(warehouse, ["Quiet!"], ["calm"], "mood")
    (found,) = ada.get(f"{MOOD_ITEMS}/{notes[3]}/around")["neighbours"]
    assert (found["document_id"], round(found["similarity"], 6)) == (new, 1)
    assert ada.get("/api/tasks/mood/queue")["texts"] == 5


def test_words_are_weighed_by_the_champion(ada: Browser, notes: list[int], versions: Path) -> None:
    place = f"{MOOD_ITEMS}/{notes[0]}/words"
    nothing = ada.get(place)
    assert (nothing["version"], nothing["parts"]) == (None, [])
    assert nothing["note"].startswith("Task mood has no champion yet: `text-models train mood FILES`")
    name = sorted(path.name for path in versions.iterdir() if path.is_dir())[0]
    write_champion(versions, name)
    found = ada.get(place, label="cross")
    predictor = VersionPredictor.load(MOOD, VersionFolder.read(versions, name))
    assert found["parts"] == [list(part) for part in predictor.classifier.explain(NOTES[0], "cross")]
    weights = {NOTES[0][start:end]: weight for start, end, weight in found["parts"]}
    assert max(weights, key=lambda word: weights[word]) in ("angry", "grumpy")
    assert ada.client.get(place, params={"label": "rude"}).status_code == 422


def test_a_version_stands_beside_the_champion_of_its_day(
    ada: Browser, notes: list[int], versions: Path
) -> None:
    old, new = sorted(path.name for path in versions.iterdir() if path.is_dir())
    write_champion(versions, old)
    said = {"document_ids": notes[:2], "action": "label", "labels": ["merry"]}
    ada.post("/api/tasks/mood/decisions", **said, request_key="key-of-ada")
    found = ada.get("/api/tasks/mood/versions")
    assert [(it["version"], it["is_champion"], it["fault"]) for it in found["versions"]] == [
        (new, False, None),
        (old, True, None),
    ]
    evaluation = VersionFolder.read(versions, new).evaluation
    gain, before = evaluation["gain_over_champion"]["macro_f1"], evaluation["champion"]
    latest = found["versions"][0]
    assert latest["beside"] == {
        "version": old,
        "rows": before["rows"],
        "before": {name: before["macro_f1"][name] for name in ("value", "low", "high")},
        "gain": {name: gain[name] for name in ("value", "low", "high", "p")},
    }
    assert found["versions"][1]["beside"] is None
    assert found["decided_since"] == 2
    ada.post("/api/tasks/mood/undo", request_key="undo-of-ada")
    assert ada.get("/api/tasks/mood/versions")["decided_since"] == 0


def test_a_damaged_version_is_named(ada: Browser, notes: list[int], versions: Path) -> None:
    old, new = sorted(path.name for path in versions.iterdir() if path.is_dir())
    (versions / new / "model.json").write_text("{")
    write_champion(versions, new)
    told = ada.get(f"{MOOD_ITEMS}/{notes[0]}/words")
    assert (told["parts"], "model.json is damaged" in told["note"]) == ([], True)
    latest, before = ada.get("/api/tasks/mood/versions")["versions"]
    assert (latest["version"], before["version"], before["fault"]) == (new, old, None)
    assert "model.json is damaged" in latest["fault"]


def test_nothing_stands_around_a_text_that_is_decided_blind(make_site: Make, documents: list[int]) -> None:
    site: ReviewSite = make_site(people=2)
    app: FastAPI = create_app(site)
    ada = signed_in(site, app, "ada")
    items = f"/api/tasks/{TASK}/items/{documents[0]}"
    assert ada.get(f"{items}/around") == {"neighbours": [], "of_author": [], "own_words": []}
    assert ada.get(f"{items}/words")["note"].startswith("You decide blind")
    said = {"document_ids": documents[:1], "action": "label", "labels": ["toxic"]}
    ada.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-ada")
    assert len(ada.get(f"{items}/around")["neighbours"]) == 8
