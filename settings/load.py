"""Read the environment and `.env` into `Settings`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from settings.read_aws import MAX_PORT, STORAGES, read_redshift, read_s3
from settings.read_value import folder, folder_or_bucket, matching, names, one_of, whole_number
from settings.settings import (
    ClimateSettings,
    LoadSettings,
    PostgresSettings,
    RatingSettings,
    RedisSettings,
    ScoreSettings,
    Settings,
    StreamSettings,
)
from settings.settings_error import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parents[1]
MAX_REDIS_DB = 15  # a server has 16 databases unless it is told otherwise
EXECUTORS = ("local", "celery")
# https://www.ncei.noaa.gov/pub/data/ghcn/daily/readme.txt: network code and number, 11 characters
STATION_ID = re.compile(r"[A-Z0-9_-]{11}")
MAX_SEED = 2**31 - 1
# A name that Redis and the shell take alike; of a Kafka topic, Kafka itself refuses the colon.
_STREAM_NAMES = re.compile(r"[A-Za-z0-9._:-]{1,249}", re.ASCII)
_STREAM_NAME_FORM = "letters, digits and ._:- such as amzn-review.arrivals"
MAX_LINE_BYTES = 2**28  # PostgreSQL takes rows of up to 1 GB, and escapes of COPY may double a text


def load_settings(environ: Mapping[str, str] | None = None, project_root: Path = PROJECT_ROOT) -> Settings:
    """The settings of this checkout. A variable set in `environ` (the shell) wins over `.env`.

    Raises SettingsError when a value cannot be used.
    """
    shell = os.environ if environ is None else environ
    from_file = file_values(project_root / ".env")
    values = {**from_file, **shell}
    host = values.get("POSTGRES_HOST", "").strip()
    redis_host = values.get("REDIS_HOST", "").strip()
    data_dir = folder(values, "DATA_DIR", "data", project_root)
    return Settings(
        project_root=project_root,
        data_dir=data_dir,
        data_categories=names(values.get("DATA_CATEGORIES", "")),
        postgres=PostgresSettings(
            host=host or "127.0.0.1",
            port=whole_number(values, "POSTGRES_PORT", default=5433, least=1, most=MAX_PORT),
            database=values.get("POSTGRES_DB") or "amzn_review",
            user=values.get("POSTGRES_USER") or "amzn_review",
            is_embedded=not host,
        ),
        redis=RedisSettings(
            host=redis_host or "127.0.0.1",
            port=whole_number(values, "REDIS_PORT", default=6380, least=1, most=MAX_PORT),
            database=whole_number(values, "REDIS_DB", default=0, least=0, most=MAX_REDIS_DB),
            password=values.get("REDIS_PASSWORD", ""),
            is_embedded=not redis_host,
        ),
        executor=one_of(values, "EXECUTOR", EXECUTORS),
        storage=one_of(values, "STORAGE", STORAGES),
        s3_named=read_s3(values),
        redshift_named=read_redshift(values),
        aws_training=one_of(values, "AWS_TRAINING", ("no", "yes")) == "yes",
        tasks_switched_on=names(values.get("TASKS_SWITCHED_ON", "")),
        encoders_dir=folder(values, "ENCODERS_DIR", str(data_dir / "encoders"), project_root),
        scoring_port=whole_number(values, "SCORING_PORT", default=8600, least=1, most=MAX_PORT),
        climate=ClimateSettings(
            units=one_of(values, "CLIMATE_UNITS", ("auto", "imperial", "metric")),
            station=matching(
                values, "CLIMATE_STATION", STATION_ID, "a GHCN id of 11 characters such as USW00094728"
            )
            or "USW00094728",
        ),
        stream=StreamSettings(
            kind=one_of(values, "STREAM", ("none", "redis", "kafka")),
            key=matching(values, "STREAM_NAME", _STREAM_NAMES, _STREAM_NAME_FORM) or "amzn-review.arrivals",
            group=matching(values, "STREAM_GROUP", _STREAM_NAMES, _STREAM_NAME_FORM) or "amzn-review",
            claim_seconds=whole_number(values, "STREAM_CLAIM_SECONDS", default=600, least=0),
            kafka_servers=values.get("KAFKA_SERVERS", "").strip() or "127.0.0.1:9092",
        ),
        load=LoadSettings(
            batch_files=whole_number(values, "LOAD_BATCH_FILES", default=50_000, least=1),
            max_line_bytes=whole_number(
                values, "LOAD_MAX_LINE_BYTES", default=2**24, least=1, most=MAX_LINE_BYTES
            ),
            max_bad_percent=whole_number(values, "LOAD_MAX_BAD_PERCENT", default=20, least=0, most=100),
            bad_from=whole_number(values, "LOAD_BAD_FROM", default=10, least=1),
            young_seconds=whole_number(values, "LOAD_YOUNG_SECONDS", default=60, least=0),
            batch_objects=whole_number(values, "LOAD_BATCH_OBJECTS", default=1_000_000, least=1),
        ),
        rating=RatingSettings(
            max_reviews=whole_number(values, "RATING_MAX_REVIEWS", default=20_000, least=1),
            epochs=whole_number(values, "RATING_EPOCHS", default=6, least=1),
            seed=whole_number(values, "RATING_SEED", default=13, least=0, most=MAX_SEED),
            head=one_of(values, "RATING_HEAD", ("softmax", "ordinal")),
            pretrained=(
                folder(values, "RATING_PRETRAINED", "", project_root)
                if values.get("RATING_PRETRAINED")
                else None
            ),
            checkpoint_seconds=whole_number(values, "RATING_CHECKPOINT_SECONDS", default=30, least=0),
            storage=folder_or_bucket(values, "RATING_STORAGE", str(data_dir), project_root),
        ),
        score=ScoreSettings(
            chunk_texts=whole_number(values, "SCORE_CHUNK_TEXTS", default=50_000, least=1),
        ),
        ui_port=whole_number(values, "AIRFLOW__API__PORT", default=3000, least=1, most=MAX_PORT),
        environment=values,
    )


def file_values(path: Path) -> dict[str, str]:
    """What .env says. Raises SettingsError when it is not UTF-8."""
    try:
        return {name: value or "" for name, value in dotenv_values(path, encoding="utf-8").items()}
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 ({error.reason} at byte {error.start}); expected lines NAME=value. "
            "Mend it, or get it back with git checkout .env."
        ) from None
