"""Which demo corpora there may be: their seeds and sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import DataLayout

_NAME = re.compile(r"(-?\d+)-(\d+)", re.ASCII)


@dataclass(frozen=True, order=True)
class Demo:
    """A demo corpus: the same seed and the same number of lines give the same reviews."""

    seed: int
    reviews: int

    @property
    def name(self) -> str:
        """Its name in a folder or bucket."""
        return f"{self.seed}-{self.reviews}"

    @property
    def stem(self) -> str:
        """What the names of its review files begin with, as other files' names may too."""
        return f"demo-{self.seed}"

    @classmethod
    def named(cls, name: str) -> Demo | None:
        """The demo of that name; None if it is no demo's."""
        found = _NAME.fullmatch(name)
        return cls(int(found[1]), int(found[2])) if found else None


LOCAL_DEMO = Demo(7, 3000)  # of `make local`
COMMAND_DEMO = Demo(0, 3000)  # of `amzn-review data demo` without options
DEFAULT_DEMOS = (LOCAL_DEMO, COMMAND_DEMO)


def note_demo(layout: DataLayout, demo: Demo) -> None:
    """Remember, before its first file is there, that a demo was made in this DATA_DIR. Raises OSError."""
    folder = demo_notes(layout)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / demo.name).touch()


def noted_demos(layout: DataLayout) -> tuple[Demo, ...]:
    """The demos that may have reached DATA_DIR: those that need no option, and those made here."""
    folder = demo_notes(layout)
    noted = [Demo.named(path.name) for path in folder.iterdir()] if folder.is_dir() else []
    return tuple(sorted({*DEFAULT_DEMOS, *(demo for demo in noted if demo)}))


def demo_notes(layout: DataLayout) -> Path:
    """The folder with an empty file for each demo that was made."""
    return layout.root / ".demos"
