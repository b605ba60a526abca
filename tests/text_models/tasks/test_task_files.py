"""Tasks are declared in TOML files; a declaration that cannot be worked with is refused in a sentence."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import PROJECT_ROOT
from text_models.tasks.task import Columns, Kind, Task, TaskError
from text_models.tasks.task_files import read_task, read_tasks

MOOD = """
name = "mood"
title = "mood"
kind = "single"
labels = ["sad", "calm", "glad"]
metrics = ["accuracy", "macro_f1"]
yardstick = ["macro_f1"]
rungs = ["majority", "tfidf_logistic"]
"""
MOOD_TASK = Task(
    name="mood",
    title="mood",
    kind=Kind.SINGLE,
    labels=("sad", "calm", "glad"),
    metrics=("accuracy", "macro_f1"),
    yardstick=("macro_f1",),
    rungs=("majority", "tfidf_logistic"),
)


def write(folder: Path, name: str, content: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(content)
    return file


def test_the_star_rating_is_a_task() -> None:
    assert read_tasks([PROJECT_ROOT / "settings" / "tasks"])["rating"] == Task(
        name="rating",
        title="star rating",
        kind=Kind.ORDINAL,
        labels=("1", "2", "3", "4", "5"),
        metrics=("accuracy", "macro_f1", "mae", "quadratic_kappa", "log_loss", "ece"),
        yardstick=("macro_f1", "mae", "quadratic_kappa"),
        rungs=("majority", "mean", "tfidf_logistic", "albert"),
        languages=("en",),
        noun="reviews",
        unit="stars",
        columns=Columns("review_id", "rating", "stars"),
    )


def test_a_declaration_becomes_a_task(tmp_path: Path) -> None:
    assert read_task(write(tmp_path, "mood.toml", MOOD)) == MOOD_TASK


def test_labels_for_which_a_part_is_enough_are_declared(tmp_path: Path) -> None:
    file = write(tmp_path, "mood.toml", MOOD.replace("kind =", 'any_part = ["sad"]\nkind ='))
    assert read_task(file) == replace(MOOD_TASK, any_part=("sad",))


def test_a_users_declaration_replaces_the_projects_of_that_name(tmp_path: Path) -> None:
    write(tmp_path / "ours", "mood.toml", MOOD)
    theirs = write(tmp_path / "theirs", "mood.toml", MOOD.replace('title = "mood"', 'title = "temper"'))
    found = read_tasks([tmp_path / "ours", theirs.parent, tmp_path / "not-there"])
    assert {name: task.title for name, task in found.items()} == {"mood": "temper"}


def test_tables_of_other_rooms_are_left_to_them(tmp_path: Path) -> None:
    assert read_task(write(tmp_path, "mood.toml", MOOD + '\n[layout]\ntext = "body"\n')) == MOOD_TASK


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "mood"', 'name = "Mood"', "declares task 'Mood'; expected 'mood'"),
        ('name = "mood"', "name = mood", "is no readable TOML file"),
        (
            'kind = "single"',
            'kind = "double"',
            "must be one of single, multi, ordinal. Received: 'double'",
        ),
        ('kind = "single"', "", "`kind` is missing: add it."),
        ('title = "mood"', "title = 3", "`title` must be a text. Received: 3"),
        ('["sad", "calm", "glad"]', '"sad"', "`labels` must be a list of texts. Received: 'sad'"),
        ('["sad", "calm", "glad"]', '["sad", 2]', "`labels` must be a list of texts."),
        ('["sad", "calm", "glad"]', '["sad"]', "needs two or more `labels`. Received: 1"),
        ('["sad", "calm", "glad"]', '["sad", "sad"]', "names 'sad' twice in `labels`"),
        ('["sad", "calm", "glad"]', '["sad", ""]', "has an empty text in `labels`"),
        (
            'yardstick = ["macro_f1"]',
            'yardstick = ["mae"]',
            "judged by 'mae', which is not among",
        ),
        ('yardstick = ["macro_f1"]', "yardstick = []", "names nothing in `yardstick`"),
        ('["majority", "tfidf_logistic"]', "[]", "names nothing in `rungs`"),
        ('title = "mood"', 'title = "mood"\nlanguages = ["English, please"]', "expected a BCP 47 tag"),
        ('title = "mood"', 'title = "mood"\nlabel = "x"', "`label` is not known"),
        ('title = "mood"', 'title = "mood"\nrank_by = "mae"', "ranks by 'mae', which is not among its"),
        ('title = "mood"', 'title = "mood"\nshares = [0.5, 0.4]', "sum to 1, such as 0.64, 0.16 and 0.2."),
        ('title = "mood"', 'title = "mood"\nshares = [0.5, 0.4, 0.2]', "Received: 0.5, 0.4, 0.2"),
        ('title = "mood"', 'title = "mood"\nshares = [1, 0, 0]', "three numbers above 0 that sum to 1"),
        ('title = "mood"', 'title = "mood"\nshares = "half"', "`shares` must be a list of numbers."),
        ('title = "mood"', 'title = "mood"\nany_part = ["mad"]', "names 'mad' in `any_part`, which is none"),
        ('title = "mood"', 'title = "mood"\nany_part = "sad"', "`any_part` must be a list of texts."),
        ('title = "mood"', 'title = "mood"\nrank_by = 3', "`rank_by` must be a text. Received: 3"),
        ('rungs = ["majority"', 'columns = {row = "x"}\nrungs = ["majority"', "`columns.row` is not known"),
    ],
)
def test_a_declaration_that_cannot_be_worked_with_is_refused(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in MOOD
    file = write(tmp_path, "mood.toml", MOOD.replace(old, new))
    with pytest.raises(TaskError) as refused:
        read_task(file)
    assert str(refused.value).startswith(str(file))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "rank_by"),
    [
        ("", "", "macro_f1"),
        ('kind = "single"', 'kind = "multi"', "macro_f1"),
        ('["accuracy", "macro_f1"]', '["accuracy", "ndcg_at_3", "macro_f1"]', "macro_f1"),
        ('kind = "single"', 'rank_by = "accuracy"\nkind = "single"', "accuracy"),
    ],
)
def test_a_comparison_ranks_by_one_metric(tmp_path: Path, old: str, new: str, rank_by: str) -> None:
    assert read_task(write(tmp_path, "mood.toml", MOOD.replace(old, new))).rank_by == rank_by


def test_tags_are_ranked_by_ndcg_unless_it_is_not_computed() -> None:
    tags = ("tags", "tag", Kind.MULTI, ("a", "b"))
    assert Task(*tags, ("micro_f1", "ndcg_at_3"), ("micro_f1",), ("majority",)).rank_by == "ndcg_at_3"
    assert Task(*tags, ("micro_f1", "macro_f1"), ("micro_f1",), ("majority",)).rank_by == "macro_f1"
    assert Task(*tags, ("micro_f1", "log_loss"), ("log_loss",), ("majority",)).rank_by == "log_loss"


def test_labels_have_positions() -> None:
    assert MOOD_TASK.positions(["glad", "sad", "glad"]) == [2, 0, 2]
    with pytest.raises(ValueError, match="'angry' is no label of task mood; expected one of sad, calm, glad"):
        MOOD_TASK.positions(["sad", "angry"])
