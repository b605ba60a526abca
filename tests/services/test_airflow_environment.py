"""What Airflow's parts are told."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from services.airflow_environment import admin_password_file, airflow_environment, settings_digest
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
        return settings_digest(airflow_environment(load_settings(shell, tmp_path)))

    assert digest() == digest(COLUMNS="80")
    assert len({digest(), digest(DATA_DIR="other"), digest(RATING_EPOCHS="2"), digest(POSTGRES_DB="x")}) == 4


def test_the_password_file_is_the_owners(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    path = admin_password_file(settings)
    assert json.loads(path.read_text()) == {"admin": settings.secrets().airflow_admin_password}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
