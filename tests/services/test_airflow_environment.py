"""What Airflow's parts are told."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from services.airflow_environment import admin_password_file, airflow_environment, configuration_digest
from services.databases import embedded_server, warehouse_address
from settings import load_settings


def test_everything_stays_on_the_loopback_interface_and_the_user_wins(tmp_path: Path) -> None:
    ours = airflow_environment(load_settings({}, tmp_path))
    assert (ours["AIRFLOW__API__HOST"], ours["AIRFLOW__API__BASE_URL"]) == (
        "127.0.0.1",
        "http://127.0.0.1:3000",
    )
    assert ours["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    given = airflow_environment(
        load_settings({"AIRFLOW__CORE__PARALLELISM": "9", "AIRFLOW__API__PORT": "3100"}, tmp_path)
    )
    assert given["AIRFLOW__CORE__PARALLELISM"] == "9"
    assert given["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:3100/execution/"


def test_other_settings_give_another_digest_and_the_rest_of_the_shell_does_not(tmp_path: Path) -> None:
    def digest(**shell: str) -> str:
        settings = load_settings(shell, tmp_path)
        return configuration_digest(settings, airflow_environment(settings))

    assert digest() == digest(COLUMNS="80")
    before = digest()
    others = ({"DATA_DIR": "other"}, {"LOAD_BATCH_FILES": "9"}, {"RATING_EPOCHS": "2"}, {"POSTGRES_DB": "x"})
    assert len({before, *(digest(**other) for other in others)}) == 5
    (tmp_path / "Pipfile.lock").write_text("{}")
    assert digest() != before


def test_another_airflow_of_the_shell_does_not_lead_us_to_its_database(tmp_path: Path) -> None:
    shell = {
        "AIRFLOW_HOME": "/srv/airflow",
        "AIRFLOW_CONFIG": "/srv/airflow/airflow.cfg",
        "AIRFLOW__CORE__AUTH_MANAGER": "theirs",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://theirs",
        "AIRFLOW__CORE__FERNET_KEY": "theirs",
        "AIRFLOW__CORE__DAGS_FOLDER": "/srv/dags",
    }
    more = {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": "postgresql+asyncpg://theirs",
        "AIRFLOW__SECRETS__BACKEND": "theirs",
    }
    given = airflow_environment(load_settings({**shell, **more}, tmp_path))
    assert not set(more) & set(given)
    assert {name: given[name] for name in shell} == {
        name: airflow_environment(load_settings({}, tmp_path))[name] for name in shell
    }


def test_no_representation_shows_a_secret(tmp_path: Path) -> None:
    settings = load_settings({"POSTGRES_HOST": "db", "POSTGRES_PASSWORD": "a secret"}, tmp_path)
    shown = (
        f"{settings!r} {settings.secrets()!r} {warehouse_address(settings)!r} {embedded_server(settings)!r}"
    )
    assert "a secret" not in shown
    assert settings.secrets().postgres_superuser_password not in shown


def test_the_password_file_is_the_owners(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    path = admin_password_file(settings)
    assert json.loads(path.read_text()) == {"admin": settings.secrets().airflow_admin_password}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
