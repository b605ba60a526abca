"""Starting a worker where that cannot work. (That it works is shown by tests/workflow/test_ml_queue.py.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from services.airflow.celery_worker import revive_workers, start_worker
from services.airflow.part_processes import workers
from services.queue.queue_addresses import RESULTS
from services.service_error import ServiceError
from settings import load_settings
from tests.free_port import free_port


@pytest.mark.parametrize("queue", ["", "ML", "../ml", "a,b", "-q", "q" * 52])
def test_a_name_that_no_queue_can_have(tmp_path: Path, queue: str) -> None:
    with pytest.raises(ServiceError) as caught:
        start_worker(load_settings({}, tmp_path), queue)
    assert str(caught.value) == (
        f"QUEUE is {queue!r}; expected lower-case letters, digits and _, such as ml_queue. "
        "Run again: make start-worker QUEUE=ml_queue."
    )
    assert not (tmp_path / ".local").exists()


def test_a_broker_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    shell = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(free_port()), "REDIS_PASSWORD": "word"}
    settings = load_settings({**shell, RESULTS: "db+postgresql://results.example/celery"}, tmp_path)
    with pytest.raises(ServiceError) as caught:
        start_worker(settings, "ml_queue")
    address = f"redis://:**@127.0.0.1:{shell['REDIS_PORT']}/0"
    assert str(caught.value).startswith(f"The broker {address} does not answer: ")
    assert str(caught.value).endswith(
        "Check REDIS_HOST, REDIS_PORT and REDIS_PASSWORD; the embedded one is started by `make start-worker` "
        "when REDIS_HOST is empty."
    )
    assert (workers(settings), revive_workers(settings)) == ([], [])
