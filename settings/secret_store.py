"""The secrets of one checkout: generated once, kept in a file that only its owner can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from dotenv import dotenv_values

from storage.atomic_file import write_durably


def _token() -> str:
    return secrets.token_urlsafe(32)


def _fernet_key() -> str:
    """32 random bytes in URL-safe base64: the key format of https://github.com/fernet/spec."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, repr=False)
class Secrets:
    """One generated value a field. The representation hides them, so that no log can show one."""

    postgres_password: str = field(default_factory=_token)
    postgres_superuser_password: str = field(default_factory=_token)
    airflow_database_password: str = field(default_factory=_token)
    airflow_admin_password: str = field(default_factory=_token)
    airflow_jwt_secret: str = field(default_factory=_token)
    airflow_api_secret_key: str = field(default_factory=_token)
    airflow_fernet_key: str = field(default_factory=_fernet_key)

    def __repr__(self) -> str:
        return f"Secrets({len(fields(self))} values hidden)"

    def derived(self, purpose: str) -> str:
        """A secret for one purpose, 64 hexadecimal digits, which tells nothing about the others.

        What came after the file was first written takes one of these, so that an older file has it too.
        HMAC-SHA-256, https://www.rfc-editor.org/rfc/rfc2104.
        """
        key = self.postgres_superuser_password.encode()
        return hmac.digest(key, purpose.encode(), hashlib.sha256).hex()

    @classmethod
    def load_or_create(cls, path: Path, *, postgres_password: str | None = None) -> Secrets:
        """Read the secrets at `path`; generate the file (mode 0600) if there is none.

        Raises ValueError when the file lacks a value: a half file must not silently get new secrets,
        because the database was initialised with the old ones.
        """
        if not path.exists():
            cls()._write(path)
        try:
            values = dotenv_values(path, interpolate=False, encoding="utf-8")
        except UnicodeDecodeError:
            values = {}
        missing = [item.name.upper() for item in fields(cls) if not values.get(item.name.upper())]
        if missing:
            raise ValueError(
                f"{path} lacks {', '.join(missing)}. Restore the file, or remove the whole folder "
                f"{path.parent} to start again with an empty database."
            )
        loaded = cls(**{item.name: values[item.name.upper()] or "" for item in fields(cls)})
        return replace(loaded, postgres_password=postgres_password) if postgres_password else loaded

    def _write(self, path: Path) -> None:
        """Write all values, unless another process was first: then its secrets are the ones."""
        lines = "".join(f"{item.name.upper()}={getattr(self, item.name)}\n" for item in fields(self))
        with suppress(FileExistsError):
            write_durably(path, lines.encode(), 0o600, overwrite=False)
