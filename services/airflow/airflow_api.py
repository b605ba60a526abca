"""The few calls of Airflow's REST API that running one DAG from the outside takes.

Paths and fields: https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html (v2).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from services.service_error import ServiceError

HEALTH_PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")
REQUEST_TIMEOUT_S = 30
ATTEMPTS = 5
PAGE = 100  # the most that Airflow hands out at once


class AirflowApi:
    """One client of one API server; a context manager that closes its connections."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=REQUEST_TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def unhealthy_parts(self) -> list[str]:
        """The parts that do not report "healthy"; all of them while the server does not answer."""
        try:
            health = self._client.get("/api/v2/monitor/health").raise_for_status().json()
        except httpx.HTTPError:
            return list(HEALTH_PARTS)
        return [part for part in HEALTH_PARTS if (health.get(part) or {}).get("status") != "healthy"]

    def log_in(self, user: str, password: str) -> None:
        """Get a token for the calls below. Raises ServiceError when the password is not accepted."""
        answer = self._call("POST", "/auth/token", json={"username": user, "password": password})
        self._client.headers["Authorization"] = f"Bearer {answer['access_token']}"

    def has_dag(self, dag_id: str) -> bool:
        """Whether the DAG has been read from its file."""
        found = self._call("GET", "/api/v2/dags", params={"dag_id_pattern": dag_id})["dags"]
        return any(dag["dag_id"] == dag_id and not dag["is_stale"] for dag in found)

    def import_errors(self) -> list[str]:
        """The last line of each DAG file's import error."""
        errors = self._call("GET", "/api/v2/importErrors")["import_errors"]
        return [f"{error['filename']}: {error['stack_trace'].strip().splitlines()[-1]}" for error in errors]

    def unpause(self, dag_id: str) -> None:
        """Let the scheduler run the DAG."""
        self._call("PATCH", f"/api/v2/dags/{dag_id}", json={"is_paused": False})

    def is_paused(self, dag_id: str) -> bool:
        """Whether the scheduler leaves the DAG alone."""
        return bool(self._call("GET", f"/api/v2/dags/{dag_id}")["is_paused"])

    def trigger(self, dag_id: str, **params: Any) -> str:
        """Queue a run now, with the DAG's params where others than their defaults. Returns its run id."""
        body: dict[str, Any] = {"logical_date": datetime.now(UTC).isoformat()}
        if params:
            body["conf"] = params
        run: dict[str, str] = self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", json=body)
        return run["dag_run_id"]

    def active_runs(self, dag_id: str) -> list[str]:
        """Ids of the runs that are queued or running, the oldest first."""
        parameters = {"state": ["queued", "running"], "order_by": "run_after"}
        runs = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns", params=parameters)["dag_runs"]
        return [run["dag_run_id"] for run in runs]

    def run_state(self, dag_id: str, run_id: str) -> str:
        """The run's state: queued, running, success or failed."""
        state: str = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")["state"]
        return state

    def task_instances(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """One mapping a task instance: task_id, map_index, state, start_date, end_date, duration in s."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        instances: list[dict[str, Any]] = []
        while True:
            page = self._call("GET", path, params={"limit": PAGE, "offset": len(instances)})
            instances += page["task_instances"]
            if not page["task_instances"] or len(instances) >= page["total_entries"]:
                return instances

    def _call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        answer = self._answer(method, path, **arguments)
        if answer.is_error:
            raise ServiceError(
                f"The Airflow API refused {method} {path}: {answer.status_code} {answer.text[:300]}. "
                "See .local/logs/airflow-api-server.log, then run `make local` again."
            )
        body: dict[str, Any] = answer.json()
        return body

    def _answer(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """The answer; a question that changes nothing is asked again when a busy server is silent."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._client.request(method, path, **arguments)
            except httpx.HTTPError as error:
                if method != "GET" or attempt == ATTEMPTS:
                    raise ServiceError(
                        f"The Airflow API does not answer {method} {path}: {error or type(error).__name__}. "
                        "See .local/logs/airflow-api-server.log, then run `make local` again."
                    ) from error
                time.sleep(attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")
