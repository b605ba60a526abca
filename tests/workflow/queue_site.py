"""Airflow with a broker in one folder, a worker of ml_queue in another, and between them a storage."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amzn_review.data_layout import DataLayout
from amzn_review.postgres.tables import create_tables
from services.airflow.airflow_api import AirflowApi
from services.airflow.airflow_environment import ADMIN_USER
from services.airflow.airflow_parts import (
    bring_up_databases,
    migrate_metadata,
    require_alive,
    start_airflow,
    stop_airflow,
)
from services.airflow.celery_worker import start_worker
from services.airflow.part_processes import workers
from services.postgres.databases import stop_embedded_server, warehouse_address
from services.queue.queue_addresses import queue_environment, start_broker, stop_embedded_broker
from settings import Settings, load_settings
from tests.conftest import PROJECT_ROOT, SQL_DIR
from tests.free_port import free_port

DAG_ID = "amzn_review_etl_local"
QUEUE = "ml_queue"
OURS = ("AIRFLOW", "DATA_", "EXECUTOR", "LOAD_", "POSTGRES_", "RATING_", "REDIS_")
# A dead worker is found within this time, which is shorter than what a user waits.
SOON_DEAD = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_DETECTION_INTERVAL": "5",
}


@dataclass(frozen=True)
class EndedRun:
    """A run that has ended, and of each task its state, attempts and queue."""

    run_id: str
    state: str
    tasks: dict[str, dict[str, Any]]

    def states(self) -> dict[str, str]:
        """Each task's state."""
        return {name: task["state"] for name, task in self.tasks.items()}


@dataclass(frozen=True)
class QueueSite:
    """Machines in folders of their own, which share the storage and no other folder.

    `second` is another worker's, if there is one.
    """

    main: Settings
    worker: Settings
    second: Settings | None = None

    @property
    def storage(self) -> Path:
        """What both see, if it is a folder."""
        return Path(self.main.rating.storage)

    def drop(self, name: str, reviews: Sequence[dict[str, Any]]) -> None:
        """Let a file of reviews arrive."""
        folder = DataLayout(self.main.data_dir).uploaded_reviews("lamps")
        folder.mkdir(parents=True, exist_ok=True)
        lines = b"".join(json.dumps(review).encode() + b"\n" for review in reviews)
        (folder / f".{name}.part").write_bytes(gzip.compress(lines))
        (folder / f".{name}.part").rename(folder / f"{name}.json.gz")

    def run(
        self,
        meanwhile: Callable[[dict[str, dict[str, Any]]], None] = lambda _: None,
        dag_id: str = DAG_ID,
        **params: Any,
    ) -> EndedRun:
        """Trigger the DAG and wait for its end; `meanwhile` is given the tasks five times a second,
        as they were within the last.

        Of mapped tasks, those of `task_id` are TASK_ID[MAP_INDEX].
        """
        with AirflowApi(self.main.ui_url) as api:
            api.log_in(ADMIN_USER, self.main.secrets().airflow_admin_password)
            while not api.has_dag(dag_id):
                assert api.import_errors() == []
                time.sleep(0.5)
            run_id = api.trigger(dag_id, **params)
            while True:
                require_alive(self.main)
                state = api.run_state(dag_id, run_id)
                tasks = {_name_of(task): task for task in api.task_instances(dag_id, run_id)}
                if state in ("success", "failed"):
                    return EndedRun(run_id, state, tasks)
                # Airflow takes .1 s of a core to answer, from the run that is waited for.
                for _ in range(5):
                    meanwhile(tasks)
                    time.sleep(0.2)

    def rows(self, statement: bytes, of: str) -> list[tuple[Any, ...]]:
        """What the warehouse answers; the statement's one parameter is `of`."""
        with warehouse_address(self.main).connect() as connection:
            return connection.execute(statement, [of]).fetchall()

    def log(self, settings: Settings, run: EndedRun, task: str, attempt: int = 1) -> str:
        """What a machine has of the log of an attempt at a task; "" when that was elsewhere."""
        folder = settings.state_dir / "airflow" / "logs" / f"dag_id={DAG_ID}" / f"run_id={run.run_id}"
        file = folder / f"task_id={task}" / f"attempt={attempt}.log"
        return file.read_text() if file.exists() else ""

    def kill_worker(self, settings: Settings | None = None) -> None:
        """Kill the worker, or that of `settings`, and all that it started, as when the power goes."""
        for process in workers(settings or self.worker):
            leader = process.find()
            assert leader is not None
            for member in (*leader.children(recursive=True), leader):
                member.kill()
            leader.wait(30)

    def start_worker(self) -> None:
        """Start the worker."""
        start_worker(self.worker, QUEUE)
        if self.second is not None:
            start_worker(self.second, QUEUE)


def _name_of(task: Mapping[str, Any]) -> str:
    index = task["map_index"]
    return f"{task['task_id']}[{index}]" if index >= 0 else str(task["task_id"])


@contextmanager
def queue_site(folder: Path, names: Sequence[str] = ("worker",), /, **shell: str) -> Iterator[QueueSite]:
    """A site with everything started; all of it is stopped at the end. `shell`: what all machines set.

    `names` are those of the workers' folders, one or two.
    """
    site = _site(folder, names, shell)
    try:
        bring_up_databases(site.main)
        with warehouse_address(site.main).transaction() as connection:
            create_tables(connection, SQL_DIR)
        migrate_metadata(site.main)
        start_broker(site.main)
        start_airflow(site.main)
        site.start_worker()
        yield site
    finally:
        for settings in (site.worker, site.second, site.main):
            if settings is not None:
                stop_airflow(settings)
        stop_embedded_broker(site.main)
        stop_embedded_server(site.main)


def _site(folder: Path, names: Sequence[str], both: Mapping[str, str]) -> QueueSite:
    shell = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    storage = {
        "RATING_STORAGE": str(folder / "storage"),
        "RATING_EPOCHS": "3",
        "RATING_CHECKPOINT_SECONDS": "0",
        **both,
    }
    for name in ("main", *names):
        (folder / name).mkdir()
        (folder / name / "workflow").symlink_to(PROJECT_ROOT / "workflow")
    ports = {name: str(free_port()) for name in ("POSTGRES_PORT", "REDIS_PORT", "AIRFLOW__API__PORT")}
    main = load_settings(
        {
            **shell,
            **storage,
            **ports,
            **SOON_DEAD,
            "EXECUTOR": "celery",
            "DATA_DIR": str(folder / "main" / "data"),
        },
        folder / "main",
    )
    elsewhere = {
        "REDIS_HOST": "127.0.0.1",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{main.ui_url}/execution/",
        **queue_environment(main),
    }
    there = [
        load_settings(
            {**shell, **storage, **elsewhere, "DATA_DIR": str(folder / name / "data")}, folder / name
        )
        for name in names
    ]
    return QueueSite(main, *there)
