"""A folder that says itself whether a byte of it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

SEAL_FILE = "checksums.json"


def seal(folder: Path, files: Sequence[Path] | None = None) -> None:
    """Write checksums.json: the SHA-256 of each of `files` by its name; None: all that the folder holds."""
    sums = {name: _digest(path) for name, path in _named(folder, files).items()}
    (folder / SEAL_FILE).write_text(json.dumps(sums, indent=1) + "\n")


def check_seal(folder: Path, files: Sequence[Path] | None = None) -> None:
    """Raise ValueError, naming the file, when one has changed, is missing or has come since `seal`.

    `files` are those that would be sealed now.
    """
    path = folder / SEAL_FILE
    try:
        sums = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ValueError(f"{path} is missing: train the classifier again.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is damaged ({error}): train the classifier again.") from error
    if not isinstance(sums, dict):
        raise ValueError(f"{path} is damaged (no table of checksums): train the classifier again.")
    found = _named(folder, files)
    if missing := sorted(sums.keys() - found.keys()):
        raise ValueError(f"{folder / missing[0]} is missing, which {path} names: train the classifier again.")
    for name in sorted(found):
        if sums.get(name) != _digest(found[name]):
            raise ValueError(
                f"{folder / name} is damaged (its checksum in {SEAL_FILE} is another): train the classifier "
                "again."
            )


def _named(folder: Path, files: Sequence[Path] | None) -> dict[str, Path]:
    chosen = _files(folder) if files is None else files
    return {path.relative_to(folder).as_posix(): path for path in chosen}


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / SEAL_FILE)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
