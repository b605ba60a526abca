"""Secrets on a real file system."""

from __future__ import annotations

import stat
from dataclasses import asdict
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from settings import Secrets


def test_secrets_are_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secrets.env"
    first = Secrets.load_or_create(path)
    assert Secrets.load_or_create(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    values = list(asdict(first).values())
    assert len(set(values)) == len(values) == 7
    assert all(len(value) >= 43 for value in values)  # 256 bits in base64
    assert [entry.name for entry in path.parent.iterdir()] == ["secrets.env"]


def test_two_checkouts_share_no_secret(tmp_path: Path) -> None:
    one, two = (asdict(Secrets.load_or_create(tmp_path / name)) for name in ("one", "two"))
    assert not set(one.values()) & set(two.values())


def test_the_fernet_key_is_one(tmp_path: Path) -> None:
    fernet = Fernet(Secrets.load_or_create(tmp_path / "s").airflow_fernet_key)
    assert fernet.decrypt(fernet.encrypt(b"text")) == b"text"


def test_derived_secrets_differ_by_purpose_and_checkout() -> None:
    # HMAC-SHA-256 of "celery" with the key "key", by openssl dgst -sha256 -hmac key
    fixed = Secrets(postgres_superuser_password="key")
    assert fixed.derived("celery") == "c703dcffd5b6ceaeb7069a573e0bfd2e46e9fa4e4db55f074f26f857e2a3f0ba"
    made = Secrets()
    assert len({made.derived("celery"), made.derived("valkey"), Secrets().derived("celery")}) == 3


def test_the_representation_shows_no_value(tmp_path: Path) -> None:
    secrets = Secrets.load_or_create(tmp_path / "s")
    assert repr(secrets) == str(secrets) == "Secrets(7 values hidden)"


def test_a_given_database_password_wins(tmp_path: Path) -> None:
    generated = Secrets.load_or_create(tmp_path / "s")
    given = Secrets.load_or_create(tmp_path / "s", postgres_password="given")
    assert given.postgres_password == "given"
    assert given.airflow_jwt_secret == generated.airflow_jwt_secret


def test_half_a_file_is_not_filled_up_silently(tmp_path: Path) -> None:
    path = tmp_path / "s"
    Secrets.load_or_create(path)
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]))
    with pytest.raises(ValueError, match="lacks AIRFLOW_ADMIN_PASSWORD, AIRFLOW_JWT_SECRET"):
        Secrets.load_or_create(path)
    path.write_bytes(b"POSTGRES_PASSWORD=\xff")
    with pytest.raises(ValueError, match="lacks POSTGRES_PASSWORD"):
        Secrets.load_or_create(path)
