"""What a contender's process is told and what it answers: JSON on stdin, JSON as the last line of stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Seconds = dict[str, float]


@dataclass(frozen=True)
class ContenderJob:
    """One run of a contender.

    `data_dir` holds uploaded/reviews/<category>/ with the files; `uri` names the database; `work_dir` is an
    empty folder for whatever the contender keeps; `rows` is a file of COPY's text for `columns` of reviews.
    """

    data_dir: str
    uri: str
    work_dir: str = ""
    rows: str = ""
    columns: str = ""

    @property
    def folder(self) -> Path:
        """The folder of the files."""
        (folder,) = (Path(self.data_dir) / "uploaded" / "reviews").iterdir()
        return folder


def answer(load: Callable[[ContenderJob], Seconds]) -> None:
    """Run `load`, which times itself from its call to the commit, and print the seconds by name."""
    seconds = load(ContenderJob(**json.load(sys.stdin)))
    print(json.dumps(seconds))
