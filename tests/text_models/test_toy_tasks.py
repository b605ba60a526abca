"""A task is a declaration: two that nobody has heard of go all the way, and only text_models is needed.

From labelled texts over fitted classifiers, intervals, the gate, the registry and a report to answers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from services.postgres.databases import DatabaseAddress
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.ladder.evaluate_version import evaluate_version
from text_models.ladder.version_predictor import VersionPredictor
from text_models.reports.report import write_report
from text_models.tasks.task import Kind, Task
from text_models.versions.champion import read_champion
from text_models.versions.new_version import begin_version
from text_models.versions.promotion import promote, promote_if_better
from text_models.versions.registry import Registry
from text_models.versions.version_folder import VersionFolder

MOOD = Task(
    name="mood",
    title="mood",
    kind=Kind.SINGLE,
    labels=("calm", "cross", "merry"),
    metrics=("accuracy", "macro_f1", "cohen_kappa", "log_loss", "ece"),
    yardstick=("macro_f1", "log_loss"),
    rungs=("majority", "tfidf_logistic"),
    noun="notes",
)
TOPICS = Task(
    name="topics",
    title="topic",
    kind=Kind.MULTI,
    labels=("weather", "food", "trains"),
    metrics=("macro_f1", "micro_f1", "ndcg_at_3", "map_at_3", "log_loss"),
    yardstick=("ndcg_at_3", "map_at_3", "micro_f1"),
    rungs=("majority", "tfidf_logistic"),
)
WORDS = {
    "calm": ("quiet", "gentle"), "cross": ("angry", "grumpy"), "merry": ("laughing", "dancing"),
    "weather": ("rain", "sunshine"), "food": ("soup", "bread"), "trains": ("carriage", "platform"),
}  # fmt: skip


def notes(labels: Sequence[Collection[str]], seed: int) -> list[str]:
    """A note for each collection of labels, which says each by one of its words."""
    chance = random.Random(seed)
    return [
        " ".join(["note", str(number), *(chance.choice(WORDS[label]) for label in sorted(of_text))])
        for number, of_text in enumerate(labels)
    ]


def moods(rows: int, seed: int) -> LabelledTexts:
    chance = random.Random(seed)
    labels = [chance.choice(MOOD.labels) for _ in range(rows)]
    return LabelledTexts(np.arange(rows), notes([[label] for label in labels], seed), labels)


def topics(rows: int, seed: int) -> LabelledTexts:
    chance = random.Random(seed)
    labels = [[label for label in TOPICS.labels if chance.random() < 0.4] for _ in range(rows)]
    return LabelledTexts(np.arange(rows), notes(labels, seed), labels)


@pytest.fixture
def registry(registry_address: DatabaseAddress) -> Registry:
    return Registry(registry_address.uri("postgresql+psycopg2"), "mood")


def test_a_task_of_three_labels_goes_from_texts_to_answers(registry: Registry, tmp_path: Path) -> None:
    models = tmp_path / "models" / "mood"
    begin_version(models / "v1", code_version="test")
    found = evaluate_version(MOOD, models / "v1", moods(300, 1), moods(150, 2), resamples=200)
    # Both are judged, with intervals, and the one that reads is better beyond chance in the whole yardstick.
    assert list(found.predictors) == ["majority", "tfidf_logistic"]
    accuracy = found.predictors["majority"]["accuracy"]
    assert accuracy.low < accuracy.value < accuracy.high
    assert found.predictors["tfidf_logistic"]["accuracy"] == (1.0, 1.0, 1.0)
    gains = found.gains["tfidf_logistic"]["majority"]
    assert all(gains[metric].low > 0 for metric in MOOD.yardstick)
    assert found.best == "tfidf_logistic"
    assert found.first_line.startswith(
        "TF-IDF + logistic regression wins and predicts: macro-F1 1.000 against 0."
    )
    assert found.first_line.endswith("on 150 evaluation notes.")
    decision = promote_if_better(MOOD, registry, models, "v1")
    assert decision.reason.startswith(
        "Promoted: version v1 (TF-IDF + logistic regression) is the first champion, macro-F1 1.000 and log "
    )
    assert (registry.champion(), read_champion(models)) == ("v1", "v1")
    (version,) = registry.versions()
    assert (version.predictor, version.metrics["macro_f1"]) == ("tfidf_logistic", 1.0)
    # Predict with the champion.
    folder = VersionFolder.read(models, read_champion(models) or "")
    answers = VersionPredictor.load(MOOD, folder).predict(["such an angry note", "dancing, laughing"])
    assert [answer.labels for answer in answers] == [("cross",), ("merry",)]
    for answer in answers:
        assert list(answer.probabilities) == list(MOOD.labels)
        assert sum(answer.probabilities.values()) == pytest.approx(1)
    # A second version that learned next to nothing does not take its place; by hand it may.
    begin_version(models / "v2", code_version="test")
    evaluate_version(MOOD, models / "v2", moods(6, 3), moods(150, 2), models / "v1", resamples=200)
    assert not promote_if_better(MOOD, registry, models, "v2").is_promoted
    assert registry.champion() == "v1"
    assert promote(MOOD, registry, models, "v1", partial(VersionPredictor.load, MOOD)) == "v1"


def test_a_task_of_any_number_of_labels_goes_the_same_way(
    registry_address: DatabaseAddress, tmp_path: Path
) -> None:
    registry = Registry(registry_address.uri("postgresql+psycopg2"), "topics")
    models = tmp_path / "models" / "topics"
    begin_version(models / "v1", code_version="test")
    found = evaluate_version(TOPICS, models / "v1", topics(400, 1), topics(200, 2), resamples=200)
    assert list(found.predictors["tfidf_logistic"]) == list(TOPICS.metrics)
    assert found.best == "tfidf_logistic"
    assert found.gains["tfidf_logistic"]["majority"]["micro_f1"].low > 0
    written = json.loads((models / "v1" / "evaluation.json").read_text())
    assert set(written["gains"]["tfidf_logistic"]["majority"]["map_at_3"]) == {"value", "low", "high", "p"}
    assert written["metric_titles"]["ndcg_at_3"] == "NDCG@3"
    assert promote_if_better(TOPICS, registry, models, "v1").is_promoted
    predictor = VersionPredictor.load(TOPICS, VersionFolder.read(models, "v1"))
    answers = predictor.predict(["rain and soup", "carriage", "nothing of all this"])
    assert [answer.labels for answer in answers] == [("weather", "food"), ("trains",), ()]


@pytest.mark.parametrize(("task", "labelled"), [(MOOD, moods), (TOPICS, topics)])
def test_its_report_speaks_its_own_words(task: Task, labelled: object, tmp_path: Path) -> None:
    assert callable(labelled)
    version = tmp_path / "v1"
    begin_version(version, code_version="test")
    evaluate_version(task, version, labelled(200, 1), labelled(80, 2), resamples=200)
    page = write_report(task, version, tmp_path / "report").read_text()
    assert f"80 evaluation {task.noun}" in page
    assert f"<h1>{task.name.capitalize()} model v1</h1>" in page
    assert ("Columns: labels answered" in page) is (task.kind is Kind.SINGLE)
    assert "star" not in page.replace("start", "")
