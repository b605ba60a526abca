"""One run of one DAG, followed from the outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from rich.console import Console

from services.airflow.airflow_api import AirflowApi
from services.service_error import ServiceError

POLL_S = 1.0
SILENCE_S = 30
MARKS = {
    "running": "…",
    "success": "✓",
    "failed": "✗",
    "upstream_failed": "✗ not run:",
    "up_for_retry": "✗ failed, tried again soon:",
}


class DagRun:
    """Follows run `run_id` of DAG `dag_id`, a line on the console for what each task does.

    `require_alive` raises when one of Airflow's parts is gone, without which a run may never end.
    """

    def __init__(
        self, api: AirflowApi, dag_id: str, run_id: str, console: Console, require_alive: Callable[[], None]
    ) -> None:
        self.api = api
        self.dag_id = dag_id
        self.run_id = run_id
        self.console = console
        self.require_alive = require_alive

    def follow(self) -> None:
        """Return when the run has succeeded. Raises ServiceError naming the failed tasks when it has not."""
        shown: set[tuple[str, int, str]] = set()
        news_at = time.monotonic()
        while True:
            self.require_alive()
            state = self.api.run_state(self.dag_id, self.run_id)
            tasks = self.api.task_instances(self.dag_id, self.run_id)
            if self._show(tasks, shown):
                news_at = time.monotonic()
            elif time.monotonic() - news_at > SILENCE_S:
                news_at = time.monotonic()
                self._say_what_is_waited_for(tasks)
            if state == "success":
                return
            if state == "failed":
                failed = sorted(_name(task) for task in tasks if task["state"] == "failed")
                raise ServiceError(
                    f"Run {self.run_id} of {self.dag_id} failed at {', '.join(failed) or 'no task'}. "
                    "Its log is in the Airflow UI. Mend the cause, then clear the task there, which runs "
                    "it and what follows again; or run `make local` again, which loads what still waits."
                )
            time.sleep(POLL_S)

    def seconds(self) -> dict[str, float]:
        """Wall-clock seconds from the first start to the last end of each task, or group of tasks."""
        spans: dict[str, list[datetime]] = {}
        for task in self.api.task_instances(self.dag_id, self.run_id):
            if task["start_date"] and task["end_date"] and task["state"] == "success":
                moments = [datetime.fromisoformat(task[key]) for key in ("start_date", "end_date")]
                spans.setdefault(task["task_id"].partition(".")[0], []).extend(moments)
        return {
            name: round((max(moments) - min(moments)).total_seconds(), 1) for name, moments in spans.items()
        }

    def _say_what_is_waited_for(self, tasks: list[dict[str, Any]]) -> None:
        """After a silence: name the tasks that run. Raises ServiceError when the DAG has been paused."""
        if self.api.is_paused(self.dag_id):
            raise ServiceError(
                f"{self.dag_id} has been paused in the Airflow UI, so run {self.run_id} does not go on. "
                "Run `make local` again: it lets the DAG run."
            )
        under_way = [_name(task) for task in tasks if task["state"] in ("running", "queued", "up_for_retry")]
        self.console.print(f"    … still at {', '.join(under_way) or 'the next task'}", soft_wrap=True)

    def _show(self, tasks: list[dict[str, Any]], shown: set[tuple[str, int, str]]) -> bool:
        """Print what is new since the last look: tasks that run, that have ended, that are skipped.

        Returns whether there was anything.
        """
        news = []
        for task in sorted(tasks, key=lambda task: task["end_date"] or "later"):
            identity = (task["task_id"], task["map_index"], task["state"])
            if identity not in shown:
                news.append(task)
                shown.add(identity)
        for task in news:
            if mark := MARKS.get(task["state"]):
                spent = f" ({task['duration']:.1f} s)" if task["state"] == "success" else ""
                self.console.print(f"    {mark} {_name(task)}{spent}", soft_wrap=True)
        if skipped := [_name(task) for task in news if task["state"] == "skipped"]:
            self.console.print(f"    - skipped: {', '.join(skipped)}", soft_wrap=True)
        return bool(news)


def _name(task: dict[str, Any]) -> str:
    label = task.get("rendered_map_index")
    return f"{task['task_id']} {label}" if label else str(task["task_id"])
