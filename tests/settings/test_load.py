"""Settings from a project folder and a shell of the test's own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from amzn_review.load_limits import LoadLimits
from settings import RedisSettings, SettingsError, load_settings

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


def test_the_models_hand_over_through_the_data_folder_unless_another_is_named(tmp_path: Path) -> None:
    assert load_settings({"DATA_DIR": "mine"}, tmp_path).rating.storage == tmp_path / "mine"
    named = load_settings({"DATA_DIR": "mine", "RATING_STORAGE": "/mnt/shared"}, tmp_path)
    assert (named.data_dir, named.rating.storage) == (tmp_path / "mine", Path("/mnt/shared"))


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
    given = load_settings({**shell, "LOAD_BAD_FROM": "9", "LOAD_YOUNG_SECONDS": "0"}, tmp_path).load
    assert LoadLimits(**asdict(given)) == LoadLimits(7, 8, 0, 9, 0)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("POSTGRES_PORT", "many", "POSTGRES_PORT is 'many'; expected a whole number from 1 to 65535"),
        ("POSTGRES_PORT", "0", "POSTGRES_PORT is 0; expected a whole number from 1 to 65535"),
        ("AIRFLOW__API__PORT", "70000", "AIRFLOW__API__PORT is 70000; expected"),
        ("LOAD_BATCH_FILES", "0", "LOAD_BATCH_FILES is 0; expected a whole number from 1."),
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
        ("RATING_STORAGE", "~no-such-user/x", "RATING_STORAGE is '~no-such-user/x': Could not determine"),
        ("EXECUTOR", "kubernetes", "EXECUTOR is 'kubernetes'; expected local or celery."),
        ("REDIS_PORT", "0", "REDIS_PORT is 0; expected a whole number from 1 to 65535."),
        ("RATING_HEAD", "both", "RATING_HEAD is 'both'; expected softmax or ordinal."),
        ("RATING_NEW_TOKENIZER", "1", "RATING_NEW_TOKENIZER is '1'; expected no or yes."),
        ("REDIS_DB", "16", "REDIS_DB is 16; expected a whole number from 0 to 15."),
        ("RATING_MAX_REVIEWS", "-3", "RATING_MAX_REVIEWS is -3; expected a whole number from 1."),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, tmp_path)
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith("Set it in the shell or in .env.")
