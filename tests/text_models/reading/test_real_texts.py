"""Real files of texts, which are not part of the project, are read as their page describes them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.independent.real_set import SHARED
from tests.text_models.reading.text_files import TASKS, project_layouts
from text_files.documents.layout_choice import ToldColumns
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.read_for_learning import ReadingChoices, read_for_learning
from text_models.tasks.task import Task
from text_models.tasks.task_files import find_task

PLAIN = ReadingChoices()


def read(name: str, *files: str, choices: ReadingChoices = PLAIN) -> tuple[Task, TaskTexts, list[str]]:
    """The task, its texts out of real files, and what was noted."""
    paths: list[Path] = [SHARED / file for file in files]
    if missing := [path for path in paths if not path.is_file()]:
        pytest.skip(f"the real file is not there: {missing[0]}")
    notes: list[str] = []
    task, texts = read_for_learning(
        find_task([TASKS], name, ["stance"]),
        [(path, Part.TRAIN) for path in paths],
        project_layouts(name),
        ToldColumns(),
        choices,
        notes=notes,
    )
    return task, texts, notes


def test_russian_comments() -> None:
    _, texts, notes = read("toxicity-ru", "ru_toxic/train.csv.gz")
    assert Counter(texts.labels) == {"normal": 7_641, "toxic": 3_888}
    assert [note.split(",")[0] for note in notes] == ["26 texts stand in 52 rows with different labels"]


def test_english_tweets_weigh_what_their_raters_agree() -> None:
    _, texts, _ = read("toxicity-en", "en_offensive/train.csv.gz")
    assert Counter(texts.labels) == {"toxic": 16_539, "normal": 3_287}
    unanimous = int((texts.weights == 1).sum())
    assert (unanimous, texts.weights.min()) == (17_386, 0.5)


def test_spanish_tweets() -> None:
    _, texts, _ = read(
        "sentiment-es", "spanish_emoevent/emoevent_train.tsv.gz", "spanish_emoevent/emoevent_dev.tsv.gz"
    )
    assert len(texts) == 5_886 + 857
    assert set(texts.labels) == {"P", "N", "NEU", "NONE"}


def test_political_messages() -> None:
    task, texts, _ = read("stance", "political_messages/political_social_media.csv.gz")
    assert (task.labels, Counter(texts.labels)) == (
        ("neutral", "partisan"), {"neutral": 3_689, "partisan": 1_311},
    )  # fmt: skip


def test_masked_tags() -> None:
    task, texts, notes = read("tags", "tagfinder/tags_masked.jsonl.gz")
    assert (len(texts), len(task.labels), notes) == (9_254, 50, [])


def test_brand_tweets_are_labelled_by_their_hashtags() -> None:
    file = "brand_tweets/judge-1377884607_tweet_product_company.csv.gz"
    task, texts, notes = read("tags", file, choices=ReadingChoices(leave_out_empty=True, mask_labels=True))
    assert len(task.labels) == 50
    assert {"sxsw", "ipad", "google"} < set(task.labels)
    assert not any("sxsw" in text.lower().split() for text in texts.texts)
    assert [note.split(": ")[-2:] for note in notes[:2]] == [
        ["1 text is empty", "left out"],
        ["10 rows have no label", "left out"],
    ]
    assert len(texts) == 9_093 - 1 - 10 - 2


def test_reviews() -> None:
    """5,269 reviews of All_Beauty, of which five have no text; stars as the page counts them."""
    file = "amazon_reviews_2018/All_Beauty_5.json.gz"
    _, texts, notes = read("rating", file, choices=ReadingChoices(leave_out_empty=True))
    assert (len(texts), notes[0]) == (5_269 - 5, "All_Beauty_5.json.gz: 5 texts are empty: left out")
    stars = Counter(map(str, texts.labels))
    listed = {"1": 115, "2": 64, "3": 109, "4": 332, "5": 4_649}
    assert sum(listed[star] - count for star, count in stars.items()) == 5
    assert all(0 <= listed[star] - stars[star] <= 5 for star in listed)
    assert len(set(texts.authors)) < len(texts)
