"""How often the main job runs the DAG, against a small server that answers as Airflow's API does."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from amzn_review.data_layout import DataLayout
from console.steps import Steps
from make_local.local_target import LocalTarget
from make_local.pipeline_run import run_pipeline
from services.airflow.airflow_api import AirflowApi
from services.service_error import ServiceError
from settings import load_settings

LOAD = {
    "task_id": "load", "map_index": -1, "state": "success", "start_date": "2026-01-01T00:00:00+00:00",
    "end_date": "2026-01-01T00:00:02+00:00", "duration": 2.0, "rendered_map_index": None,
}  # fmt: skip


@dataclass
class Airflow:
    """Runs that have begun, were triggered and were followed. The files `takes` are gone when one is over."""

    layout: DataLayout
    begun: list[str] = field(default_factory=list)
    triggered: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    takes: list[Path] = field(default_factory=list)
    state: str = "success"

    def answer(self, method: str, path: str) -> dict[str, object]:
        if method == "PATCH":
            return {}
        if method == "POST":
            self.triggered.append(f"ours-{len(self.triggered) + 1}")
            return {"dag_run_id": self.triggered[-1]}
        if "/taskInstances" in path:
            return {"task_instances": [LOAD], "total_entries": 1}
        if path.endswith("/dagRuns") or "/dagRuns?" in path:
            return {"dag_runs": [{"dag_run_id": run_id} for run_id in self.begun]}
        self.followed.append(path.rpartition("/")[2])
        while self.takes:
            self.takes.pop().unlink()
        return {"state": self.state}


@pytest.fixture
def airflow(tmp_path: Path) -> Airflow:
    return Airflow(DataLayout(tmp_path))


@pytest.fixture
def api(airflow: Airflow) -> Iterator[AirflowApi]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.dumps(airflow.answer(self.command, self.path)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = answer

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with AirflowApi(f"http://127.0.0.1:{server.server_port}") as client:
        yield client
    server.shutdown()
    server.server_close()


def arrived(layout: DataLayout, name: str) -> Path:
    """A file that waits."""
    path = layout.uploaded_reviews("lamps") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def run(api: AirflowApi, airflow: Airflow) -> tuple[dict[str, float], str]:
    """Run it; returns the seconds by task, and the console's last line."""
    output = io.StringIO()
    target = LocalTarget(
        load_settings({"DATA_DIR": str(airflow.layout.root)}, airflow.layout.root), dag_id="d"
    )
    seconds = run_pipeline(api, target, Steps(Console(file=output, width=200)), lambda: None)
    return seconds, output.getvalue().splitlines()[-1].strip()


def test_one_run_of_ours_when_nothing_waits(api: AirflowApi, airflow: Airflow) -> None:
    assert run(api, airflow)[0] == {"load": 2.0}
    assert (airflow.triggered, airflow.followed) == (["ours-1"], ["ours-1"])


def test_files_that_a_run_of_ours_leaves_are_no_reason_for_another(api: AirflowApi, airflow: Airflow) -> None:
    arrived(airflow.layout, "unfinished.json.gz")
    assert run(api, airflow) == (
        {"load": 2.0},
        "Files wait in uploaded/, unfinished or new, for the next run.",
    )
    assert airflow.followed == ["ours-1"]


def test_runs_that_have_begun_may_take_all(api: AirflowApi, airflow: Airflow) -> None:
    airflow.begun = ["scheduled-1", "manual-2"]
    airflow.takes = [arrived(airflow.layout, "1.json.gz")]
    assert run(api, airflow)[0] == {"load": 4.0}
    assert airflow.followed == ["scheduled-1", "manual-2"]


def test_one_run_of_ours_follows_when_they_do_not(api: AirflowApi, airflow: Airflow) -> None:
    airflow.begun = ["scheduled-1"]
    arrived(airflow.layout, "1.json.gz")
    assert run(api, airflow)[0] == {"load": 4.0}
    assert airflow.followed == ["scheduled-1", "ours-1"]


def test_a_failed_run_ends_the_job(api: AirflowApi, airflow: Airflow) -> None:
    airflow.begun = ["scheduled-1"]
    airflow.state = "failed"
    with pytest.raises(ServiceError, match="Run scheduled-1 of d failed at no task"):
        run(api, airflow)
    assert airflow.triggered == []
