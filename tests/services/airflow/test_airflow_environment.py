"""What Airflow's parts are told."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from services.airflow.airflow_environment import (
    admin_password_file,
    airflow_environment,
    configuration_digest,
    worker_environment,
)
from services.postgres.databases import embedded_server, warehouse_address
from services.queue.queue_addresses import BROKER, RESULTS, queue_environment
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


def test_tokens_of_sources_are_in_a_connection_that_workers_do_not_get(tmp_path: Path) -> None:
    settings = load_settings({"COLLECT_TOKEN_X": "a token", "OTHER_TOKEN": "another"}, tmp_path)
    told = airflow_environment(settings)
    assert json.loads(told["AIRFLOW_CONN_COLLECTOR"]) == {
        "conn_type": "generic",
        "password": settings.authors_key(),
        "extra": {"tokens": {"COLLECT_TOKEN_X": "a token"}},
    }
    holding = [name for name, value in told.items() if "a token" in value]
    assert holding == ["AIRFLOW_CONN_COLLECTOR"]
    assert not [name for name, value in worker_environment(settings).items() if "a token" in value]


def test_other_settings_give_another_digest_and_the_rest_of_the_shell_does_not(tmp_path: Path) -> None:
    def digest(**shell: str) -> str:
        settings = load_settings(shell, tmp_path)
        return configuration_digest(settings, airflow_environment(settings))

    assert digest() == digest(COLUMNS="80")
    before = digest()
    others: list[dict[str, str]] = [
        {"DATA_DIR": "other"}, {"LOAD_BATCH_FILES": "9"}, {"RATING_EPOCHS": "2"}, {"POSTGRES_DB": "x"},
        {"REDIS_PORT": "6399"}, {"EXECUTOR": "celery"}, {"STORAGE": "s3"}, {"S3_PORT": "5901"},
        {"AWS_S3_BUCKET": "mine"}, {"AWS_REDSHIFT_PORT": "5440"}, {"CLIMATE_UNITS": "metric"},
    ]  # fmt: skip
    assert len({before, *(digest(**other) for other in others)}) == 1 + len(others)
    (tmp_path / "Pipfile.lock").write_text("{}")
    assert digest() != before


def test_another_airflow_of_the_shell_does_not_lead_us_to_its_database(tmp_path: Path) -> None:
    shell = {
        "AIRFLOW_HOME": "/srv/airflow",
        "AIRFLOW_CONFIG": "/srv/airflow/airflow.cfg",
        "AIRFLOW__CORE__AUTH_MANAGER": "theirs",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://theirs",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": "postgresql+asyncpg://theirs",
        "AIRFLOW__CORE__FERNET_KEY": "theirs",
        "AIRFLOW__CORE__DAGS_FOLDER": "/srv/dags",
    }
    more = {"AIRFLOW__SECRETS__BACKEND": "theirs"}
    given = airflow_environment(load_settings({**shell, **more}, tmp_path))
    assert not set(more) & set(given)
    assert {name: given[name] for name in shell} == {
        name: airflow_environment(load_settings({}, tmp_path))[name] for name in shell
    }


def test_the_queue_is_known_only_when_it_is_chosen(tmp_path: Path) -> None:
    without = airflow_environment(load_settings({}, tmp_path))
    assert without["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert not {BROKER, RESULTS} & set(without)
    settings = load_settings({"EXECUTOR": "celery"}, tmp_path)
    chosen = airflow_environment(settings)
    assert chosen["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor,CeleryExecutor"
    assert {name: chosen[name] for name in (BROKER, RESULTS)} == queue_environment(settings)


def test_without_a_bucket_there_is_no_connection_to_one(tmp_path: Path) -> None:
    told = airflow_environment(load_settings({"AWS_ENDPOINT_URL_S3": "", "AWS_REGION": ""}, tmp_path))
    assert not [name for name in told if "AWS" in name or "REDSHIFT" in name]


def test_the_stand_ins_are_connections_of_airflow(tmp_path: Path) -> None:
    settings = load_settings({"STORAGE": "s3"}, tmp_path)
    told = airflow_environment(settings)
    s3, password = settings.s3, settings.redshift.password
    assert told["AIRFLOW_CONN_REDSHIFT"] == (
        f"postgresql://redshift:{password}@127.0.0.1:5439/redshift?client_encoding=UTF8&sslmode=disable"
    )
    assert json.loads(told["AIRFLOW_CONN_AWS"]) == {
        "conn_type": "generic",
        "login": s3.access_key_id,
        "password": s3.secret_access_key,
        "extra": {
            "bucket": "amzn-review",
            "region": "us-east-1",
            "endpoint_url": "http://127.0.0.1:5900",
            "iam_role_arn": "arn:aws:iam::000000000000:role/amzn-review",
        },
    }
    assert not [name for name in worker_environment(settings) if name.startswith("AIRFLOW_CONN_")]


def test_what_is_named_is_reached_encrypted_and_by_the_users_own_credentials(tmp_path: Path) -> None:
    shell = {
        "AWS_S3_BUCKET": "mine", "AWS_REGION": "eu-west-1", "AWS_IAM_ROLE_ARN": "arn:aws:iam::1:role/r",
        "AWS_REDSHIFT_HOST": "c.example", "AWS_REDSHIFT_PASSWORD": "p@ss/1", "AWS_ACCESS_KEY_ID": "theirs",
    }  # fmt: skip
    settings = load_settings(shell, tmp_path)
    told = airflow_environment(settings)
    assert told["AIRFLOW_CONN_REDSHIFT"] == (
        "postgresql://amzn_review:p%40ss%2F1@c.example:5439/amzn_review?client_encoding=UTF8&sslmode=require"
    )
    assert json.loads(told["AIRFLOW_CONN_AWS"]) == {
        "conn_type": "generic",
        "extra": {
            "bucket": "mine",
            "region": "eu-west-1",
            "endpoint_url": None,
            "iam_role_arn": "arn:aws:iam::1:role/r",
        },
    }
    worker = worker_environment(settings)
    assert worker["AWS_ACCESS_KEY_ID"] == "theirs"
    assert "AWS_REDSHIFT_PASSWORD" not in worker


def test_a_worker_is_told_neither_a_database_nor_a_key(tmp_path: Path) -> None:
    shell = {
        "POSTGRES_HOST": "db.example",
        "POSTGRES_PASSWORD": "of the warehouse",
        "REDIS_HOST": "cache.example",
        "REDIS_PASSWORD": "of the broker",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://theirs",
        "AIRFLOW__API_AUTH__JWT_SECRET": "theirs",
        "AIRFLOW_CONN_OTHER": "postgresql://another",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": "http://api.example:3000/execution/",
        RESULTS: "db+postgresql://results.example/celery",
    }
    told = worker_environment(load_settings(shell, tmp_path))
    assert not (tmp_path / ".local").exists()  # nor is a secret made on its machine
    values = " ".join(told.values())
    assert not [word for word in ("theirs", "of the warehouse", "another") if word in values]
    assert {name: value for name, value in told.items() if "example" in value} == {
        "POSTGRES_HOST": "db.example",
        "REDIS_HOST": "cache.example",
        BROKER: "redis://:of%20the%20broker@cache.example:6380/0",
        RESULTS: "db+postgresql://results.example/celery",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": "http://api.example:3000/execution/",
    }
    embedded = load_settings({}, tmp_path)
    secrets = embedded.secrets()
    hidden = {*vars(secrets).values(), secrets.derived("mlflow")}
    here = worker_environment(embedded)
    assert not [name for name, value in here.items() if any(secret in value for secret in hidden)]
    assert here["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:3000/execution/"


def test_a_worker_is_the_same_however_it_is_started(tmp_path: Path) -> None:
    by_hand, by_make_local = load_settings({}, tmp_path), load_settings({"EXECUTOR": "celery"}, tmp_path)
    assert worker_environment(by_hand) == worker_environment(by_make_local)


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
