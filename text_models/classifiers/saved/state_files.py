"""A saved state in the files of a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from text_models.classifiers.saved.saved_state import ARRAYS_FILE, VALUES_FILE, Member, SavedState
from text_models.classifiers.saved.sealed_folder import check_seal, seal

MEMBER = "member_{}"
MOST_MEMBERS = 100


def write_state(folder: Path, state: SavedState) -> None:
    """Write classifier.json, arrays.safetensors, a folder a member, and the checksums of them all."""
    from safetensors.numpy import save

    values = {**state.values, "members": len(state.members)}
    (folder / VALUES_FILE).write_text(json.dumps(values) + "\n")
    arrays = {name: np.ascontiguousarray(array) for name, array in state.arrays.items()}
    (folder / ARRAYS_FILE).write_bytes(save(arrays))
    for number, member in enumerate(state.members):
        below = folder / MEMBER.format(number)
        below.mkdir()
        member.save(below)
    seal(folder)


def read_state(folder: Path, load_member: Callable[[Path], Member]) -> SavedState:
    """Return what `write_state` wrote; raises ValueError, naming the file, when one is damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    check_seal(folder)
    path = folder / VALUES_FILE
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is damaged ({error}): train the classifier again.") from error
    if not isinstance(values, dict):
        raise ValueError(f"{path} is damaged (no table of values): train the classifier again.")
    path = folder / ARRAYS_FILE
    try:
        arrays = load(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ValueError(f"{path} is damaged ({error}): train the classifier again.") from error
    state = SavedState(values, arrays, folder=folder)
    members = range(state.whole("members", 0, MOST_MEMBERS))
    return SavedState(
        values, arrays, tuple(load_member(folder / MEMBER.format(number)) for number in members), folder
    )
