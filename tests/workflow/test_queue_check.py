"""Who takes from a queue, asked at a real Valkey; and what is said when nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from airflow.sdk.exceptions import AirflowFailException
from celery import Celery
from celery.contrib.testing.worker import start_worker

from services.background_process import BackgroundProcess
from services.queue.valkey_server import ValkeyServer
from tests.free_port import free_port
from workflow.plugins.hooks.queue_hook import QueueHook
from workflow.plugins.operators.models.queue_check_operator import QueueCheckOperator

NO_WAIT: dict[str, Any] = {"task_id": "ml_queue_is_served", "served_queue": "ml_queue", "patience_s": 0}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A server of this module's own."""
    folder = tmp_path_factory.mktemp("broker")
    server = ValkeyServer(folder, free_port(), "word", BackgroundProcess("valkey", folder, folder))
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def address(broker: ValkeyServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The broker's address, which Airflow's Celery application is told."""
    url = f"redis://:word@127.0.0.1:{broker.port}/0"
    monkeypatch.setitem(DEFAULT_CELERY_CONFIG, "broker_url", url)
    return url


@pytest.fixture
def worker(address: str) -> Iterator[str]:
    """The name of a worker that takes from ml_queue, in a thread of this process."""
    app, name = Celery(broker=address), "ml_queue@here"
    with start_worker(app, perform_ping_check=False, queues=["ml_queue"], hostname=name):
        yield name


def test_a_worker_is_found_by_its_queue(worker: str) -> None:
    assert QueueHook().workers("ml_queue") == [worker]
    assert QueueHook().workers("another_queue") == []
    assert QueueCheckOperator(**NO_WAIT).execute({}) == [worker]


def test_no_worker_is_said() -> None:
    with pytest.raises(AirflowFailException) as caught:
        QueueCheckOperator(**NO_WAIT).execute({})
    assert str(caught.value) == (
        "No worker takes from ml_queue; the broker answers. Waited 0 s. What was loaded stays, and later "
        "runs go on loading. Start both, `make start-worker QUEUE=ml_queue`, then clear this task; or set "
        "EXECUTOR=local, which needs neither."
    )


@pytest.mark.parametrize(
    ("password", "reason"), [("word", "Connection refused"), ("wrong", "invalid username-password pair")]
)
def test_no_broker_is_said_without_its_password(
    broker: ValkeyServer, monkeypatch: pytest.MonkeyPatch, password: str, reason: str
) -> None:
    port = free_port() if password == "word" else broker.port
    monkeypatch.setitem(DEFAULT_CELERY_CONFIG, "broker_url", f"redis://:{password}@127.0.0.1:{port}/0")
    with pytest.raises(AirflowFailException) as caught:
        QueueCheckOperator(**NO_WAIT).execute({})
    assert str(caught.value).startswith(f"No broker: redis://:**@127.0.0.1:{port}/0 does not answer: ")
    assert reason in str(caught.value)
    assert password not in str(caught.value).replace("password", "")
