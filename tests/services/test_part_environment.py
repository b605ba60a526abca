"""The environment of the parts that we start, made whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.part_environment import bare_environment, inherited_environment, part_environment
from settings import load_settings
from tests.hostile_shell import AWS, FOR_MAKE, LIBPQ, NOBODY_LISTENS

PASSED_ON = {
    "PATH": "/usr/bin",
    "HOME": "/home/me",
    "USER": "me",
    "LOGNAME": "me",
    "TMPDIR": "/var/tmp",  # noqa: S108 - a value that is passed on
    "SSL_CERT_FILE": "/etc/corporate.pem",
    "OMP_NUM_THREADS": "2",
}
SHELL = {
    **FOR_MAKE,
    **PASSED_ON,
    "EDITOR": "vi",
    "GIT_DIR": "/elsewhere",
    "MLFLOW_TRACKING_URI": "http://elsewhere",
    "XDG_CONFIG_HOME": "/elsewhere",
}
INHERITED = {
    **PASSED_ON,
    "HTTPS_PROXY": f"http://{NOBODY_LISTENS}",
    "HTTP_PROXY": f"http://{NOBODY_LISTENS}",
    "https_proxy": f"http://{NOBODY_LISTENS}",
    "http_proxy": f"http://{NOBODY_LISTENS}",
    "NO_PROXY": "127.0.0.1,localhost,::1",
    "no_proxy": "127.0.0.1,localhost,::1",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PGCLIENTENCODING": "UTF8",
    "TZ": "UTC",
}
SETTINGS = {
    "AIRFLOW__CORE__PARALLELISM": "9",
    "AWS_REGION": "eu-west-1",
    "LOAD_BATCH_FILES": "7",
    "POSTGRES_PORT": "5440",
    "TASKS_SWITCHED_ON": "stance",
}
ASKS_AWS = {"AWS_S3_BUCKET": "mine"}


@pytest.mark.parametrize("more", [{}, {"STORAGE": "s3"}], ids=["folders", "stand-ins"])
def test_a_part_knows_the_settings_and_what_is_listed_of_the_shell(
    tmp_path: Path, more: dict[str, str]
) -> None:
    settings = load_settings(SHELL | SETTINGS | more, tmp_path)
    assert inherited_environment(settings) == INHERITED
    assert part_environment(settings) == INHERITED | SETTINGS | more


def test_for_a_bucket_of_the_users_own_their_credentials_are_found(tmp_path: Path) -> None:
    settings = load_settings(SHELL | SETTINGS | ASKS_AWS, tmp_path)
    assert inherited_environment(settings) == INHERITED | AWS
    assert part_environment(settings) == INHERITED | AWS | SETTINGS | ASKS_AWS


def test_for_a_storage_in_a_bucket_too(tmp_path: Path) -> None:
    settings = load_settings(SHELL | {"RATING_STORAGE": "s3://models/x"}, tmp_path)
    assert inherited_environment(settings) == INHERITED | AWS


@pytest.mark.parametrize("own", [{"POSTGRES_HOST": "db.example"}, {"AWS_REDSHIFT_HOST": "c.example"}])
def test_for_a_server_of_the_users_own_what_trusts_it_is_passed_on(
    tmp_path: Path, own: dict[str, str]
) -> None:
    trusted = ("PGCHANNELBINDING", "PGREQUIREAUTH", "PGSSLMODE", "PGSSLNEGOTIATION")
    settings = load_settings(SHELL | own, tmp_path)
    assert inherited_environment(settings) == INHERITED | {name: LIBPQ[name] for name in trusted}


def test_a_server_that_asks_nothing_of_its_environment_is_told_nothing() -> None:
    assert bare_environment(KEY="value") == {
        "PATH": "/bin:/usr/bin",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "KEY": "value",
    }
