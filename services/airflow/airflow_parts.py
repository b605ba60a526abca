"""Airflow's parts on one machine: brought up, watched until they are healthy, and ended."""

from __future__ import annotations

import subprocess
import time
from importlib.metadata import version

from services.airflow.airflow_api import AirflowApi
from services.airflow.airflow_environment import (
    admin_password_file,
    airflow_environment,
    configuration_digest,
)
from services.airflow.airflow_program import airflow_program
from services.airflow.part_processes import PARTS, parts, workers
from services.ports import require_free_port
from services.postgres.databases import airflow_address, ensure_databases
from services.service_error import ServiceError
from settings import Settings
from storage.atomic_file import write_durably

HEALTHY_WITHIN_S = 180


def migrate_metadata(settings: Settings) -> bool:
    """Bring Airflow's tables to the installed version. Returns whether there was anything to do.

    A stamp beside the logs names the version and database that were migrated last, because asking
    Airflow itself takes several seconds.
    """
    stamp = settings.state_dir / "airflow" / "migrated"
    environment = airflow_environment(settings)
    address = airflow_address(settings)
    target = f"{version('apache-airflow')} {address.host}:{address.port}/{address.database}\n"
    if stamp.exists() and stamp.read_text() == target and _has_airflow_tables(settings):
        return False
    log = settings.state_dir / "logs" / "airflow-db-migrate.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        done = subprocess.run(
            [airflow_program(), "db", "migrate"], env=environment, stdout=output, stderr=output, check=False
        )
    if done.returncode != 0:
        raise ServiceError(f"Airflow could not prepare its database: see the end of {log}.")
    write_durably(stamp, target.encode())
    return True


def _has_airflow_tables(settings: Settings) -> bool:
    with airflow_address(settings).transaction() as connection:
        return connection.execute("select to_regclass('dag_run')").fetchone() != (None,)


def start_airflow(settings: Settings) -> None:
    """Start every part that does not run, and return when all of them report healthy.

    Raises ServiceError when the UI's port is taken, a part ends at once, or health takes too long.
    """
    processes = parts(settings)
    environment = airflow_environment(settings)
    digest = configuration_digest(settings, environment)
    if processes["api-server"].find() is None:
        require_free_port(settings.ui_port, wanted_by="the Airflow UI", variable="AIRFLOW__API__PORT")
    admin_password_file(settings)
    for name, part in processes.items():
        part.start([airflow_program(), *PARTS[name]], environment, digest)
    _wait_until_healthy(settings)


def bring_up_databases(settings: Settings) -> None:
    """`ensure_databases`; Airflow's parts that outlived their server are ended: they are about to fail."""
    if ensure_databases(settings):
        stop_airflow(settings)


def stop_outdated_parts(settings: Settings) -> bool:
    """End all parts if one runs with other settings or packages: each reads both when it starts."""
    digest = configuration_digest(settings, airflow_environment(settings))
    outdated = any(part.configuration() not in (None, digest) for part in parts(settings).values())
    if outdated:
        stop_airflow(settings)
    return outdated


def require_alive(settings: Settings) -> None:
    """Raises ServiceError naming the first part that has ended, with the end of its log."""
    for part in parts(settings).values():
        if part.find() is None:
            raise ServiceError(
                f"{part.name} has ended. Run `make local` again. The end of {part.log_file}:\n"
                f"{part.log_tail()}"
            )


def stop_airflow(settings: Settings) -> list[str]:
    """End every part and every worker. Returns the names of those that ran."""
    processes = [*parts(settings).values(), *workers(settings)]
    for process in processes:
        process.terminate()
    return [process.name.removeprefix("airflow-") for process in processes if process.stop()]


def _wait_until_healthy(settings: Settings) -> None:
    deadline = time.monotonic() + HEALTHY_WITHIN_S
    with AirflowApi(settings.ui_url) as api:
        while (missing := api.unhealthy_parts()) and time.monotonic() < deadline:
            require_alive(settings)
            time.sleep(0.5)
    if missing:
        raise ServiceError(
            f"Airflow is not healthy after {HEALTHY_WITHIN_S} s: waiting for {', '.join(missing)}. "
            f"Look into {settings.state_dir / 'logs'}, then run `make stop-worker` and try again."
        )
