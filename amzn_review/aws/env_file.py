"""Write settings into `.env`, where the next start finds them."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from storage.atomic_file import write_durably

_PLAIN = re.compile(r"[A-Za-z0-9_./:@+,=-]*")


def set_values(path: Path, values: Mapping[str, str | int]) -> list[str]:
    """Put ``values`` into the file's lines NAME=value, other lines as they are; new names come last.

    Returns the names whose value changed. The file is replaced whole or not at all, its mode kept.
    """
    told = {name: str(value) for name, value in values.items()}
    for name, value in told.items():
        if not _PLAIN.fullmatch(value) or "PASSWORD" in name:
            raise ValueError(
                f"{name} cannot be written into {path}; expected a plain value that is no secret."
            )
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    changed, seen = [], set()
    for number, line in enumerate(lines):
        name, found, value = line.partition("=")
        name = name.strip()
        if not found or name not in told:
            continue
        seen.add(name)
        if value.strip() != told[name]:
            lines[number] = f"{name}={told[name]}"
            changed.append(name)
    new = [name for name in told if name not in seen]
    lines += [f"{name}={told[name]}" for name in new]
    changed += new
    if changed:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        write_durably(path, "".join(f"{line}\n" for line in lines).encode(), mode)
    return changed


def value_of(path: Path, name: str) -> str | None:
    """The value of the file's line ``name``=value, None if there is none."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    values = (line.partition("=") for line in lines)
    return next((value.strip() for key, found, value in values if found and key.strip() == name), None)
