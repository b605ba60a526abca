"""Which rows a comparison learns from, chooses by and is tested on; kept as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from errors import SentenceError
from storage.atomic_file import write_durably

HEAD = ["id", "part"]


class SplitError(SentenceError, ValueError):
    """A split that cannot be made or read: a sentence."""


class Part(StrEnum):
    """What a row is for: to learn from, to choose by, to be tested on; or nothing in this protocol."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"
    OUT = "out"


@dataclass(frozen=True)
class Split:
    """The part of each of N rows; `left_out` counts the rows in part `out` by the reason.

    Raises SplitError when there are not as many of one as of the other, or an id is in two parts.
    """

    identities: Sequence[str]
    parts: Sequence[Part]
    left_out: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.identities) != len(self.parts):
            raise SplitError(
                f"Each row needs an id and a part. Received: {len(self.identities)} ids, "
                f"{len(self.parts)} parts"
            )
        part_of: dict[str, Part] = {}
        for identity, part in zip(self.identities, self.parts, strict=True):
            if part_of.setdefault(identity, part) is not part:
                raise SplitError(
                    f"Id {identity!r} is in the parts {part_of[identity]} and {part}; expected one: give the "
                    "rows ids of their own, or leave one of them out."
                )

    def rows(self, *parts: Part) -> np.ndarray:
        """Return the places of the rows in one of these parts, ascending."""
        return np.array([row for row, part in enumerate(self.parts) if part in parts], np.int64)

    def of(self, identities: Sequence[str]) -> Split:
        """Return the split of the rows with these ids, in their order.

        Raises SplitError when one has no part, or a part was given to an id that is not among them.
        """
        part_of = dict(zip(self.identities, self.parts, strict=True))
        if strangers := set(identities) ^ set(part_of):
            stranger = min(strangers)
            missing = "has no part" if stranger not in part_of else "is in the split, but not among the rows"
            raise SplitError(f"Id {stranger!r} {missing} ({len(strangers)} such ids): make the split again.")
        return Split(identities, [part_of[identity] for identity in identities], self.left_out)

    def write(self, path: Path) -> None:
        """Write `id,part`, a line a row, whole or not at all. Raises SplitError for an id without UTF-8."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(zip(self.identities, self.parts, strict=True))
        try:
            content = text.getvalue().encode()
        except UnicodeEncodeError as error:
            raise SplitError(f"An id holds {error.object[error.start]!r}, which no file can hold.") from None
        write_durably(path, content)

    @classmethod
    def read(cls, path: Path) -> Split:
        """Return what `write` wrote. Raises SplitError, naming the file and the line, when it is another."""
        try:
            with path.open(newline="", encoding="utf-8") as file:
                reader = csv.reader(file, strict=True)
                lines = [(reader.line_num, line) for line in reader]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise SplitError(f"{path} is no readable split ({error}): make it again.") from None
        if not lines or lines[0][1] != HEAD:
            raise SplitError(f"{path} does not begin with the line `id,part`: make the split again.")
        for number, line in lines[1:]:
            if len(line) != len(HEAD) or line[1] not in list(Part):
                raise SplitError(
                    f"{path}, line {number}: {','.join(line)!r} is no id and part; expected one of "
                    f"{', '.join(Part)} behind the id."
                )
        try:
            return cls([line[0] for _, line in lines[1:]], [Part(line[1]) for _, line in lines[1:]])
        except SplitError as error:
            raise SplitError(f"{path}: {error}") from None
