"""Texts whose scores say whether another version of a library answers otherwise."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from platform import python_version
from typing import Any

import numpy as np

PROBES, WORDS_A_PROBE, MOST_TEXTS = 50, 8, 2_000
ODD = ("", "!?", "\U0001f600 \U0001f621")
MOST_CHANGE = 1e-3


def probe_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """Return 50 texts made of the words of training texts, shuffled, so that none is what a person wrote."""
    order = random.Random(0)  # noqa: S311 - chooses words, keeps no secret
    sample = order.sample(range(len(texts)), min(len(texts), MOST_TEXTS))
    words = sorted({word[:40] for row in sample for word in islice(texts[row].split(), 50)}) or ["-"]
    made = (" ".join(order.choices(words, k=WORDS_A_PROBE)) for _ in range(PROBES - len(ODD)))
    return (*made, *ODD)


def library_versions(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions that are installed of Python and of the libraries, by name."""
    return {"python": python_version(), **{name: _version(name) for name in sorted(set(libraries))}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def check_scores(
    where: str, stored: np.ndarray, scores: np.ndarray, before: Mapping[str, Any], now: Mapping[str, str]
) -> None:
    """Raise ValueError, naming the libraries, when scores of the probes differ by more than 0.001.

    `before` and `now` are versions by library.
    """
    change = float(np.abs(stored - scores).max()) if stored.size else 0.0
    if change <= MOST_CHANGE:
        return
    others = [
        f"{name} {before.get(name)} (now {now.get(name)})"
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]
    raise ValueError(
        f"{where} was saved with {', '.join(others)} and answers otherwise now: scores of its probe texts "
        f"change by up to {change:.4f}, expected {MOST_CHANGE} or less. Install the version of before, or "
        "train the classifier again."
    )
