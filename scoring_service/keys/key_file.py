"""The keys of an installation in one file, which holds none of their secrets."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from errors import SentenceError
from scoring_service.keys.api_key import ApiKey, digest_of
from storage.atomic_file import write_durably
from storage.folder_lock import only_process

OWNER_ONLY = 0o600
Keys = tuple[ApiKey, ...]


class KeyFileError(SentenceError):
    """A file of keys that cannot be read, or a key that is not in it."""


def read_keys(file: Path) -> Keys:
    """Return all keys, revoked ones too; none when there is no file. Raises KeyFileError, OSError."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return tuple(ApiKey.parse(entry) for entry in content["keys"])
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError(
            f"{file} is damaged ({type(error).__name__}): bring it back, or delete it and make keys again."
        ) from None


def add_key(file: Path, key: ApiKey) -> None:
    """Add a key. Raises KeyFileError when that one is there already, revoked or not; OSError."""

    def added(keys: Keys) -> Keys:
        if any(known.digest == key.digest for known in keys):
            raise KeyFileError(f"That key is in {file} already, as {key.name}: make another.")
        return (*keys, key)

    _change(file, added)


def revoke_key(file: Path, name: str) -> ApiKey:
    """End a key by its name; return it. Raises KeyFileError when no key that holds has it; OSError."""
    found: list[ApiKey] = []

    def revoked(keys: Keys) -> Keys:
        found[:] = [key for key in keys if key.name == name and key.revoked is None]
        if len(found) != 1:
            known = ", ".join(key.name for key in keys if key.revoked is None) or "there is none"
            raise KeyFileError(f"There is no key {name!r} to revoke; those that hold: {known}.")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return tuple(replace(key, revoked=now) if key in found else key for key in keys)

    _change(file, revoked)
    return found[0]


def find_key(keys: Keys, secret: str) -> ApiKey | None:
    """Return the key that holds and has this secret, None when there is none."""
    digest = digest_of(secret)
    for key in keys:
        if key.revoked is None and hmac.compare_digest(key.digest, digest):
            return key
    return None


def _change(file: Path, change: Callable[[Keys], Keys]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with only_process(file.with_name(f".{file.name}.lock"), "change of keys", file.parent, wait=True):
        content = {"keys": [key.as_json() for key in change(read_keys(file))]}
        write_durably(file, (json.dumps(content, indent=2) + "\n").encode(), OWNER_ONLY)
