"""`text-models tasks` and `text-models describe`, on the project's tasks and a user's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import PROJECT_ROOT
from text_models.cli import main

Command = Callable[..., Result]
RATING = PROJECT_ROOT / "settings" / "tasks" / "rating.toml"
TOPIC = """
name = "topic"
title = "topic"
kind = "multi"
labels = ["price", "smell", "size"]
metrics = ["micro_f1", "macro_f1"]
yardstick = ["micro_f1"]
rungs = ["majority"]
"""


@pytest.fixture
def text_models(tmp_path: Path) -> Command:
    """Run `text-models WORDS` where a user has a folder of their own."""
    (tmp_path / "tasks").mkdir()

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words, env={"DATA_DIR": str(tmp_path)})

    return run


def test_the_tasks_of_the_project_and_of_the_user_are_listed(text_models: Command, tmp_path: Path) -> None:
    topic = tmp_path / "tasks" / "topic.toml"
    topic.write_text(TOPIC)
    lines = [line.split("  ") for line in map(_single_gaps, text_models("tasks").stdout.splitlines())]
    assert lines[0] == ["task", "kind", "labels", "languages", "yardstick", "file"]
    assert {line[0]: line[1:] for line in lines[1:-1]} == {
        "rating": ["ordinal", "1, 2, 3, 4, 5", "en", "macro_f1, mae, quadratic_kappa", str(RATING)],
        "sentiment-es": ["single", "N, NEU, NONE, P", "es", "macro_f1, log_loss", declared("sentiment-es")],
        "stance": [
            "single", "those of the training texts", "en", "macro_f1, log_loss", declared("stance"),
        ],
        "tags": [
            "multi", "the 50 most frequent of the training texts", "en", "ndcg_at_3, map_at_3, micro_f1",
            declared("tags"),
        ],
        "topic": ["multi", "price, smell, size", "any", "micro_f1", str(topic)],
        "identity-attack-en": [
            "single", "other, attack", "en", "macro_f1, log_loss", declared("identity-attack-en"),
        ],
        "perspective-en": [
            "multi",
            "TOXICITY, SEVERE_TOXICITY, IDENTITY_ATTACK, INSULT, PROFANITY, THREAT, SEXUALLY_EXPLICIT",
            "en", "macro_f1, log_loss", declared("perspective-en"),
        ],
        "toxicity-en": ["single", "normal, toxic", "en", "macro_f1, log_loss", declared("toxicity-en")],
        "toxicity-ru": ["single", "normal, toxic", "ru", "macro_f1, log_loss", declared("toxicity-ru")],
    }  # fmt: skip
    assert lines[-1] == [
        "stance is off: it guesses the political opinion of persons, which many laws protect (GDPR, "
        "article 9), and it errs; TASKS_SWITCHED_ON=stance switches it on"
    ]
    listed = {record["name"]: record for record in json.loads(text_models("tasks", "--json").stdout)}
    assert listed["topic"] == {
        "name": "topic", "title": "topic", "kind": "multi", "labels": ["price", "smell", "size"],
        "metrics": ["micro_f1", "macro_f1"], "yardstick": ["micro_f1"], "rungs": ["majority"],
        "languages": [], "normal_form": "nfkc", "noun": "texts", "unit": "",
        "columns": {"identity": "document_id", "label": "label", "point": "point"},
        "rank_by": "macro_f1", "most_labels": 0, "labels_from": "", "off": "",
        "shares": [0.64, 0.16, 0.2], "any_part": [], "file": str(topic),
    }  # fmt: skip


def test_a_task_is_described(text_models: Command) -> None:
    lines = text_models("describe", "rating").stdout.splitlines()
    described = {line[:12].rstrip(): line[13:] for line in lines}
    assert described == {
        "name": "rating",
        "title": "star rating",
        "kind": "ordinal",
        "labels": "1, 2, 3, 4, 5",
        "metrics": "accuracy, macro_f1, mae, quadratic_kappa, log_loss, ece",
        "yardstick": "macro_f1, mae, quadratic_kappa",
        "rungs": "majority, mean, tfidf_logistic, albert",
        "languages": "en",
        "normal_form": "nfkc",
        "noun": "reviews",
        "unit": "stars",
        "columns": "identity: review_id, label: rating, point: stars",
        "rank_by": "macro_f1",
        "most_labels": "0",
        "labels_from": "",
        "off": "",
        "shares": "0.64, 0.16, 0.2",
        "any_part": "",
        "file": str(RATING),
    }
    assert json.loads(text_models("describe", "rating", "--json").stdout)["labels"] == list("12345")


def test_a_task_that_is_not_declared_is_one_sentence(text_models: Command, tmp_path: Path) -> None:
    result = text_models("describe", "mood")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: There is no task 'mood'; declared: identity-attack-en, perspective-en, rating, "
        "sentiment-es, stance, tags, toxicity-en, toxicity-ru. "
        f"A task of your own is a file {tmp_path}/tasks/NAME.toml.\n"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name = ", "is no readable TOML file (Invalid value (at "),
        (
            TOPIC.replace('"multi"', '"many"'),
            "`kind` must be one of single, multi, ordinal. Received: 'many'",
        ),
        (
            TOPIC.replace('"topic"', '"mood"'),
            "declares task 'mood'; expected 'topic': name the file after it.",
        ),
    ],
)
def test_a_bad_declaration_is_one_sentence(
    text_models: Command, tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "tasks" / "topic.toml").write_text(content)
    for words in (["tasks"], ["describe", "topic"]):
        result = text_models(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        (line,) = result.stderr.splitlines()
        assert line.startswith(f"Error: {tmp_path}/tasks/topic.toml")
        assert sentence in line
    assert text_models("describe", "rating").exit_code == 0, "the others can still be described"


def declared(task: str) -> str:
    """The file of a task of the project."""
    return str(RATING.with_name(f"{task}.toml"))


def _single_gaps(line: str) -> str:
    """The line with two spaces between its columns, however wide they are."""
    while "   " in line:
        line = line.replace("   ", "  ")
    return line


def test_a_task_that_is_switched_on_says_so(text_models: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKS_SWITCHED_ON", "tags, stance")
    assert text_models("tasks").stdout.splitlines()[-1] == (
        "stance is on: it guesses the political opinion of persons, which many laws protect (GDPR, "
        "article 9), and it errs; TASKS_SWITCHED_ON has it"
    )
