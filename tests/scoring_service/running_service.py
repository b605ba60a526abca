"""A service that answers on a real socket, in a thread of the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import uvicorn

from scoring_service.attributes.old_scale import OldScale
from scoring_service.attributes.scoring_file import read_choices
from scoring_service.http.access import Access
from scoring_service.http.asgi_app import ScoringApp
from scoring_service.http.scoring_service import Learning, ScoringService
from scoring_service.learning.delivery import Delivery, Transaction
from scoring_service.learning.spool import SuggestionSpool
from scoring_service.scoring.model_shelf import ModelShelf
from text_models.tasks.task_files import read_tasks

ROOT = Path(__file__).resolve().parents[2]


class Running(NamedTuple):
    """Where it listens, a client of it, its data folder and the service itself."""

    port: int
    client: httpx.Client
    data_dir: Path
    service: ScoringService


def toy_service(
    data_dir: Path, transaction: Transaction | None = None, *, uses_old_scale: bool = False
) -> ScoringService:
    """The service of a toy site, not started; without a transaction its suggestions stay on the disk."""
    tasks = read_tasks((ROOT / "settings" / "tasks", data_dir / "tasks"))
    choices = read_choices((ROOT / "settings" / "scoring.toml", data_dir / "scoring.toml"), tasks)
    spool = SuggestionSpool(data_dir / "scoring" / "suggestions")
    delivery = Delivery(spool, transaction, ROOT / "workflow" / "sql") if transaction else None
    return ScoringService(
        choices,
        tasks,
        ModelShelf(data_dir / "models", {name: tasks[name] for name in choices.table.tasks()}),
        Access(data_dir / "scoring" / "keys.json", choices.requests_a_minute, choices.suggestions_a_day),
        Learning(spool, delivery),
        old_scale=OldScale.read(data_dir / "scoring" / "old_scale.json") if uses_old_scale else None,
    )


@contextmanager
def running(
    data_dir: Path,
    transaction: Transaction | None = None,
    *,
    body_seconds: float = 10.0,
    uses_old_scale: bool = False,
    tls: tuple[Path, Path] | None = None,
) -> Iterator[Running]:
    """Serve on a free port of loopback until the block ends. `tls`: a certificate and its key, PEM."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    service = toy_service(data_dir, transaction, uses_old_scale=uses_old_scale)
    certificate, key = tls or (None, None)
    config = uvicorn.Config(
        ScoringApp(service, body_seconds=body_seconds), log_config=None, access_log=False, lifespan="on",
        ssl_certfile=certificate, ssl_keyfile=key,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started, "the service did not start"
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            yield Running(port, client, data_dir, service)
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listening.close()
