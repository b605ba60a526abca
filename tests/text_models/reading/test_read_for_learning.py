"""From files to texts that can be learned from, as a command goes; and a user's own task in ten lines."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.conftest import PROJECT_ROOT
from tests.text_models.reading.text_files import MOOD, MOOD_LAYOUT, FilesOfTexts
from text_files.documents.file_layout import FileLayout, read_layouts
from text_files.documents.layout_choice import ToldColumns
from text_models.classifiers.rung import rungs_of
from text_models.cli.reading_options import UNITS, reading_choices, reading_options
from text_models.corpus.split import Part
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.reading.read_for_learning import ReadingChoices, read_for_learning
from text_models.reading.read_texts import BadTextsError
from text_models.reading.stance_units import Unit
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, TaskError
from text_models.tasks.task_files import find_task

TAGS = replace(MOOD, name="tags", kind=Kind.MULTI, labels=(), labels_from="hashtags", most_labels=2)
PAGE = PROJECT_ROOT / "docs" / "text_tasks.md"


@pytest.fixture
def files(tmp_path: Path) -> FilesOfTexts:
    return FilesOfTexts(tmp_path)


def test_tags_are_found_and_masked(files: FilesOfTexts) -> None:
    file = files.file("tweets.csv", 'text\nthe #sea\nblue sea #sun\n""\nred #Sea\n#sun shines\n#rare\n#sea\n')
    task, texts = read_for_learning(
        TAGS,
        [(file, Part.TRAIN)],
        [FileLayout("plain", "text")],
        ToldColumns(),
        ReadingChoices(mask_labels=True, leave_out_empty=True),
        notes=files.notes,
    )

    assert task == TAGS.with_labels(["sea", "sun"])
    assert list(zip(texts.texts, texts.labels, strict=True)) == [
        ("the", ["sea"]), ("blue", ["sun"]), ("red", ["sea"]), ("shines", ["sun"]),
    ]  # fmt: skip
    assert files.notes == [
        "tweets.csv: 1 text is empty: left out",
        "1 text has none of the 2 labels of task tags: left out",
        "1 text held nothing but words that are labels: left out",
    ]


def test_authors_are_units_with_the_labels_of_their_accounts(files: FilesOfTexts) -> None:
    names = ["Ann", "Bob", "Cy", "Dee"]
    file = files.file("texts.csv", "text,author\n" + "".join(f"I am {name},{name}\n" for name in names * 2))
    accounts = files.file("accounts.csv", "author,label\nAnn,glad\nBob,sad\nCy,glad\nDee,sad\n")

    _, texts = read_for_learning(
        MOOD,
        [(file, Part.TRAIN)],
        [FileLayout("plain", "text", author="author")],
        ToldColumns(),
        ReadingChoices(accounts=accounts, unit=Unit.AUTHOR),
        notes=files.notes,
    )

    assert (texts.texts[0], list(texts.labels)) == ("I am Ann\nI am Ann", ["glad", "sad", "glad", "sad"])


def test_labels_that_are_no_words_cannot_be_masked(files: FilesOfTexts) -> None:
    with pytest.raises(TaskError, match="kind single, whose labels are no words of the texts"):
        read_for_learning(
            MOOD, [], [MOOD_LAYOUT], ToldColumns(), ReadingChoices(mask_labels=True), notes=files.notes
        )


def test_too_little_is_refused_here_too(files: FilesOfTexts) -> None:
    file = files.file("a.csv", "text,label\nsun,glad\nsea,glad\n")
    with pytest.raises(BadTextsError, match="all have the label 'glad'"):
        read_for_learning(
            MOOD, [(file, Part.TRAIN)], [MOOD_LAYOUT], ToldColumns(), ReadingChoices(), notes=files.notes
        )


def test_a_command_gets_what_its_options_say(files: FilesOfTexts) -> None:
    found: list[ReadingChoices] = []

    @click.command()
    @reading_options
    def read(**given: object) -> None:
        found.append(reading_choices(given))
        assert given == {}

    accounts = files.file("accounts.csv", "author,label\nAnn,glad\n")
    for words in ((), ("--accounts", str(accounts), "--unit", "author", "--mask-labels", "--leave-out-bad")):
        assert CliRunner().invoke(read, words).exit_code == 0
    assert found == [
        ReadingChoices(),
        ReadingChoices(accounts, leave_out_bad=True, mask_labels=True, unit=Unit.AUTHOR),
    ]
    assert tuple(Unit) == UNITS


def ten_lines() -> str:
    """The declaration that the page shows."""
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_ten_lines_of_the_page_are_a_task_that_learns(files: FilesOfTexts) -> None:
    content = ten_lines()
    assert len(content.splitlines()) == 10
    folder = files.folder / "tasks"
    files.file("tasks/urgency.toml", content)
    task = find_task([folder], "urgency")
    words = {"now": "server down, call at once", "soon": "please look at my bill", "never": "thanks for all"}
    rows = "".join(f'"{text} {number}",{label}\n' for number in range(8) for label, text in words.items())
    train, test = (files.file(f"{part}.csv", f"message,urgency\n{rows}") for part in ("train", "test"))

    task, texts = read_for_learning(
        task,
        [(train, Part.TRAIN), (test, Part.TEST)],
        read_layouts([folder], "urgency"),
        ToldColumns(),
        ReadingChoices(),
        notes=files.notes,
    )

    assert (task.labels, len(texts), files.notes) == (("never", "now", "soon"), 48, [])
    learned, asked = texts.take(range(24)), texts.take(range(24, 48))
    for rung in rungs_of(task).values():
        assert rung.fit is not None
        shares = rung.fit(task, learned.texts, learned.labels).predict_proba(asked.texts)
        truth = truth_of(task, asked.labels)
        reached = MetricSet.of(task).evaluate(Predictions(truth, shares.argmax(axis=1), shares))
        assert reached["macro_f1"] == pytest.approx(1.0 if rung.reads else 1 / 6)
