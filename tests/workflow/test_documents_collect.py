"""The DAG that collects: a task a source, and what a source deleted leaves the warehouse."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from airflow.sdk import CronTriggerTimetable

from amzn_review.data_layout import DataLayout
from amzn_review.documents.document_files import DocumentFiles
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from tests.amzn_review.collecting.conftest import BACK, Collecting
from tests.amzn_review.collecting.post_server import TOKEN, PostServer, post, serving
from tests.amzn_review.documents.conftest import KEY
from tests.conftest import DAG_WAREHOUSE, SQL_DIR
from tests.workflow.dag_run import run_in_process


@pytest.fixture
def dag(airflow_metadata: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    told = {"conn_type": "generic", "password": KEY, "extra": {"tokens": {"COLLECT_TOKEN_TESTS": TOKEN}}}
    monkeypatch.setenv("AIRFLOW_CONN_COLLECTOR", json.dumps(told))
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    assert bag.import_errors == {}
    return bag.dags["documents_collect"]


def run(dag: Any) -> dict[str, list[str]]:
    """The states of each task's instances, in the order of their map indexes."""
    for task in dag.tasks:
        task.retries = 0
    moment = datetime.now(UTC)
    found = run_in_process(dag, moment).get_task_instances()
    states: dict[str, list[str]] = {}
    for it in sorted(found, key=lambda instance: instance.map_index):
        states.setdefault(it.task_id, []).append(str(it.state))
    return states


def test_paused_and_hourly(dag: Any) -> None:
    assert dag.is_paused_upon_creation is True
    assert dag.max_active_runs == 1
    assert dag.schedule == CronTriggerTimetable("0 * * * *", timezone="UTC", run_immediately=timedelta(0))


def test_no_source_is_declared(dag: Any, layout: DataLayout, dag_warehouse: psycopg.Connection) -> None:
    assert run(dag) == {
        "declared_sources": ["skipped"], "collect": ["skipped"], "honour_deletions": ["skipped"],
    }  # fmt: skip


def test_a_task_a_source(dag: Any, layout: DataLayout, dag_warehouse: psycopg.Connection) -> None:
    with serving(PostServer()) as server:
        collecting = Collecting(layout.root, server)
        collecting.declare(BACK)
        collecting.declare("nothing = 1", name="broken")
        server.posts = [post(1), post(2)]
        states = run(dag)
        assert states == {
            "declared_sources": ["success"], "collect": ["failed", "success"],
            "honour_deletions": ["skipped"],
        }  # fmt: skip
        documents = DocumentsLayout(layout.root)
        kind = DocumentFiles(documents, LoadLimits())
        assert len(list(FileBatchLoader(kind, DAG_WAREHOUSE.connect, SQL_DIR, "r").run())) == 1
        (collecting.root / "sources" / "broken.toml").unlink()
        server.deleted = ["1"]
        assert run(dag) == {
            "declared_sources": ["success"], "collect": ["success"], "honour_deletions": ["success"],
        }  # fmt: skip
    assert dag_warehouse.execute("select external_id from documents").fetchall() == [("2",)]
