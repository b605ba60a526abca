"""A folder that says itself whether a byte of it has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

SEAL_FILE = "checksums.json"


def seal(folder: Path) -> None:
    """Write checksums.json: the SHA-256 of every other file in the folder and below, by its name."""
    sums = {path.relative_to(folder).as_posix(): _digest(path) for path in _files(folder)}
    (folder / SEAL_FILE).write_text(json.dumps(sums, indent=1) + "\n")


def check_seal(folder: Path) -> None:
    """Raise ValueError, naming the file, when one has changed, is missing or has come since `seal`."""
    path = folder / SEAL_FILE
    try:
        sums = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is damaged ({error}): train the classifier again.") from error
    if not isinstance(sums, dict):
        raise ValueError(f"{path} is damaged (no table of checksums): train the classifier again.")
    found = {file.relative_to(folder).as_posix(): file for file in _files(folder)}
    for name in sorted(sums.keys() | found.keys()):
        if name not in found:
            raise ValueError(f"{folder / name} is missing: train the classifier again.")
        if sums.get(name) != _digest(found[name]):
            raise ValueError(
                f"{folder / name} is damaged (its checksum in {SEAL_FILE} is another): train the classifier "
                "again."
            )


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / SEAL_FILE)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
