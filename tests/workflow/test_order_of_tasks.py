"""The DAGs' tasks run in the order that their pages tell, archive and checks above all."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from airflow.sdk import DAG

from tests.conftest import PROJECT_ROOT

PAGES = {"amzn_review_etl_local": "pipeline.md", "amzn_review_etl_aws": "aws.md"}
STORY = "**Archive and checks.** "
ONLY_WITH_CELERY = "ml_queue_is_served"


@pytest.fixture
def dags(airflow_metadata: None) -> dict[str, DAG]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    assert bag.import_errors == {}
    return bag.dags


def page_of(dag_id: str) -> str:
    return Path(PROJECT_ROOT, "docs", PAGES[dag_id]).read_text()


def stories(text: str) -> list[str]:
    """The paragraphs about archive and checks, each on one line."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return [paragraph for paragraph in paragraphs if paragraph.startswith(STORY)]


def told_order(text: str) -> list[list[str]]:
    """The names in each row of the table of tasks, such as ["tokenize", "train", "evaluate"]."""
    table = text.partition("\n| task |")[2].partition("\n\n")[0]
    cells = [row.split(" |")[0].removeprefix("| ") for row in table.splitlines()[2:]]
    return [re.findall(r"\w+", cell.replace(".<kind>", "")) for cell in cells]


def tasks_named(dag: DAG, names: list[str]) -> set[str]:
    """The ids of the tasks of these names, and of those in groups of these names."""
    return {task for task in dag.task_ids if task.partition(".")[0] in names}


def checks_of(dag: DAG) -> set[str]:
    return tasks_named(dag, ["warehouse_checks"])


def before(dag: DAG, task: str) -> set[str]:
    """The ids of all that has ended when the task begins."""
    return dag.get_task(task).get_flat_relative_ids(upstream=True)


def test_both_dags_and_both_pages_tell_the_same_of_archive_and_checks(dags: dict[str, DAG]) -> None:
    assert sorted(dags) == sorted([*PAGES, "documents_collect", "text_models_train"])
    told = [stories(text) for dag in PAGES for text in (str(dags[dag].doc_md), page_of(dag))]
    assert len(told[0]) == 1
    assert told == [told[0]] * 4
    assert "On PostgreSQL a batch is archived before its checks" in told[0][0]
    assert "On Redshift a batch is archived after its checks" in told[0][0]


def test_archive_and_checks_stand_as_told(dags: dict[str, DAG]) -> None:
    """What `load` archives, and what a red check keeps out, is for the tests that run the DAGs."""
    local, aws = dags["amzn_review_etl_local"], dags["amzn_review_etl_aws"]
    assert len(checks_of(local)) > 3
    assert "archive" not in local.task_ids
    assert {frozenset(before(local, check)) for check in checks_of(local)} == {frozenset({"load"})}
    assert len(checks_of(aws)) > 3
    assert checks_of(aws) < before(aws, "archive")
    assert "archive" in before(aws, "export_reviews")


@pytest.mark.parametrize("dag_id", PAGES)
@pytest.mark.parametrize("place", ["doc_md", "page"])
def test_tasks_run_in_the_order_of_the_table(dags: dict[str, DAG], dag_id: str, place: str) -> None:
    dag = dags[dag_id]
    told = told_order(str(dag.doc_md) if place == "doc_md" else page_of(dag_id))
    steps = [tasks_named(dag, names) for names in told if names != [ONLY_WITH_CELERY]]
    assert all(steps), f"a row of the table names no task: {told}"
    assert set().union(*steps) == set(dag.task_ids)
    for number, step in enumerate(steps):
        later = set().union(*steps[number + 1 :])
        assert {task: before(dag, task) & later for task in step} == {task: set() for task in step}
