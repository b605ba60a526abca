"""Settings from a project folder and a shell of the test's own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from amzn_review.load_limits import LoadLimits
from settings import (
    ClimateSettings,
    RedisSettings,
    RedshiftSettings,
    S3Settings,
    SettingsError,
    StreamSettings,
    load_settings,
)

PROJECT_ROOT = Path(__file__).resolve().parents[2]


def test_the_shell_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTGRES_PORT=6000\nPOSTGRES_DB=file\nDATA_CATEGORIES= a, b,,\n")
    settings = load_settings({"POSTGRES_DB": "shell"}, tmp_path)
    assert (settings.postgres.port, settings.postgres.database, settings.postgres.user) == (
        6000, "shell", "amzn_review",
    )  # fmt: skip
    assert settings.data_categories == ("a", "b")
    assert settings.data_dir == tmp_path / "data"
    assert settings.ui_url == "http://127.0.0.1:3000"


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DATA_DIR=\xff")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load_settings({}, tmp_path)


def test_a_named_host_is_not_embedded(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path).postgres.is_embedded
    given = load_settings({"POSTGRES_HOST": "db.example"}, tmp_path).postgres
    assert (given.host, given.is_embedded) == ("db.example", False)


def test_the_queue_is_off_and_its_broker_embedded_until_they_are_chosen(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert (settings.executor, settings.redis.is_embedded) == ("local", True)
    shell = {"EXECUTOR": "Celery", "REDIS_HOST": "cache.example", "REDIS_PORT": "6379", "REDIS_DB": "3"}
    given = load_settings({**shell, "REDIS_PASSWORD": "a secret"}, tmp_path)
    assert given.executor == "celery"
    assert given.redis == RedisSettings("cache.example", 6379, 3, "a secret", is_embedded=False)
    assert "a secret" not in repr(given)


@pytest.mark.parametrize("given", ["s3://mine", "s3://mine/", "s3://mine/a/b.c", "s3://mine/a/b.c/"])
def test_the_models_may_hand_over_through_a_bucket(tmp_path: Path, given: str) -> None:
    assert load_settings({"RATING_STORAGE": given}, tmp_path).rating.storage == given.rstrip("/")


def test_the_models_hand_over_through_the_data_folder_unless_another_is_named(tmp_path: Path) -> None:
    assert load_settings({"DATA_DIR": "mine"}, tmp_path).rating.storage == str(tmp_path / "mine")
    named = load_settings({"DATA_DIR": "mine", "RATING_STORAGE": "/mnt/shared"}, tmp_path)
    assert (named.data_dir, named.rating.storage) == (tmp_path / "mine", "/mnt/shared")


def test_storage_on_folders_knows_neither_bucket_nor_redshift(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert (settings.storage, settings.has_aws, settings.aws_training) == ("folder", False, False)
    assert settings.s3 == S3Settings("", "us-east-1", None, None, None, 5900, is_embedded=False)
    assert settings.redshift == RedshiftSettings(
        "", 5439, "amzn_review", "amzn_review", "", "amzn-review", "ra3.large", 1, "", is_embedded=False
    )
    with pytest.raises(SettingsError) as caught:
        settings.require_s3()
    assert str(caught.value) == (
        "AWS_S3_BUCKET is not set: name your bucket in .env, or STORAGE=s3 for the stand-in on this machine."
    )
    with pytest.raises(SettingsError, match="AWS_REDSHIFT_HOST is not set: name your cluster's endpoint in"):
        settings.require_redshift()
    assert not settings.state_dir.exists()


def test_storage_on_s3_stands_in_for_what_is_not_named(tmp_path: Path) -> None:
    settings = load_settings({"STORAGE": "s3", "S3_PORT": "5901", "AWS_REDSHIFT_PORT": "5440"}, tmp_path)
    assert not settings.state_dir.exists()
    s3, redshift, secrets = settings.require_s3(), settings.require_redshift(), settings.secrets()
    assert s3 == S3Settings(
        "amzn-review", "us-east-1", "http://127.0.0.1:5901",
        secrets.derived("s3 access key")[:20], secrets.derived("s3 secret key"), 5901, is_embedded=True,
    )  # fmt: skip
    assert redshift == RedshiftSettings(
        "127.0.0.1", 5440, "redshift", "redshift", secrets.derived("redshift"), "amzn-review", "ra3.large", 1,
        "arn:aws:iam::000000000000:role/amzn-review", is_embedded=True,
    )  # fmt: skip
    assert settings.has_aws
    shown = f"{settings!r} {s3!r} {redshift!r}"
    assert s3.secret_access_key is not None
    assert not [secret for secret in (s3.secret_access_key, redshift.password) if secret in shown]


def test_the_stand_in_is_beside_the_warehouse_on_a_given_server(tmp_path: Path) -> None:
    shell = {"STORAGE": "s3", "POSTGRES_HOST": "db", "POSTGRES_USER": "me", "POSTGRES_PASSWORD": "given"}
    redshift = load_settings(shell, tmp_path).redshift
    assert (redshift.database, redshift.user, redshift.password) == ("redshift", "me", "given")


def test_what_is_named_is_real(tmp_path: Path) -> None:
    shell = {
        "STORAGE": "s3", "AWS_S3_BUCKET": "mine.of-2026", "AWS_REGION": "eu-west-1",
        "AWS_REDSHIFT_HOST": "c.example", "AWS_REDSHIFT_DB_NAME": "d", "AWS_REDSHIFT_USER": "u",
        "AWS_REDSHIFT_PASSWORD": "a secret", "AWS_REDSHIFT_CLUSTER_IDENTIFIER": "c",
        "AWS_REDSHIFT_NODE_TYPE": "ra3.4xlarge", "AWS_REDSHIFT_NUMBER_OF_NODES": "4",
        "AWS_IAM_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_TRAINING": "yes",
    }  # fmt: skip
    settings = load_settings(shell, tmp_path)
    assert settings.require_s3() == S3Settings("mine.of-2026", "eu-west-1", None, None, None, 5900, False)
    assert settings.require_redshift() == RedshiftSettings(
        "c.example", 5439, "d", "u", "a secret", "c", "ra3.4xlarge", 4, "arn:aws:iam::1:role/r", False
    )
    assert settings.aws_training
    assert "a secret" not in repr(settings)
    assert not settings.state_dir.exists()


def test_another_server_of_the_protocol_needs_a_bucket_on_it(tmp_path: Path) -> None:
    shell = {"STORAGE": "s3", "AWS_ENDPOINT_URL_S3": "https://s3.example"}
    with pytest.raises(SettingsError, match="AWS_S3_BUCKET is not set"):
        load_settings(shell, tmp_path).require_s3()
    named = load_settings({**shell, "AWS_S3_BUCKET": "mine"}, tmp_path).require_s3()
    assert (named.bucket, named.endpoint_url, named.is_embedded) == ("mine", "https://s3.example", False)


def test_a_cluster_without_a_password_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"AWS_REDSHIFT_HOST": "c.example"}, tmp_path).require_redshift()
    assert str(caught.value) == (
        "AWS_REDSHIFT_PASSWORD is not set: export the password of user amzn_review at c.example in the "
        "shell; it belongs in no file."
    )


def test_the_climate_is_new_yorks_in_the_units_of_each_file_unless_told(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path).climate == ClimateSettings("auto", "USW00094728")
    shell = {"CLIMATE_UNITS": "Metric", "CLIMATE_STATION": "USW00094846"}
    assert load_settings(shell, tmp_path).climate == ClimateSettings("metric", "USW00094846")


def test_the_committed_file_sets_what_is_the_default_anyway(tmp_path: Path) -> None:
    committed, default = load_settings({}, PROJECT_ROOT), load_settings({}, tmp_path)
    for name in ("storage", "s3_named", "redshift_named", "aws_training", "climate", "score"):
        assert getattr(committed, name) == getattr(default, name)


def test_the_committed_file_holds_names_and_no_secret() -> None:
    settings = load_settings({}, PROJECT_ROOT)
    names = {
        line.partition("=")[0] for line in (PROJECT_ROOT / ".env").read_text().splitlines() if "=" in line
    }
    assert {"DATA_DIR", "POSTGRES_HOST", "AIRFLOW__API__PORT"} <= names
    assert not [name for name in names if "PASSWORD" in name or "SECRET" in name or "KEY" in name]
    assert (settings.postgres.is_embedded, settings.ui_port) == (True, 3000)


def test_the_limits_of_loading_are_the_loaders(tmp_path: Path) -> None:
    committed = load_settings({}, PROJECT_ROOT).load
    assert LoadLimits(**asdict(committed)) == LoadLimits()
    assert load_settings({}, tmp_path).load == committed
    shell = {"LOAD_BATCH_FILES": "7", "LOAD_MAX_LINE_BYTES": "8", "LOAD_MAX_BAD_PERCENT": "0"}
    given = load_settings(
        {**shell, "LOAD_BAD_FROM": "9", "LOAD_YOUNG_SECONDS": "0", "LOAD_BATCH_OBJECTS": "6"}, tmp_path
    ).load
    assert LoadLimits(**asdict(given)) == LoadLimits(7, 8, 0, 9, 0, 6)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("POSTGRES_PORT", "many", "POSTGRES_PORT is 'many'; expected a whole number from 1 to 65535"),
        ("POSTGRES_PORT", "0", "POSTGRES_PORT is 0; expected a whole number from 1 to 65535"),
        ("AIRFLOW__API__PORT", "70000", "AIRFLOW__API__PORT is 70000; expected"),
        ("LOAD_BATCH_FILES", "0", "LOAD_BATCH_FILES is 0; expected a whole number from 1."),
        ("SCORE_CHUNK_TEXTS", "0", "SCORE_CHUNK_TEXTS is 0; expected a whole number from 1."),
        (
            "LOAD_MAX_LINE_BYTES",
            "999999999",
            "LOAD_MAX_LINE_BYTES is 999999999; expected",
        ),
        (
            "LOAD_MAX_BAD_PERCENT",
            "101",
            "LOAD_MAX_BAD_PERCENT is 101; expected a",
        ),
        ("LOAD_BAD_FROM", "0", "LOAD_BAD_FROM is 0; expected a whole number from 1."),
        ("LOAD_YOUNG_SECONDS", "-1", "LOAD_YOUNG_SECONDS is -1; expected a whole number from 0."),
        ("RATING_EPOCHS", "1.5", "RATING_EPOCHS is '1.5'; expected a whole number from 1."),
        ("RATING_SEED", "99999999999", "RATING_SEED is 99999999999; expected a whole number from 0 to"),
        ("DATA_DIR", "~no-such-user/x", "DATA_DIR is '~no-such-user/x': Could not determine home"),
        ("RATING_STORAGE", "s3://", "RATING_STORAGE is 's3://'; expected a folder, or s3://bucket/prefix."),
        ("RATING_STORAGE", "s3://b/../x", "RATING_STORAGE is 's3://b/../x'; expected a folder, or s3://buck"),
        ("RATING_STORAGE", "gs://bucket/x", "RATING_STORAGE is 'gs://bucket/x'; expected a folder, or s3://"),
        ("RATING_STORAGE", "~no-such-user/x", "RATING_STORAGE is '~no-such-user/x': Could not determine"),
        ("EXECUTOR", "kubernetes", "EXECUTOR is 'kubernetes'; expected local or celery."),
        ("REDIS_PORT", "0", "REDIS_PORT is 0; expected a whole number from 1 to 65535."),
        ("RATING_HEAD", "both", "RATING_HEAD is 'both'; expected softmax or ordinal."),
        ("STREAM", "rabbit", "STREAM is 'rabbit'; expected none or redis or kafka."),
        ("STREAM_CLAIM_SECONDS", "-1", "STREAM_CLAIM_SECONDS is -1; expected a whole number from 0."),
        (
            "STREAM_NAME",
            "a b",
            "STREAM_NAME is 'a b'; expected letters, digits and ._:- such as amzn-review.arrivals.",
        ),
        ("REDIS_DB", "16", "REDIS_DB is 16; expected a whole number from 0 to 15."),
        ("STORAGE", "ftp", "STORAGE is 'ftp'; expected folder or s3."),
        ("AWS_S3_BUCKET", "s3://mine", "AWS_S3_BUCKET is 's3://mine'; expected a bucket's name alone, 3 to"),
        ("AWS_S3_BUCKET", "My_Bucket", "AWS_S3_BUCKET is 'My_Bucket'; expected a bucket's name alone, 3 to"),
        ("AWS_ENDPOINT_URL_S3", "host:90", "AWS_ENDPOINT_URL_S3 is 'host:90'; expected http://HOST:PORT or"),
        ("S3_PORT", "x", "S3_PORT is 'x'; expected a whole number from 1 to 65535."),
        ("AWS_REDSHIFT_PORT", "0", "AWS_REDSHIFT_PORT is 0; expected a whole number from 1 to 65535."),
        ("AWS_REDSHIFT_NUMBER_OF_NODES", "0", "AWS_REDSHIFT_NUMBER_OF_NODES is 0; expected a whole number"),
        ("AWS_TRAINING", "on", "AWS_TRAINING is 'on'; expected no or yes."),
        ("CLIMATE_UNITS", "standard", "CLIMATE_UNITS is 'standard'; expected auto or imperial or metric."),
        ("CLIMATE_STATION", "NYC", "CLIMATE_STATION is 'NYC'; expected a GHCN id of 11 characters such as"),
        ("RATING_MAX_REVIEWS", "-3", "RATING_MAX_REVIEWS is -3; expected a whole number from 1."),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, tmp_path)
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith("Set it in the shell or in .env.")


def test_tasks_that_are_off_are_switched_on_by_name(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path).tasks_switched_on == ()
    assert load_settings({"TASKS_SWITCHED_ON": "stance, mine,"}, tmp_path).tasks_switched_on == (
        "stance",
        "mine",
    )


def test_there_is_no_stream_until_one_is_chosen(tmp_path: Path) -> None:
    committed = load_settings({}, PROJECT_ROOT).stream
    assert committed == StreamSettings("none", "amzn-review.arrivals", "amzn-review", 600, "127.0.0.1:9092")
    assert load_settings({}, tmp_path).stream == committed
    shell = {"STREAM": "Kafka", "STREAM_NAME": "reviews", "STREAM_GROUP": "g", "STREAM_CLAIM_SECONDS": "5"}
    given = load_settings({**shell, "KAFKA_SERVERS": "a:1,b:2"}, tmp_path).stream
    assert given == StreamSettings("kafka", "reviews", "g", 5, "a:1,b:2")
