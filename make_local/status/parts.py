"""The parts that run in the background, and whether they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from make_local.status.asked import UnknownError, ask_all
from services.airflow.part_processes import PARTS, WORKER_PREFIX, parts, workers
from services.background_process import BackgroundProcess
from services.ports import is_listening
from settings import Settings

PART_SECONDS = 0.3
RUNS, STOPPED, UNKNOWN = "runs", "stopped", "unknown"


@dataclass(frozen=True)
class Part:
    """`state` is runs, stopped or unknown; `address` is empty for a part that listens nowhere."""

    name: str
    state: str
    address: str = ""


def find_parts(settings: Settings) -> list[Part]:
    """Return the parts that these settings use, in the order in which they start."""
    asked = dict(_questions(settings))
    found = ask_all({name: question for name, (question, _) in asked.items()}, PART_SECONDS)
    return [
        Part(
            name,
            UNKNOWN if isinstance(found[name], UnknownError) else RUNS if found[name] == RUNS else STOPPED,
            address,
        )
        for name, (_, address) in asked.items()
    ]


def _questions(settings: Settings) -> Iterator[tuple[str, tuple[Callable[[], str], str]]]:
    """The name of each part, how to ask whether it runs, and its address."""
    postgres, redis = settings.postgres, settings.redis
    if postgres.is_embedded:
        yield "PostgreSQL", (partial(_of_port, postgres.port), f"127.0.0.1:{postgres.port}")
    airflow = parts(settings)
    for name in PARTS:
        address = settings.ui_url if name == "api-server" else ""
        yield f"Airflow {name}", (partial(_of_process, airflow[name]), address)
    if redis.is_embedded and (settings.executor == "celery" or settings.stream.kind == "redis"):
        process = BackgroundProcess("valkey", settings.state_dir / "run", settings.state_dir / "logs")
        yield "Valkey", (partial(_of_process, process), f"127.0.0.1:{redis.port}")
    if settings.executor == "celery":
        for worker in workers(settings):
            yield f"worker {worker.name.removeprefix(WORKER_PREFIX)}", (partial(_of_process, worker), "")
    if settings.storage == "s3":
        yield from _stand_ins(settings, settings.state_dir / "run", settings.state_dir / "logs")


def _stand_ins(
    settings: Settings, run: Path, logs: Path
) -> Iterator[tuple[str, tuple[Callable[[], str], str]]]:
    if settings.s3.is_embedded:
        yield (
            "S3 stand-in",
            (partial(_of_process, BackgroundProcess("s3", run, logs)), settings.s3.endpoint_url or ""),
        )
    if settings.redshift.is_embedded:
        port = settings.redshift.port
        process = BackgroundProcess("redshift", run, logs)
        yield "Redshift stand-in", (partial(_of_process, process), f"127.0.0.1:{port}")


def _of_port(port: int) -> str:
    return RUNS if is_listening(port) else STOPPED


def _of_process(process: BackgroundProcess) -> str:
    try:
        return RUNS if process.find() else STOPPED
    except psutil.Error as error:
        raise UnknownError(str(error)) from error
