"""The DAG of one machine run in a test's process: what goes in, what comes out, its tasks' states."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.sql_catalog import SqlCatalog
from tests.workflow.dag_run import run_in_process
from workflow.sql_paths import POSTGRES, check_names

DAG_FILE = Path(__file__).resolve().parents[2] / "workflow" / "dags" / "amzn_review_etl_local.py"


LAMP = {
    "overall": 5.0,
    "vote": "1,234",
    "verified": True,
    "reviewTime": "09 1, 2016",
    "reviewerID": "A1LAMPLOVER",
    "asin": "B00LAMP001",
    "style": {"Color:": " Blue"},
    "reviewerName": "Ada",
    "reviewText": "Bright and warm.",
    "summary": "A lamp",
    "unixReviewTime": 1472688000,
}


CHAIR = {
    "rating": 2.0,
    "title": "Wobbly",
    "text": "It fell over, 100 %.",
    "images": [],
    "asin": "B00CHAIR02",
    "parent_asin": "B00CHAIR00",
    "user_id": "U2CHAIRFALL",
    "timestamp": 1588687728923,
    "helpful_vote": 3,
    "verified_purchase": False,
}


CHAIR_METADATA = {
    "main_category": "Home",
    "title": "Chair",
    "features": ["It folds"],
    "description": ["A chair."],
    "price": 24.5,
    "store": "Sitwell",
    "categories": ["Home", "Chairs"],
    "parent_asin": "B00CHAIR00",
}


LEARNING = ("tokenize", "train", "evaluate", "promote", "predict", "store_predictions")


TASKS = ["load", "export_reviews", *LEARNING, "clean_up"]


CHECKS = [f"warehouse_checks.{name}" for name in check_names("warehouse")]


def scoring_tasks(sql: SqlCatalog = POSTGRES) -> list[str]:
    """The tasks of group score_texts."""
    checks = [f"checks.{name}" for name in check_names("scores", sql)]
    return [f"score_texts.{name}" for name in ("plan", "chunk.score", "chunk.store", *checks, "clean_up")]


# Neither climate nor documents wait, and no text model has a champion.
NOTHING_BESIDE = dict.fromkeys(("load_climate", "load_documents", *scoring_tasks()), "skipped")


ALL_GREEN = dict.fromkeys((*TASKS, *CHECKS), "success") | NOTHING_BESIDE


TOO_FEW_TO_TRAIN = ALL_GREEN | dict.fromkeys(LEARNING, "skipped")


NOTHING_NEW = dict.fromkeys((*TASKS, *CHECKS), "skipped") | {"load": "success"} | NOTHING_BESIDE


LEDGER = (
    "select files, listed, staged, loaded, duplicate, quarantined, held, products "
    "from ingest_batches order by batch_id"
)


OLD = 1_600_000_000  # a time at which nobody is still writing


def drop(folder: Path, name: str, *records: object, age: int = OLD) -> Path:
    """Put a file of records, or of given bytes, where reviews arrive."""
    content = b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in records)
    return put(folder / name, gzip.compress(content), age)


def put(file: Path, content: bytes, written_at: int = OLD) -> Path:
    """Put a file of these bytes, last written to at a moment in seconds since 1970."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (written_at, written_at))
    return file


@dataclass(frozen=True)
class Ended:
    """A run of the DAG that has ended: each task's state, attempts of `load`, and why tasks failed."""

    run_id: str
    states: dict[str, str]
    tries: int
    reasons: list[str]


Prepare = Callable[[Any], None]


def run_dag(prepare: Prepare = lambda _: None, moment: datetime | None = None) -> Ended:
    """Run the DAG in this process, task `load` prepared; the same moment again is the same run, cleared."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(DAG_FILE.parent))
    names = ["amzn_review_etl_aws", "amzn_review_etl_local", "documents_collect", "text_models_train"]
    assert (bag.import_errors, sorted(bag.dags)) == ({}, names)
    dag = bag.dags["amzn_review_etl_local"]
    reasons: list[str] = []
    for task in dag.tasks:
        task.retry_delay = timedelta(0)
        task.on_failure_callback = [lambda context: reasons.append(str(context["exception"]))]
    prepare(dag.get_task("load"))
    moment = moment or datetime.now(UTC)
    run = run_in_process(dag, moment)
    tasks = {task.task_id: task for task in run.get_task_instances()}
    states = {name: str(task.state) for name, task in tasks.items()}
    return Ended(run.run_id, states, tasks["load"].try_number, reasons)


def mended_by(mend: Callable[[], object]) -> Prepare:
    """A first attempt of `load` that fails, and a second one when the cause is mended."""

    def prepare(load: Any) -> None:
        load.on_retry_callback = [lambda _: mend()]

    return prepare


def without_retry(load: Any) -> None:
    load.retries = 0


def limited(**limits: int) -> Prepare:
    """Settings of the load other than those of `.env`."""
    return lambda load: load.op_kwargs["limits"].update(limits)


def rows(connection: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement).fetchall()


def tables(connection: psycopg.Connection, *names: str) -> list[list[tuple[Any, ...]]]:
    """All rows of each table."""
    return [rows(connection, f"select * from {name} order by 1") for name in names]


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
