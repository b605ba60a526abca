"""Maps from a version's scores to the scale of a service that clients knew before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from errors import SentenceError
from storage.atomic_file import write_durably


class OldScaleError(SentenceError):
    """A file of maps that cannot be used."""


class Mapped(NamedTuple):
    """What a map is of: an attribute by its own name, a language without its region, a version."""

    attribute: str
    language: str
    version: str


class ScoreMap(NamedTuple):
    """New scores, rising, and the old score of each, never falling; between two lies a line."""

    new: Sequence[float]
    old: Sequence[float]


@dataclass(frozen=True)
class OldScale:
    """Maps by what they are of. A version without a map keeps its scores: a map holds for one version."""

    maps: Mapping[Mapped, ScoreMap] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Return the maps of a file. Raises OldScaleError."""
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            maps = {
                Mapped(str(one["attribute"]), str(one["language"]), str(one["version"])): ScoreMap(
                    [float(score) for score in one["new"]], [float(score) for score in one["old"]]
                )
                for one in content["maps"]
            }
        except FileNotFoundError:
            raise OldScaleError(
                f'{file} is not there, and scoring.toml says `old_scale = "on"`: write it with '
                "`text-models migration report FILE --write-map`, or switch it off."
            ) from None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise OldScaleError(f"{file} is damaged ({error!r}): write it again.") from None
        for name, one in maps.items():
            _check(file, name, one)
        return cls(maps)

    def write(self, file: Path) -> None:
        """Write the maps, whole or not at all. Raises OSError."""
        maps = [
            {**name._asdict(), "new": list(one.new), "old": list(one.old)} for name, one in self.maps.items()
        ]
        write_durably(file, (json.dumps({"maps": maps}, indent=2) + "\n").encode())

    def has(self, name: Mapped) -> bool:
        """Return whether there is a map of it."""
        return name in self.maps

    def score(self, name: Mapped, score: float) -> float:
        """Return a score on the old scale, to six decimals; as it is where there is no map."""
        found = self.maps.get(name)
        return score if found is None else round(float(np.interp(score, found.new, found.old)), 6)


def _check(file: Path, name: Mapped, one: ScoreMap) -> None:
    """Raises OldScaleError."""
    is_whole = len(one.new) == len(one.old) > 0
    rises = all(lower < upper for lower, upper in pairwise(one.new))
    never_falls = all(lower <= upper for lower, upper in pairwise(one.old))
    if not (is_whole and rises and never_falls and all(0 <= score <= 1 for score in (*one.new, *one.old))):
        raise OldScaleError(
            f"{file}: the map of {name.attribute} in {name.language} must rise from 0 to 1 at most: write it "
            "again."
        )
