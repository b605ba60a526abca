"""Attributes that were learned from another service's stored answers, asked over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scoring_service.answer_schema import ANALYZED, check_form
from tests.scoring_service.running_service import ROOT, Running, running
from tests.text_models.migration.stored_lines import SIGNS, stored_lines, write_lines
from text_models.corpus.split import Part
from text_models.ladder.version_predictor import VersionPredictor
from text_models.migration.learn_scores import learn_scores
from text_models.migration.scored_texts import ScoredTexts
from text_models.migration.stored_answers import read_answers
from text_models.tasks.task_files import find_task
from text_models.training.data_file import DataFile
from text_models.training.training_options import TrainingOptions
from text_models.versions.champion import write_champion

ANALYZE, SUGGEST = "/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore"
TEXT = f"lkjhgfd {SIGNS['INSULT']} mnbvcxz"


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, VersionPredictor]]:
    """The project's own settings, with a champion of perspective-en that learned three attributes."""
    data_dir = tmp_path_factory.mktemp("learned")
    task = find_task([ROOT / "settings" / "tasks"], "perspective-en")
    file = write_lines(data_dir / "answers.jsonl", stored_lines(120))
    answers, _ = read_answers(file)
    models = data_dir / "models" / task.name
    version = learn_scores(
        ScoredTexts.of(task, answers), DataFile.of(file, Part.TRAIN), models,
        TrainingOptions(resamples=50), code_version="0.1.0+test",
    )  # fmt: skip
    write_champion(models, version.name)
    with running(data_dir) as service:
        yield service, VersionPredictor.load(task, version)


def test_each_attribute_is_the_versions_own_number(learned: tuple[Running, VersionPredictor]) -> None:
    service, predictor = learned
    asked = ["TOXICITY", "INSULT", "THREAT", f"INSULT@{predictor.version}"]
    answer = service.client.post(
        ANALYZE,
        json={
            "comment": {"text": TEXT},
            "languages": ["en"],
            "requestedAttributes": {name: {} for name in asked},
        },
    )
    check_form(answer.json(), ANALYZED)
    own = predictor.predict([TEXT])[0].probabilities
    assert {
        name: score["summaryScore"]["value"] for name, score in answer.json()["attributeScores"].items()
    } == {name: round(own[name.partition("@")[0]], 6) for name in asked}
    assert own["INSULT"] > 0.5 > own["THREAT"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "SEVERE_TOXICITY",
            "Attribute SEVERE_TOXICITY is not supported yet: task perspective-en has no champion that has "
            "learned it. `text-models migration learn FILE` trains one.",
        ),
        (
            "SEVERE_TOXICITY@{version}",
            "Attribute SEVERE_TOXICITY@{version}: that version has not learned SEVERE_TOXICITY.",
        ),
        (
            "FLIRTATION",
            "Attribute FLIRTATION has no model here: declare a task for it in DATA_DIR/tasks, train it with "
            "`text-models train TASK`, and name it in DATA_DIR/scoring.toml.",
        ),
    ],
)
def test_what_was_not_learned_is_not_made_up(
    learned: tuple[Running, VersionPredictor], name: str, sentence: str
) -> None:
    service, predictor = learned
    asked = name.format(version=predictor.version)
    answer = service.client.post(
        ANALYZE,
        json={"comment": {"text": TEXT}, "languages": ["en"], "requestedAttributes": {asked: {}}},
    )
    assert (answer.status_code, answer.json()["error"]["message"]) == (
        400, sentence.format(version=predictor.version),
    )  # fmt: skip


def test_a_suggestion_goes_to_the_task_that_takes_yes_and_no(
    learned: tuple[Running, VersionPredictor],
) -> None:
    service, _ = learned
    body = {
        "comment": {"text": TEXT}, "languages": ["en"],
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}},
    }  # fmt: skip
    assert service.client.post(SUGGEST, json=body).status_code == 200
    (waiting,) = service.service.learning.spool.waiting()
    assert '"task":"toxicity-en","label":"normal"' in Path(waiting).read_text()
