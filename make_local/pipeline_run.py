"""The DAG of the main job, run so that all that had arrived is loaded."""

from __future__ import annotations

from collections.abc import Callable

from console.steps import Steps
from make_local.target import LoadTarget
from services.airflow.airflow_api import AirflowApi
from services.airflow.dag_run import DagRun


def run_pipeline(
    api: AirflowApi, target: LoadTarget, steps: Steps, require_alive: Callable[[], None]
) -> dict[str, float]:
    """Run the site's DAG once, if there is a need to.

    Returns the seconds by task or group of tasks, of all runs that were followed.
    Runs that have begun are followed to their end first: they may take our files, and then none of ours is
    needed. What ours leaves behind is still being written, or came later: no reason for another.
    """
    dag_id = target.dag_id
    seconds: dict[str, float] = {}

    def follow(run_id: str) -> None:
        run = DagRun(api, dag_id, run_id, steps.console, require_alive)
        with steps.step("run", f"DAG {dag_id}, run {run_id}"):
            run.follow()
        for name, spent in run.seconds().items():
            seconds[name] = round(seconds.get(name, 0) + spent, 1)

    api.unpause(dag_id)
    if not target.needs_run():
        steps.console.print("    Nothing new has arrived: no run is needed.")
        return seconds
    begun = api.active_runs(dag_id)
    for run_id in begun:
        follow(run_id)
    if not begun or target.files_wait():
        follow(api.trigger(dag_id))
    if target.files_wait():
        steps.console.print("    Files wait in uploaded/, unfinished or new, for the next run.")
    return seconds
