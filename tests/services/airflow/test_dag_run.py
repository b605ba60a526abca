"""Following a run over HTTP, against a small server that answers as Airflow's API does."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from rich.console import Console

from services.airflow import airflow_api, dag_run
from services.airflow.airflow_api import AirflowApi
from services.airflow.dag_run import DagRun
from services.service_error import ServiceError
from tests.free_port import free_port

START = "2026-01-01T00:00:00+00:00"


def task(task_id: str, state: str | None, second: int = 0, **more: Any) -> dict[str, Any]:
    """A task instance as the API shows it, ended `second` seconds after the start."""
    end = f"2026-01-01T00:00:{second:02}+00:00"
    return {
        "task_id": task_id, "map_index": -1, "state": state, "start_date": START, "end_date": end,
        "duration": float(second), "rendered_map_index": None, **more,
    }  # fmt: skip


class Answers:
    """What the server says: the run's states in turn, and its tasks."""

    def __init__(self) -> None:
        self.states = ["success"]
        self.tasks: list[dict[str, Any]] = []
        self.is_paused = False

    def answer(self, path: str) -> dict[str, Any]:
        if "/taskInstances" in path:
            query = dict(part.split("=") for part in path.partition("?")[2].split("&"))
            first = int(query["offset"])
            page = self.tasks[first : first + int(query["limit"])]
            return {"task_instances": page, "total_entries": len(self.tasks)}
        if path == "/api/v2/dags/d":
            return {"is_paused": self.is_paused}
        return {"state": self.states.pop(0) if len(self.states) > 1 else self.states[0]}


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def api(answers: Answers) -> Iterator[AirflowApi]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.answer(self.path)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with AirflowApi(f"http://127.0.0.1:{server.server_port}") as client:
        yield client
    server.shutdown()
    server.server_close()


def follow(api: AirflowApi) -> tuple[DagRun, list[str]]:
    """Follow run "r" of DAG "d"; returns it and the lines on the console."""
    output = io.StringIO()
    run = DagRun(api, "d", "r", Console(file=output, width=200), lambda: None)
    run.follow()
    return run, [line.strip() for line in output.getvalue().splitlines()]


def test_each_task_is_shown_once_and_timed_by_its_group(api: AirflowApi, answers: Answers) -> None:
    answers.states = ["queued", "running", "success"]
    answers.tasks = [
        task("stage", "success", 4, map_index=0, rendered_map_index="reviews/lamps"),
        task("stage", "success", 9, map_index=1, rendered_map_index="reviews/chairs"),
        task("checks.one", "success", 2),
        task("checks.two", "success", 3),
        task("train", "skipped", 1),
        task("export", "skipped", 1),
        task("waits", None),
    ]
    run, lines = follow(api)
    assert lines == [
        "✓ checks.one (2.0 s)",
        "✓ checks.two (3.0 s)",
        "✓ stage reviews/lamps (4.0 s)",
        "✓ stage reviews/chairs (9.0 s)",
        "- skipped: train, export",
    ]
    assert run.seconds() == {"stage": 9.0, "checks": 3.0}


def test_more_tasks_than_one_page_are_all_seen(api: AirflowApi, answers: Answers) -> None:
    answers.tasks = [task(f"t{number:03}", "success", 1) for number in range(airflow_api.PAGE + 30)]
    assert len(follow(api)[1]) == airflow_api.PAGE + 30


def test_a_failed_run_names_its_failed_tasks(api: AirflowApi, answers: Answers) -> None:
    answers.states = ["failed"]
    answers.tasks = [
        task("load", "failed", 1),
        task("check", "upstream_failed", 1),
        task("stage", "success", 1),
    ]
    with pytest.raises(ServiceError, match=r"Run r of d failed at load\. Its log is in the Airflow UI\."):
        follow(api)


def test_a_run_is_not_waited_for_when_a_part_is_gone(api: AirflowApi, answers: Answers) -> None:
    answers.states = ["running"]

    def gone() -> None:
        raise ServiceError("airflow-scheduler has ended.")

    with pytest.raises(ServiceError, match="airflow-scheduler has ended"):
        DagRun(api, "d", "r", Console(file=io.StringIO()), gone).follow()


def test_a_long_silence_names_what_is_waited_for(
    api: AirflowApi, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dag_run, "SILENCE_S", 0)
    monkeypatch.setattr(dag_run, "POLL_S", 0.01)
    answers.states = ["running", "running", "success"]
    answers.tasks = [task("train", "running")]
    assert follow(api)[1] == ["… train", "… still at train", "… still at train"]


def test_a_paused_dag_is_not_waited_for(
    api: AirflowApi, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dag_run, "SILENCE_S", 0)
    monkeypatch.setattr(dag_run, "POLL_S", 0.01)
    answers.states = ["running"]
    answers.is_paused = True
    with pytest.raises(ServiceError, match="d has been paused in the Airflow UI"):
        follow(api)


def test_a_silent_server_is_asked_again_and_then_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(airflow_api, "ATTEMPTS", 2)
    url = f"http://127.0.0.1:{free_port()}"
    with AirflowApi(url) as api:
        assert api.unhealthy_parts() == list(airflow_api.HEALTH_PARTS)
        with pytest.raises(ServiceError, match="does not answer GET /api/v2/dags/d/dagRuns/r"):
            api.run_state("d", "r")
        with pytest.raises(ServiceError, match="does not answer POST /auth/token"):
            api.log_in("admin", "password")
