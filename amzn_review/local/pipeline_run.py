"""The DAG of the main job, run so that all that had arrived is loaded."""

from __future__ import annotations

from collections.abc import Callable

from amzn_review.arrivals import arrivals
from amzn_review.data_layout import DataLayout
from services.airflow_api import AirflowApi
from services.dag_run import DagRun
from services.steps import Steps


def run_pipeline(
    api: AirflowApi, dag_id: str, layout: DataLayout, steps: Steps, require_alive: Callable[[], None]
) -> dict[str, float]:
    """Run the DAG once. Returns the seconds by task or group of tasks, of all runs that were followed.

    Runs that have begun are followed to their end first: they may take our files, and then none of ours is
    needed. What ours leaves in uploaded/ is still being written, or came later: no reason for another.
    """
    seconds: dict[str, float] = {}

    def follow(run_id: str) -> None:
        run = DagRun(api, dag_id, run_id, steps.console, require_alive)
        with steps.step("run", f"DAG {dag_id}, run {run_id}"):
            run.follow()
        for name, spent in run.seconds().items():
            seconds[name] = round(seconds.get(name, 0) + spent, 1)

    api.unpause(dag_id)
    begun = api.active_runs(dag_id)
    for run_id in begun:
        follow(run_id)
    if not begun or _files_wait(layout):
        follow(api.trigger(dag_id))
    if _files_wait(layout):
        steps.console.print("    Files wait in uploaded/, unfinished or new, for the next run.")
    return seconds


def _files_wait(layout: DataLayout) -> bool:
    """Whether there is a file that no run has taken yet."""
    return any(True for _ in arrivals(layout))
