"""What a killed training resumes from: one file a state, whole or recognisably not."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from storage.atomic_file import remove_partials, write_durably

KEPT = 2
NAME = re.compile(r"step-(\d{9})-([0-9a-f]{32})\.safetensors")


@dataclass
class TrainingState:
    """How far training is: `step` steps are done, and batch number `step` is next.

    `tensors` holds weights, both moments of the optimizer and the best weights so far, by name. `history` is
    history.json so far; `losses` are those since its last entry. `best_loss` was seen after `best_step`
    steps, and `looks_without_gain` evaluations came after it. `seconds` were spent on training.
    """

    step: int = 0
    tensors: dict[str, np.ndarray] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    best_loss: float | None = None
    best_step: int = 0
    looks_without_gain: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class TrainingStates:
    """The latest states in `folder`, of the training that `identity` describes.

    A name holds the step and a hash of the bytes (BLAKE2b), so a truncated or altered file is never taken
    for a state. `report` is told of each file that is passed over.
    """

    folder: Path
    identity: dict[str, Any]
    report: Callable[[str], None]
    written: Callable[[], None] = lambda: None

    def write(self, state: TrainingState) -> None:
        """Add a state, at once and on the disk; all but the latest two go. Then tell `written`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        scalars = {name: value for name, value in vars(state).items() if name != "tensors"}
        metadata = {"identity": json.dumps(self.identity), "state": json.dumps(scalars)}
        content = save(state.tensors, metadata)
        target = self.folder / f"step-{state.step:09d}-{_digest(content)}.safetensors"
        write_durably(target, content)
        for path in self._paths()[KEPT:]:
            path.unlink()
        remove_partials(self.folder)
        self.written()

    def read(self) -> TrainingState | None:
        """Return the latest whole state of this very training, None when there is none."""
        for path in self._paths():
            content = path.read_bytes()
            match = NAME.fullmatch(path.name)
            if match is None or _digest(content) != match[2]:
                self.report(f"The training state {path} is damaged and not used: the one before it is.")
                continue
            metadata = _metadata(content)
            if json.loads(metadata["identity"]) != self.identity:
                self.report(f"The training state {path} is of another training and not used.")
                continue
            return TrainingState(**json.loads(metadata["state"]), tensors=load(content))
        return None

    def _paths(self) -> list[Path]:
        """The latest first."""
        return sorted(self.folder.glob("step-*.safetensors"), reverse=True)


def digest_of(arrays: Sequence[np.ndarray]) -> str:
    """Return a hash (BLAKE2b) of the shapes and numbers of arrays: of what a training learns from."""
    found = blake2b(digest_size=16)
    for array in arrays:
        found.update(repr(array.shape).encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _metadata(content: bytes) -> dict[str, str]:
    """The header of the format, https://github.com/huggingface/safetensors#format."""
    length = int.from_bytes(content[:8], "little")
    metadata: dict[str, str] = json.loads(content[8 : 8 + length])["__metadata__"]
    return metadata
