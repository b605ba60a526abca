"""What waits, what was loaded, what answers, and which run comes next."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.batch.loaded_batch import LoadedBatch
from amzn_review.batch.manifest import open_manifests
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.batch_report import loaded_batches
from make_local.status.asked import UnknownError, ask_all
from make_local.status.parts import RUNS, STOPPED, UNKNOWN, Part, find_parts
from services.ports import is_listening
from services.postgres.databases import DatabaseAddress, airflow_address, warehouse_address
from settings import Settings
from text_models.versions.champion import read_champion

ANSWER_SECONDS = 0.5
MOST_COUNTED = 100_000
DAGS = {"folder": "amzn_review_etl_local", "s3": "amzn_review_etl_aws"}


@dataclass(frozen=True)
class Champion:
    """The version that answers for a task, and its first figure in words, empty if it has none to read."""

    task: str
    version: str
    figure: str


@dataclass(frozen=True)
class LastRun:
    """Airflow's latest run of the DAG; moments in UTC, None for what has not begun or ended."""

    run_id: str
    state: str
    started: datetime | None
    ended: datetime | None


@dataclass(frozen=True)
class NextRun:
    """When Airflow begins the DAG by itself, None if it never does, and whether the DAG is paused."""

    at: datetime | None
    is_paused: bool


@dataclass(frozen=True)
class Warehouse:
    """The latest batch, None before the first, and how many records are set aside and open, by reason."""

    latest: LoadedBatch | None
    set_aside: dict[str, int]


@dataclass(frozen=True)
class PipelineStatus:
    """An UnknownError stands where nothing answered. `waiting` counts files by kind, up to 100,000 each."""

    dag: str
    parts: Sequence[Part]
    waiting: dict[str, int]
    open_batches: Sequence[str]
    warehouse: Warehouse | UnknownError
    champions: Sequence[Champion] | UnknownError
    last_run: LastRun | UnknownError | None
    next_run: NextRun | UnknownError | None
    free_bytes: int
    total_bytes: int

    def is_well(self) -> bool:
        """Whether every part runs, the warehouse answers, and the last run did not fail."""
        failed = isinstance(self.last_run, LastRun) and self.last_run.state == "failed"
        runs = all(part.state == RUNS for part in self.parts)
        return runs and not failed and not isinstance(self.warehouse, UnknownError)


def read_status(settings: Settings) -> PipelineStatus:
    """Ask everything at once; what does not answer within half a second is unknown. Raises OSError."""
    layout = DataLayout(settings.data_dir)
    dag = DAGS[settings.storage]
    # Before the questions: a checkout's secrets are made by the first who asks for them.
    warehouse, airflow = _addresses(settings)
    answers = ask_all(
        {
            "parts": partial(find_parts, settings),
            "warehouse": partial(_warehouse, settings, warehouse),
            "champions": partial(_champions, settings),
            "last_run": partial(_last_run, settings, airflow, dag),
            "next_run": partial(_next_run, settings, airflow, dag),
        },
        ANSWER_SECONDS,
    )
    usage = shutil.disk_usage(_first_that_is_there(settings.data_dir))
    return PipelineStatus(
        dag=dag,
        parts=[_judged(part, answers["warehouse"]) for part in answers["parts"]],
        waiting={} if settings.storage == "s3" else _waiting(layout),
        open_batches=[manifest.batch_id for manifest in open_manifests(layout)],
        warehouse=answers["warehouse"],
        champions=answers["champions"],
        last_run=answers["last_run"],
        next_run=answers["next_run"],
        free_bytes=usage.free,
        total_bytes=usage.total,
    )


def _judged(part: Part, warehouse: Warehouse | UnknownError) -> Part:
    """A server whose port is open and that does not answer is neither running nor stopped."""
    if part.name == "PostgreSQL" and part.state == RUNS and isinstance(warehouse, UnknownError):
        return Part(part.name, UNKNOWN, part.address)
    return part


def _waiting(layout: DataLayout) -> dict[str, int]:
    if not layout.uploaded.is_dir():
        return {}
    kinds = sorted(entry for entry in layout.uploaded.iterdir() if entry.is_dir() and entry.name[0] != ".")
    counts = {kind.name: sum(1 for _ in _files(kind, MOST_COUNTED)) for kind in kinds}
    return {name: count for name, count in counts.items() if count}


def _files(folder: Path, most: int) -> Iterator[None]:
    """As many times nothing as there are visible files below a folder, at most `most`."""
    folders = [str(folder)]
    while folders and most > 0:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif most > 0:
                    most -= 1
                    yield


def _addresses(settings: Settings) -> tuple[DatabaseAddress, DatabaseAddress] | tuple[None, None]:
    """Where the warehouse and Airflow's tables are. None for an embedded server that has never been made."""
    if settings.postgres.is_embedded and not (settings.state_dir / "secrets.env").exists():
        return None, None
    return warehouse_address(settings), airflow_address(settings)


def _warehouse(settings: Settings, address: DatabaseAddress | None) -> Warehouse:
    with _open(address) as connection:
        batches = loaded_batches(connection, settings.sql_dir)
        rows = connection.execute(_statement(settings, "open_by_reason")).fetchall()
    return Warehouse(batches[-1] if batches else None, dict(rows))


def _last_run(settings: Settings, address: DatabaseAddress | None, dag: str) -> LastRun | None:
    with _open(address) as connection:
        row = connection.execute(_statement(settings, "last_run"), {"dag_id": dag}).fetchone()
    return LastRun(row[0], row[1], _utc(row[2]), _utc(row[3])) if row else None


def _next_run(settings: Settings, address: DatabaseAddress | None, dag: str) -> NextRun | None:
    with _open(address) as connection:
        row = connection.execute(_statement(settings, "next_run"), {"dag_id": dag}).fetchone()
    return NextRun(_utc(row[1]), row[0]) if row else None


@contextmanager
def _open(address: DatabaseAddress | None) -> Iterator[psycopg.Connection[Any]]:
    """A connection. Raises UnknownError if the embedded server is stopped, ServiceError."""
    if address is None or (address.is_embedded and not is_listening(address.port)):
        raise UnknownError(f"PostgreSQL is {STOPPED}")
    with address.refusals(), address.connect() as connection:
        yield connection


def _statement(settings: Settings, name: str) -> Any:
    return (settings.sql_dir / "status" / f"{name}.sql").read_text()


def _champions(settings: Settings) -> list[Champion]:
    if settings.models_storage.startswith("s3://"):
        raise UnknownError(f"models lie in {settings.models_storage}, which is not asked")
    models = Path(settings.models_storage) / "models"
    folders = sorted(models.iterdir()) if models.is_dir() else []
    found = [(folder, read_champion(folder)) for folder in folders if folder.is_dir()]
    return [Champion(folder.name, version, _figure(folder / version)) for folder, version in found if version]


def _figure(folder: Path) -> str:
    """The first metric of a version's evaluation, such as "macro-F1 .871 (.860 to .882)"."""
    try:
        evaluation = json.loads((folder / "evaluation.json").read_bytes())
        metric, title = next(iter(evaluation["metric_titles"].items()))
        value = evaluation["predictors"][evaluation["best"]][metric]
        return f"{title} {value['value']:.3f} ({value['low']:.3f} to {value['high']:.3f})"
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return ""


def _first_that_is_there(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
