"""A second task costs a declaration: the branch of the rating and that of another task, in one DAG."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from services.postgres.databases import DatabaseAddress
from tests.declared import declare
from tests.workflow.dag_run import run_in_process
from tests.workflow.test_export import load
from text_models.pipelines.declared_pipelines import GROUP
from text_models.versions.registry import Registry

DAG_FILE = """
from airflow.sdk import DAG

from workflow.plugins.task_groups.text_branch import text_branch

with DAG(dag_id="two_tasks", schedule=None):
    text_branch(
        "rating", ["run b0"], "b0", storage={storage!r}, options={{"max_reviews": 100}}, noun="reviews"
    )
    text_branch("praise", ["run b1"], "b1", storage={storage!r}, options={{"fewest": 20}}, is_group=True)
"""
RATING = [
    "export_reviews", "tokenize", "train", "evaluate", "promote", "predict", "store_predictions", "clean_up",
]  # fmt: skip
PRAISE = [f"praise.{name}" for name in ("export_texts", *RATING[1:])]
# No review is new to the rating.
NOTHING_NEW = {name: "success" if name == "clean_up" else "skipped" for name in RATING}
WORDS = {5: ("lovely", "great", "perfect"), 1: ("awful", "broken", "useless")}


def two_tasks(folder: Path) -> Any:
    """The DAG with both branches, their storage in the folder."""
    from airflow.dag_processing.dagbag import DagBag

    file = folder / "two_tasks.py"
    file.write_text(DAG_FILE.format(storage=str(folder / "storage")))
    bag = DagBag(str(file))
    assert (bag.import_errors, list(bag.dags)) == ({}, ["two_tasks"])
    return bag.dags["two_tasks"]


def run_two_tasks(folder: Path) -> dict[str, str]:
    """Run that DAG in this process; each task's state."""
    moment = datetime.now(UTC)
    run = run_in_process(two_tasks(folder), moment)
    return {task.task_id: str(task.state) for task in run.get_task_instances()}


@pytest.fixture
def praise_declared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The task `praise` is another package's, and Airflow reads its DAGs from the test's folder."""
    declare(monkeypatch, tmp_path / "site", "toy", GROUP, "praise = tests.workflow.toy_pipeline:PRAISE")
    kind, dags = "airflow.dag_processing.bundles.local.LocalDagBundle", {"path": str(tmp_path)}
    bundles = json.dumps([{"name": "tests", "classpath": kind, "kwargs": dags}])
    monkeypatch.setenv("AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST", bundles)


def test_two_branches_have_their_own_tasks_folders_and_arrows(airflow_metadata: None, tmp_path: Path) -> None:
    dag = two_tasks(tmp_path)
    assert sorted(dag.task_ids) == sorted([*RATING, *PRAISE])
    storage = tmp_path / "storage"
    places = {
        name: getattr(dag.get_task(name), attribute)
        for name, attribute in (
            ("export_reviews", "target"), ("praise.export_texts", "target"),
            ("train", "target"), ("praise.train", "target"),
            ("evaluate", "report_dir"), ("praise.evaluate", "report_dir"),
            ("clean_up", "batch_id"), ("praise.clean_up", "batch_id"),
        )
    }  # fmt: skip
    assert places == {
        "export_reviews": f"{storage}/work/b0/reviews",
        "praise.export_texts": f"{storage}/work/b1-praise/texts",
        "train": f"{storage}/models/rating/b0",
        "praise.train": f"{storage}/models/praise/b1",
        "evaluate": f"{storage}/reports/rating/b0",
        "praise.evaluate": f"{storage}/reports/praise/b1",
        "clean_up": "b0",
        "praise.clean_up": "b1-praise",
    }
    for branch in (RATING, PRAISE):
        for name in branch:
            assert dag.get_task(name).downstream_task_ids <= set(branch)
    on_queue = {name for name in dag.task_ids if dag.get_task(name).queue == "ml_queue"}
    learning = ("tokenize", "train", "evaluate", "predict")
    assert on_queue == {*learning, *(f"praise.{name}" for name in learning)}


def test_a_declared_task_runs_from_the_warehouse_to_answers_in_it(
    dag_warehouse: psycopg.Connection,
    registry_address: DatabaseAddress,
    praise_declared: None,
    tmp_path: Path,
) -> None:
    reviews = [
        (f"It is {WORDS[stars][number % 3]} {number}", stars) for number in range(60) for stars in WORDS
    ]
    load(dag_warehouse, "b1", reviews)

    assert run_two_tasks(tmp_path) == NOTHING_NEW | dict.fromkeys(PRAISE, "success")

    answered = dag_warehouse.execute(
        "select rating, label, model_version, count(*) from praise_answers join reviews using (review_id) "
        "group by 1, 2, 3 order by 1"
    )
    assert answered.fetchall() == [(1, "blame", "b1", 60), (5, "praise", "b1", 60)]
    dag_warehouse.execute("drop table praise_answers")
    storage = tmp_path / "storage"
    assert json.loads((storage / "models" / "praise" / "champion.json").read_text()) == {"version": "b1"}
    assert not (storage / "models" / "rating").exists()
    uri = registry_address.uri("postgresql+psycopg2")
    assert [Registry(uri, task).champion() for task in ("praise", "rating")] == ["b1", None]
    assert "praise" in (storage / "reports" / "praise" / "b1" / "index.html").read_text()
    assert not (storage / "work").exists()


def test_too_little_skips_a_declared_task_as_it_does_the_rating(
    dag_warehouse: psycopg.Connection, praise_declared: None, tmp_path: Path
) -> None:
    load(dag_warehouse, "b1", [("one", 5)])
    green = {"praise.export_texts", "praise.clean_up"}
    expected = {name: "success" if name in green else "skipped" for name in PRAISE}
    assert run_two_tasks(tmp_path) == NOTHING_NEW | expected
