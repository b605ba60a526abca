"""What waits, what was loaded, what answers, and which run comes next."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.batch.loaded_batch import LoadedBatch
from amzn_review.batch.manifest import open_manifests
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.batch_report import loaded_batches
from make_local.status.asked import GIVEN_UP, UnknownError, ask_all
from make_local.status.parts import RUNS, STOPPED, UNKNOWN, Part, find_parts
from services.ports import is_listening
from services.postgres.databases import (
    AIRFLOW_DATABASE,
    DatabaseAddress,
    airflow_address,
    warehouse_address,
)
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
    warehouse, airflow = _addresses(settings)
    parts = find_parts(settings)  # which gives up by itself
    answers = ask_all(
        {
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
        parts=[_judged(part, answers["warehouse"]) for part in parts],
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
    is_silent = isinstance(warehouse, UnknownError) and str(warehouse) == GIVEN_UP
    if part.name == "PostgreSQL" and part.state == RUNS and is_silent:
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
        for entry in _entries(folders.pop()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif most > 0:
                most -= 1
                yield


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """What is in a folder; nothing if a load that runs has just removed it."""
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return


def _addresses(settings: Settings) -> tuple[DatabaseAddress | UnknownError, DatabaseAddress | UnknownError]:
    """Where the warehouse and Airflow's tables are, told without making the secrets of a checkout."""
    postgres = settings.postgres
    if (settings.state_dir / "secrets.env").exists():
        return warehouse_address(settings), airflow_address(settings)
    if postgres.is_embedded:
        stopped = UnknownError(f"PostgreSQL is {STOPPED}")
        return stopped, stopped
    password = settings.environment.get("POSTGRES_PASSWORD")
    if not password:
        without = UnknownError("POSTGRES_PASSWORD is not set")
        return without, without
    warehouse = DatabaseAddress(postgres.host, postgres.port, postgres.database, postgres.user, password)
    return warehouse, replace(warehouse, database=AIRFLOW_DATABASE)


def _warehouse(settings: Settings, address: DatabaseAddress | UnknownError) -> Warehouse:
    with _open(address) as connection:
        batches = loaded_batches(connection, settings.sql_dir)
        rows = connection.execute(_statement(settings, "open_by_reason")).fetchall()
    return Warehouse(batches[-1] if batches else None, dict(rows))


def _last_run(settings: Settings, address: DatabaseAddress | UnknownError, dag: str) -> LastRun | None:
    with _open(address) as connection:
        row = connection.execute(_statement(settings, "last_run"), {"dag_id": dag}).fetchone()
    return LastRun(row[0], row[1], _utc(row[2]), _utc(row[3])) if row else None


def _next_run(settings: Settings, address: DatabaseAddress | UnknownError, dag: str) -> NextRun | None:
    with _open(address) as connection:
        row = connection.execute(_statement(settings, "next_run"), {"dag_id": dag}).fetchone()
    return NextRun(_utc(row[1]), row[0]) if row else None


@contextmanager
def _open(address: DatabaseAddress | UnknownError) -> Iterator[psycopg.Connection[Any]]:
    """A connection. Raises UnknownError without an address, or if the server is stopped; ServiceError."""
    if isinstance(address, UnknownError):
        raise address
    if address.is_embedded and not is_listening(address.port):
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
