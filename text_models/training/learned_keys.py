"""The keys of the texts that a version has learned from, so that no figure rests on one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from text_models.normalise import text_key

LEARNED_FILE = "learned_keys.txt"


def write_learned_keys(folder: Path, texts: Iterable[str]) -> None:
    """Write the `text_key` of each text, once and sorted, a line each: no text can be read out of it."""
    keys = sorted({text_key(text) for text in texts})
    (folder / LEARNED_FILE).write_text("".join(f"{key}\n" for key in keys))


def is_learned(folder: Path, texts: Sequence[str]) -> np.ndarray:
    """Return which of N texts a version has learned from, but for case and whitespace, bool, shape (N,).

    None of them for a version that keeps no keys.
    """
    path = folder / LEARNED_FILE
    keys = frozenset(path.read_text().split()) if path.exists() else frozenset()
    return np.array([text_key(text) in keys for text in texts], bool)
