"""Read the environment and `.env` into `Settings`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from settings.settings import (
    LoadSettings,
    PostgresSettings,
    RatingSettings,
    RedisSettings,
    Settings,
    SettingsError,
)

PROJECT_ROOT = Path(__file__).resolve().parents[1]
MAX_PORT = 65_535
MAX_REDIS_DB = 15  # a server has 16 databases unless it is told otherwise
EXECUTORS = ("local", "celery")
MAX_SEED = 2**31 - 1
MAX_LINE_BYTES = 2**28  # PostgreSQL takes rows of up to 1 GB, and escapes of COPY may double a text


def load_settings(environ: Mapping[str, str] | None = None, project_root: Path = PROJECT_ROOT) -> Settings:
    """The settings of this checkout. A variable set in `environ` (the shell) wins over `.env`.

    Raises SettingsError when a value cannot be used.
    """
    shell = os.environ if environ is None else environ
    from_file = _file_values(project_root / ".env")
    values = {**from_file, **shell}
    host = values.get("POSTGRES_HOST", "").strip()
    redis_host = values.get("REDIS_HOST", "").strip()
    data_dir = _folder(values, "DATA_DIR", "data", project_root)
    return Settings(
        project_root=project_root,
        data_dir=data_dir,
        data_categories=_names(values.get("DATA_CATEGORIES", "")),
        postgres=PostgresSettings(
            host=host or "127.0.0.1",
            port=_whole_number(values, "POSTGRES_PORT", default=5433, least=1, most=MAX_PORT),
            database=values.get("POSTGRES_DB") or "amzn_review",
            user=values.get("POSTGRES_USER") or "amzn_review",
            is_embedded=not host,
        ),
        redis=RedisSettings(
            host=redis_host or "127.0.0.1",
            port=_whole_number(values, "REDIS_PORT", default=6380, least=1, most=MAX_PORT),
            database=_whole_number(values, "REDIS_DB", default=0, least=0, most=MAX_REDIS_DB),
            password=values.get("REDIS_PASSWORD", ""),
            is_embedded=not redis_host,
        ),
        executor=_one_of(values, "EXECUTOR", EXECUTORS),
        load=LoadSettings(
            batch_files=_whole_number(values, "LOAD_BATCH_FILES", default=50_000, least=1),
            max_line_bytes=_whole_number(
                values, "LOAD_MAX_LINE_BYTES", default=2**24, least=1, most=MAX_LINE_BYTES
            ),
            max_bad_percent=_whole_number(values, "LOAD_MAX_BAD_PERCENT", default=20, least=0, most=100),
            bad_from=_whole_number(values, "LOAD_BAD_FROM", default=10, least=1),
            young_seconds=_whole_number(values, "LOAD_YOUNG_SECONDS", default=60, least=0),
        ),
        rating=RatingSettings(
            max_reviews=_whole_number(values, "RATING_MAX_REVIEWS", default=20_000, least=1),
            epochs=_whole_number(values, "RATING_EPOCHS", default=6, least=1),
            seed=_whole_number(values, "RATING_SEED", default=13, least=0, most=MAX_SEED),
            head=_one_of(values, "RATING_HEAD", ("softmax", "ordinal")),
            pretrained=(
                _folder(values, "RATING_PRETRAINED", "", project_root)
                if values.get("RATING_PRETRAINED")
                else None
            ),
            checkpoint_seconds=_whole_number(values, "RATING_CHECKPOINT_SECONDS", default=30, least=0),
            storage=_folder(values, "RATING_STORAGE", str(data_dir), project_root),
            new_tokenizer=_one_of(values, "RATING_NEW_TOKENIZER", ("no", "yes")) == "yes",
        ),
        ui_port=_whole_number(values, "AIRFLOW__API__PORT", default=3000, least=1, most=MAX_PORT),
        environment=values,
    )


def _file_values(path: Path) -> dict[str, str]:
    try:
        return {name: value or "" for name, value in dotenv_values(path, encoding="utf-8").items()}
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 ({error.reason} at byte {error.start}); expected lines NAME=value. "
            "Mend it, or get it back with git checkout .env."
        ) from None


def _folder(values: Mapping[str, str], name: str, default: str, project_root: Path) -> Path:
    value = values.get(name) or default
    try:
        return (project_root / Path(value).expanduser()).resolve()
    except RuntimeError as error:
        raise SettingsError(
            f"{name} is {value!r}: {error} Expected a folder, absolute or relative to the project. "
            "Set it in the shell or in .env."
        ) from None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _one_of(values: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """The value, in lower case; the first of the known ones when none is set."""
    value = values.get(name, "").strip()
    if value.lower() not in (*known, ""):
        raise SettingsError(
            f"{name} is {value!r}; expected {' or '.join(known)}. Set it in the shell or in .env."
        )
    return value.lower() or known[0]


def _whole_number(
    values: Mapping[str, str], name: str, *, default: int, least: int, most: int | None = None
) -> int:
    text = values.get(name, "").strip()
    if not text:
        return default
    expected = f"a whole number from {least}" + (f" to {most}" if most is not None else "")
    try:
        number = int(text)
    except ValueError:
        raise SettingsError(
            f"{name} is {text!r}; expected {expected}. Set it in the shell or in .env."
        ) from None
    if number < least or (most is not None and number > most):
        raise SettingsError(f"{name} is {number}; expected {expected}. Set it in the shell or in .env.")
    return number
