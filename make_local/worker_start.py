"""A worker of the models' queue on this machine, with what it needs."""

from __future__ import annotations

from dataclasses import replace

from console.steps import Steps
from services.airflow.airflow_parts import bring_up_databases
from services.airflow.celery_worker import start_worker
from services.queue.queue_addresses import RESULTS, start_broker
from settings import Settings


def start_queue_worker(settings: Settings, queue: str, steps: Steps) -> None:
    """Start a worker of `queue` unless it runs; first the broker and the databases that are this checkout's.

    Raises ServiceError with a sentence.
    """
    settings = replace(settings, executor="celery")
    with steps.step("broker", "Valkey"):
        start_broker(settings)
    if not settings.environment.get(RESULTS):
        with steps.step("postgres", "PostgreSQL"):
            bring_up_databases(settings)
    with steps.step("worker", f"Worker of {queue}"):
        start_worker(settings, queue)
