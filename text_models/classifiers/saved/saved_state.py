"""What a model is made of, as it lies in a file: values and arrays, each checked when it is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

VALUES_FILE, ARRAYS_FILE = "classifier.json", "arrays.safetensors"


class Member(Protocol):
    """A classifier that another one asks: it has a folder of its own below the other's."""

    def save(self, folder: Path) -> None:
        """Write into the existing `folder` what it is loaded from."""
        ...


@dataclass(frozen=True)
class SavedState:
    """`values` are JSON's, `arrays` numpy's, `members` classifiers that this one asks.

    Each method returns one of them, or raises ValueError, naming the file, when it is not as expected.
    """

    values: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    folder: Path = Path()

    def array(self, name: str, shape: tuple[int | None, ...], *, lowest: float = -np.inf) -> np.ndarray:
        """Return an array of numbers; None in `shape` is any length. None is NaN or below `lowest`."""
        found = self._array(name, shape, "f")
        # An endless intercept is how a label that was never seen gets no probability.
        if np.isnan(found).any() or (found.size and found.min() < lowest) or np.isposinf(found).any():
            raise self.damaged(ARRAYS_FILE, f"`{name}` holds what is no number, or one below {lowest}")
        return found

    def indices(self, name: str, shape: tuple[int | None, ...], *, lowest: int, below: int) -> np.ndarray:
        """Return an array of whole numbers, each from `lowest` to `below` - 1."""
        found = self._array(name, shape, "iu")
        if found.size and (found.min() < lowest or found.max() >= below):
            raise self.damaged(
                ARRAYS_FILE, f"`{name}` holds {found.min()}..{found.max()}, expected {lowest}..{below - 1}"
            )
        return found.astype(np.int64)

    def flags(self, name: str, shape: tuple[int | None, ...]) -> np.ndarray:
        """Return an array of bool."""
        return self._array(name, shape, "b")

    def text(self, name: str, known: tuple[str, ...] | None = None) -> str:
        """Return a text, one of `known` if any are named."""
        value = self.values.get(name)
        if not isinstance(value, str) or (known is not None and value not in known):
            raise self.damaged(VALUES_FILE, f"`{name}` is {str(value)[:80]!r}, expected {known or 'a text'}")
        return value

    def texts(self, name: str, most: int = 10_000_000) -> list[str]:
        """Return a list of texts, none of them twice."""
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.damaged(VALUES_FILE, f"`{name}` is no list of texts")
        if len(set(value)) < len(value) or len(value) > most:
            raise self.damaged(VALUES_FILE, f"`{name}` holds a text twice, or more than {most} texts")
        return value

    def whole(self, name: str, lowest: int, highest: int) -> int:
        """Return a whole number from `lowest` to `highest`."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise self.damaged(VALUES_FILE, f"`{name}` is {value!r}, expected {lowest}..{highest}")
        return value

    def wholes(self, name: str, lowest: int, highest: int) -> list[int]:
        """Return a list of whole numbers, ascending, each from `lowest` to `highest`."""
        value = self.values.get(name)
        found = value if isinstance(value, list) else [None]
        is_whole = all(type(number) is int and lowest <= number <= highest for number in found)
        if not is_whole or found != sorted(set(found)):
            raise self.damaged(VALUES_FILE, f"`{name}` is no ascending list of {lowest}..{highest}")
        return found

    def flag(self, name: str) -> bool:
        """Return a bool."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise self.damaged(VALUES_FILE, f"`{name}` is {value!r}, expected true or false")
        return value

    def table(self, name: str) -> dict[str, Any]:
        """Return a table of values by name."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise self.damaged(VALUES_FILE, f"`{name}` is no table")
        return value

    def tables(self, name: str) -> list[dict[str, Any]]:
        """Return a list of tables."""
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.damaged(VALUES_FILE, f"`{name}` is no list of tables")
        return value

    def part(self, name: str) -> SavedState:
        """Return the state that `with_part` put in under this name."""
        values = self.table(name)
        prefix = f"{name}."
        arrays = {
            key.removeprefix(prefix): found for key, found in self.arrays.items() if key.startswith(prefix)
        }
        return SavedState(values, arrays, self.members, self.folder)

    def with_part(self, name: str, part: SavedState) -> SavedState:
        """Return this state with another one in it."""
        arrays = {**self.arrays, **{f"{name}.{key}": found for key, found in part.arrays.items()}}
        return SavedState({**self.values, name: dict(part.values)}, arrays, self.members + part.members)

    def _array(self, name: str, shape: tuple[int | None, ...], kinds: str) -> np.ndarray:
        found = self.arrays.get(name)
        if found is None:
            raise self.damaged(ARRAYS_FILE, f"`{name}` is missing")
        fits = len(found.shape) == len(shape) and all(
            expected in (None, length) for expected, length in zip(shape, found.shape, strict=True)
        )
        if not fits or found.dtype.kind not in kinds:
            raise self.damaged(
                ARRAYS_FILE, f"`{name}` has shape {found.shape} of {found.dtype}, expected {shape} of {kinds}"
            )
        return found

    def damaged(self, file: str, fault: str) -> ValueError:
        """Return the error that names the file and what is wrong in it."""
        return ValueError(f"{self.folder / file} is damaged ({fault}): train the classifier again.")
