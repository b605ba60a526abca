"""A worker of one Celery queue: what it is told, how it starts and ends."""

from __future__ import annotations

import fcntl
import re
import socket
import time

from celery import Celery
from kombu.exceptions import OperationalError

from services.airflow.airflow_environment import configuration_digest, worker_environment
from services.airflow.airflow_program import airflow_program
from services.airflow.part_processes import WORKER_PREFIX, worker_process, workers
from services.background_process import BackgroundProcess
from services.queue.queue_addresses import BROKER
from services.service_error import ServiceError
from settings import Settings

READY_WITHIN_S = 120
BROKER_WITHIN_S = 5
QUEUE_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")


def start_worker(settings: Settings, queue: str) -> bool:
    """Start a worker that takes one task at a time from `queue`, and wait until it listens.

    One task, because a training uses all cores. A worker that runs with other settings is ended first, and
    its task with it. Returns whether there was anything to start.
    Raises ServiceError for a name that no queue can have, when the broker does not answer, and when the
    worker does not come up.
    """
    if not QUEUE_NAME.fullmatch(queue):
        raise ServiceError(
            f"QUEUE is {queue!r}; expected lower-case letters, digits and _, such as ml_queue. "
            "Run again: make start-worker QUEUE=ml_queue."
        )
    environment = worker_environment(settings)
    digest = configuration_digest(settings, environment)
    worker = worker_process(settings, queue)
    name = f"{queue}@{socket.gethostname()}"
    command = [
        airflow_program(), "celery", "worker", "--queues", queue, "--concurrency", "1",
        "--celery-hostname", name, "--skip-serve-logs", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    worker.run_dir.mkdir(parents=True, exist_ok=True)
    with (worker.run_dir / f"{worker.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if worker.configuration() == digest:
            return False
        _require_broker(environment[BROKER])
        worker.stop()
        worker.start(command, environment, digest)
        _wait_until_it_listens(worker, environment[BROKER], name)
    return True


def revive_workers(settings: Settings) -> list[str]:
    """Start those workers again that were started here and have ended unasked. Returns their names."""
    gone = [worker.name for worker in workers(settings) if worker.find() is None]
    return [name for name in gone if start_worker(settings, name.removeprefix(WORKER_PREFIX))]


def _require_broker(url: str) -> None:
    with Celery(broker=url).connection_for_read() as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=BROKER_WITHIN_S)
        except (OperationalError, OSError) as error:
            raise ServiceError(
                f"The broker {connection.as_uri()} does not answer: {error} Check REDIS_HOST, REDIS_PORT and "
                "REDIS_PASSWORD; the embedded one is started by `make start-worker` when REDIS_HOST is empty."
            ) from error


def _wait_until_it_listens(worker: BackgroundProcess, broker_url: str, name: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    with Celery(broker=broker_url) as client:
        while not _answers(client, name):
            if worker.find() is None or time.monotonic() > deadline:
                tail = worker.log_tail()
                worker.stop()
                raise ServiceError(f"{worker.name} did not come up. The end of {worker.log_file}:\n{tail}")
            time.sleep(0.2)


def _answers(client: Celery, name: str) -> bool:
    try:
        return bool(client.control.ping([name], timeout=1))
    except OperationalError:
        return False
