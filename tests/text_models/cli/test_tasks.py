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
    lines = text_models("tasks").stdout.splitlines()
    assert [line.split("  ") for line in map(_single_gaps, lines)] == [
        ["task", "kind", "labels", "languages", "yardstick", "file"],
        ["rating", "ordinal", "1, 2, 3, 4, 5", "en", "macro_f1, mae, quadratic_kappa", str(RATING)],
        ["topic", "multi", "price, smell, size", "any", "micro_f1", str(topic)],
    ]
    listed = json.loads(text_models("tasks", "--json").stdout)
    assert [record["name"] for record in listed] == ["rating", "topic"]
    assert listed[1] == {
        "name": "topic", "title": "topic", "kind": "multi", "labels": ["price", "smell", "size"],
        "metrics": ["micro_f1", "macro_f1"], "yardstick": ["micro_f1"], "rungs": ["majority"],
        "languages": [], "normal_form": "nfkc", "noun": "texts", "unit": "",
        "columns": {"identity": "document_id", "label": "label", "point": "point"},
        "rank_by": "macro_f1", "file": str(topic),
    }  # fmt: skip


def test_a_task_is_described(text_models: Command) -> None:
    described = dict(line.split(maxsplit=1) for line in text_models("describe", "rating").stdout.splitlines())
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
        "file": str(RATING),
    }
    assert json.loads(text_models("describe", "rating", "--json").stdout)["labels"] == list("12345")


def test_a_task_that_is_not_declared_is_one_sentence(text_models: Command, tmp_path: Path) -> None:
    result = text_models("describe", "mood")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: There is no task 'mood'; declared: rating. "
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


def _single_gaps(line: str) -> str:
    """The line with two spaces between its columns, however wide they are."""
    while "   " in line:
        line = line.replace("   ", "  ")
    return line
