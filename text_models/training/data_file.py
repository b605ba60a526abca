"""A file of texts as a version remembers it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from text_models.corpus.split import Part


@dataclass(frozen=True)
class DataFile:
    """Its name without folders, what it was named for, its length in bytes and its SHA-256."""

    name: str
    part: Part
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path, part: Part) -> Self:
        """Return what there is to remember of a file. Raises OSError."""
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        return cls(path.name, part, path.stat().st_size, digest)

    def as_json(self) -> dict[str, Any]:
        """The fields by their names."""
        return asdict(self)
