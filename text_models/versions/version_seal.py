"""Whether a version's folder is as training left it, byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from text_models.bias.bias_file import BIAS_FILE
from text_models.classifiers.saved.sealed_folder import SEAL_FILE, check_seal, seal

# Written after the model, and again: the evaluation holds a checksum of its own, the card is made from all.
EVALUATION_FILE, CARD_FILE = "evaluation.json", "card.md"
CHECKSUM = "sha256"


def seal_version(folder: Path) -> None:
    """Write checksums.json: what the version answers with, without what is written about it later."""
    seal(folder, _sealed_files(folder))


def check_version(folder: Path, model: Mapping[str, Any], evaluation: Mapping[str, Any]) -> None:
    """Raise ValueError, naming the file, when one has changed, is missing or has come since `seal_version`.

    A version whose `model` (model.json) does not say that it is sealed is not looked at. The files of a
    classifier that is sealed by itself are checked when it is loaded.
    """
    if not model.get("sealed") and not (folder / SEAL_FILE).exists():
        return
    check_seal(folder, _sealed_files(folder))
    if evaluation.get(CHECKSUM) != checksum_of(evaluation):
        raise ValueError(
            f"{folder / EVALUATION_FILE} is damaged (its checksum is another): evaluate the version again."
        )


def checksum_of(evaluation: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an evaluation's content, without the checksum in it."""
    content = {name: value for name, value in evaluation.items() if name != CHECKSUM}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _sealed_files(folder: Path) -> list[Path]:
    sealed = {path.parent for path in folder.rglob(SEAL_FILE)} - {folder}
    apart = {folder / name for name in (SEAL_FILE, EVALUATION_FILE, CARD_FILE, BIAS_FILE)}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path not in apart
        # A dot marks a file that is still being written.
        and not path.name.startswith(".")
        and (path.name == SEAL_FILE or sealed.isdisjoint(path.parents))
    )
