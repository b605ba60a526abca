"""The environment in which every part of Airflow runs here."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from services.aws.aws_connections import aws_connections
from services.part_environment import SETTINGS, part_environment
from services.ports import LOOPBACK
from services.postgres.databases import airflow_address, registry_address, warehouse_address
from services.queue.queue_addresses import queue_environment
from services.queue.stream_connection import stream_connection
from settings import Settings

ADMIN_USER = "admin"
SIMPLE_AUTH_MANAGER = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
TASKS_AT_ONCE = 4
SOURCES_VARIABLES = "COLLECT_TOKEN_"
# Airflow would ask these before our connection strings, or beside them.
OTHER_WAYS_TO_A_DATABASE = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__SECRETS__")
OUR_VARIABLES = (*SETTINGS, "AWS_", "PG")
LONGEST_WAIT_S = 6 * 3600
VISIBLE_AGAIN_S = 24 * 3600
# A worker runs the models' tasks, and those need none of it.
NOT_FOR_WORKERS = (
    *OTHER_WAYS_TO_A_DATABASE,
    "AIRFLOW_CONN_",
    "AIRFLOW__API__SECRET_KEY",
    "AIRFLOW__API_AUTH__",
    "AIRFLOW__CORE__FERNET_KEY",
    "AUTHORS_KEY",
    "AWS_REDSHIFT_PASSWORD",
    SOURCES_VARIABLES,
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
)


def airflow_environment(settings: Settings) -> dict[str, str]:
    """Variables for Airflow's parts. AIRFLOW__* that the user set wins over our choices, but for what is
    this checkout's own: another Airflow's variables in the shell must not lead us to its database.

    Secrets travel in the environment, which only the owner of a process can read, never as arguments.
    """
    return {**_choices(settings), **_given(settings), **_own(settings)}


def worker_environment(settings: Settings) -> dict[str, str]:
    """Variables for a worker of the models' queue, which may be on another machine.

    It is told the broker, where results go, the address of the execution API (the user's, if one is set) and
    where the code is: no other database, no key to sign with.
    """
    settings = replace(settings, executor="celery")
    environment = {
        **_choices(settings),
        **queue_environment(settings),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{settings.ui_url}/execution/",
        **_given(settings),
        **_places(settings),
        "EXECUTOR": settings.executor,
    }
    return {name: value for name, value in environment.items() if not name.startswith(NOT_FOR_WORKERS)}


def _given(settings: Settings) -> dict[str, str]:
    """What of the shell a part may know, but for what would be another Airflow's.

    Of Airflow's and Amazon's variables an empty one is left out: to their libraries it is a value.
    """
    return {
        name: value
        for name, value in part_environment(settings).items()
        if (value or not name.startswith(("AIRFLOW", "_AIRFLOW", "AWS_")))
        and not name.startswith(OTHER_WAYS_TO_A_DATABASE)
    }


def configuration_digest(settings: Settings, environment: Mapping[str, str]) -> str:
    """Equal for equal settings and packages, whatever else the shell has: SHA-256 over what matters here."""
    relevant = {name: value for name, value in environment.items() if name.startswith(OUR_VARIABLES)}
    lock_file = settings.project_root / "Pipfile.lock"
    packages = lock_file.read_bytes() if lock_file.exists() else b""
    return hashlib.sha256(packages + json.dumps(relevant, sort_keys=True).encode()).hexdigest()


def admin_password_file(settings: Settings) -> Path:
    """The file in which Airflow's simple auth manager looks up passwords; owner-only."""
    path = settings.state_dir / "airflow" / "passwords.json"
    content = json.dumps({ADMIN_USER: settings.secrets().airflow_admin_password})
    if not path.exists() or path.read_text() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
    return path


def _choices(settings: Settings) -> Mapping[str, str]:
    """What a user may want otherwise."""
    is_celery = settings.executor == "celery"
    return {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor,CeleryExecutor" if is_celery else "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(TASKS_AT_ONCE),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        # DAG files lie in the checkout and change with it: look for new ones soon.
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        # On one machine a task that is silent this long is dead, not slow: its supervisor beats every 5 s.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        # As long a task may wait behind a training; the token that it carries lives as long.
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": str(LONGEST_WAIT_S),
        # A message that a worker took and never acknowledged is handed out again after this time. Longer than
        # any training: a killed one is not found by it, but by its heartbeat.
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": str(VISIBLE_AGAIN_S),
        # The scheduler must not hang on a broker that does not answer.
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__SOCKET_CONNECT_TIMEOUT": "5",
        # Threads that spin while they wait made training on few cores 3 x slower.
        "OMP_WAIT_POLICY": "PASSIVE",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def _places(settings: Settings) -> Mapping[str, str]:
    """This checkout's own folders."""
    workflow = settings.project_root / "workflow"
    home = settings.state_dir / "airflow"
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_CONFIG": str(home / "airflow.cfg"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(workflow / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(workflow / "plugins"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "KERAS_BACKEND": "tensorflow",
        "PYTHONUNBUFFERED": "1",
    }


def _collector_connection(settings: Settings) -> str:
    """Airflow's connection `collector`: the key of authors' hashes, and the tokens of sources."""
    tokens = {
        name: value
        for name, value in settings.environment.items()
        if name.startswith(SOURCES_VARIABLES) and value
    }
    told = {"conn_type": "generic", "password": settings.authors_key(), "extra": {"tokens": tokens}}
    return json.dumps(told)


def _own(settings: Settings) -> Mapping[str, str]:
    """What makes these parts this checkout's: folders, addresses and secrets."""
    secrets = settings.secrets()
    return {
        **_places(settings),
        **(queue_environment(settings) if settings.executor == "celery" else {}),
        "AIRFLOW__CORE__AUTH_MANAGER": SIMPLE_AUTH_MANAGER,
        "AIRFLOW__CORE__FERNET_KEY": secrets.airflow_fernet_key,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{settings.ui_url}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN_USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(
            settings.state_dir / "airflow" / "passwords.json"
        ),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": airflow_address(settings).uri("postgresql+psycopg2"),
        # Airflow would make it of the other, and asyncpg does not know all that libpq does.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": airflow_address(settings).uri("postgresql+asyncpg"),
        "AIRFLOW__API__PORT": str(settings.ui_port),
        "AIRFLOW__API__BASE_URL": settings.ui_url,
        "AIRFLOW__API__SECRET_KEY": secrets.airflow_api_secret_key,
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.airflow_jwt_secret,
        "AIRFLOW_CONN_WAREHOUSE": warehouse_address(settings).uri("postgresql"),
        "AIRFLOW_CONN_RATING_REGISTRY": registry_address(settings).uri("postgresql"),
        "AIRFLOW_CONN_COLLECTOR": _collector_connection(settings),
        **aws_connections(settings),
        **stream_connection(settings),
    }
