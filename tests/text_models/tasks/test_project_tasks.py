"""The tasks that the project declares can be worked with: rungs, metrics, normal forms, layouts of files."""

from __future__ import annotations

import pytest

from tests.conftest import PROJECT_ROOT
from text_files.documents.file_layout import read_layouts
from text_models.classifiers.rung import rungs_of
from text_models.metrics.metric_set import MetricSet
from text_models.normal_forms.normal_form import normal_form
from text_models.tasks.switched_on import require_on
from text_models.tasks.task import Task, TaskError
from text_models.tasks.task_files import find_task, read_tasks

TASKS = PROJECT_ROOT / "settings" / "tasks"
ALL = read_tasks([TASKS])
WITH_A_LADDER = ("identity-attack-en", "sentiment-es", "stance", "tags", "toxicity-en", "toxicity-ru")
# The one that learns another service's scores has one rung for it.
OF_TEXTS = (*WITH_A_LADDER, "perspective-en")


def test_these_are_the_tasks() -> None:
    assert tuple(ALL) == tuple(sorted((*OF_TEXTS, "rating")))


def test_reviews_of_all_published_formats_can_be_read() -> None:
    assert [layout.columns() for layout in read_layouts([TASKS], "rating")] == [
        ["reviewText", "overall", "reviewerID", "asin"],
        ["text", "rating", "user_id", "asin"],
        ["text", "rating"],
    ]


@pytest.mark.parametrize("name", OF_TEXTS)
def test_what_a_task_names_is_there(name: str) -> None:
    task = ALL[name]
    rungs = list(rungs_of(task).values())

    assert [rung.name for rung in rungs] == list(task.rungs)
    assert rungs[0].name == "majority"
    votes = [rung.name for rung in rungs if rung.name.startswith("vote_")]
    assert votes == (list(task.rungs[-4:]) if name in WITH_A_LADDER else [])
    assert MetricSet.of(task).names == tuple(
        metric for metric in MetricSet.of(task).names if metric in task.metrics
    )
    assert normal_form(task.normal_form).name == task.normal_form
    assert read_layouts([TASKS], name)


@pytest.mark.parametrize("name", OF_TEXTS)
def test_tags_are_ranked_by_ndcg_and_others_by_macro_f1(name: str) -> None:
    task = ALL[name]
    expected = ("ndcg_at_3", ("ndcg_at_3", "map_at_3", "micro_f1"))
    assert (task.rank_by, task.yardstick) == (
        expected if name == "tags" else ("macro_f1", ("macro_f1", "log_loss"))
    )


def test_no_published_figure_of_the_tags_decides() -> None:
    tags = ALL["tags"]
    assert not any(metric.startswith("paper_") for metric in (*tags.yardstick, tags.rank_by))
    assert {f"paper_{metric}_at_{k}" for metric in ("ndcg", "map") for k in (3, 5, 10)} < set(tags.metrics)


def test_stance_is_off_until_somebody_switches_it_on() -> None:
    with pytest.raises(TaskError) as refusal:
        find_task([TASKS], "stance", ["tags"])

    assert str(refusal.value) == (
        "Task stance is off: it guesses the political opinion of persons, which many laws protect (GDPR, "
        "article 9), and it errs. To use it all the same, set TASKS_SWITCHED_ON=stance in the shell or "
        "in .env."
    )
    assert find_task([TASKS], "stance", ["stance"]).name == "stance"


def test_the_others_are_on() -> None:
    on: list[Task] = [require_on(task, ()) for task in ALL.values() if task.name != "stance"]
    assert len(on) == len(ALL) - 1
