"""One run of one DAG, triggered and followed from the outside."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from rich.console import Console

from services.airflow_api import AirflowApi
from services.service_error import ServiceError

POLL_S = 1.0
FINISHED_STATES = ("success", "failed", "upstream_failed", "skipped", "removed")
MARKS = {"success": "✓", "skipped": "-"}


class DagRun:
    """Triggers DAG `dag_id` and follows it, a line a finished task on the console."""

    def __init__(self, api: AirflowApi, dag_id: str, console: Console) -> None:
        self.api = api
        self.dag_id = dag_id
        self.console = console
        self.run_id = ""

    def follow(self) -> None:
        """Trigger, and return when the run has succeeded.

        Raises ServiceError naming the failed tasks when it has not.
        """
        self.api.unpause(self.dag_id)
        self.run_id = self.api.trigger(self.dag_id)
        shown: set[tuple[str, int]] = set()
        while True:
            state = self.api.run_state(self.dag_id, self.run_id)
            tasks = self.api.task_instances(self.dag_id, self.run_id)
            self._show(tasks, shown)
            if state == "success":
                return
            if state == "failed":
                failed = sorted(_name(task) for task in tasks if task["state"] == "failed")
                raise ServiceError(
                    f"Run {self.run_id} of {self.dag_id} failed at {', '.join(failed) or 'no task'}. "
                    "Its log is in the Airflow UI; mend the cause and run again: the batch is finished first."
                )
            time.sleep(POLL_S)

    def seconds(self) -> dict[str, float]:
        """Wall-clock seconds from the first start to the last end of the tasks of each name."""
        spans: dict[str, list[datetime]] = {}
        for task in self.api.task_instances(self.dag_id, self.run_id):
            if task["start_date"] and task["end_date"] and task["state"] == "success":
                moments = [datetime.fromisoformat(task[key]) for key in ("start_date", "end_date")]
                spans.setdefault(task["task_id"], []).extend(moments)
        return {
            name: round((max(moments) - min(moments)).total_seconds(), 1) for name, moments in spans.items()
        }

    def _show(self, tasks: list[dict[str, Any]], shown: set[tuple[str, int]]) -> None:
        finished = [task for task in tasks if task["state"] in FINISHED_STATES and task["end_date"]]
        for task in sorted(finished, key=lambda task: task["end_date"]):
            identity = (task["task_id"], task["map_index"])
            if identity in shown:
                continue
            shown.add(identity)
            mark = MARKS.get(task["state"], "✗")
            time_spent = f" ({task['duration']:.1f} s)" if task["state"] == "success" else f" {task['state']}"
            self.console.print(f"    {mark} {_name(task)}{time_spent}")


def _name(task: dict[str, Any]) -> str:
    label = task.get("rendered_map_index")
    return f"{task['task_id']} {label}" if label else str(task["task_id"])
