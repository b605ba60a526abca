"""Labels of tweets in files of their own, `id<TAB>label`, as TASS publishes those of its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from text_files.sources.text_stream import UnreadableTextsError, as_text, unpacked


@dataclass
class GoldLabels:
    """The labels of `files` by id; it remembers which were asked for."""

    files: Sequence[Path] = ()
    _labels: dict[str, str] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    @classmethod
    def of_files(cls, files: Sequence[Path]) -> GoldLabels:
        """Read them. Raises UnreadableTextsError: no such line, or two labels of one id."""
        gold = cls(files)
        for path in files:
            gold._read(path)
        return gold

    def of(self, tweet_id: str) -> str | None:
        """The label of a tweet, if there is one."""
        self._asked.add(tweet_id)
        return self._labels.get(tweet_id)

    def notes(self) -> list[str]:
        """A sentence about labels that no tweet asked for."""
        strangers = sorted(self._labels.keys() - self._asked)
        if not strangers:
            return []
        return [f"{len(strangers):,} gold labels have no tweet in the XML files, such as {strangers[0]}"]

    def _read(self, path: Path) -> None:
        with unpacked(path) as file, as_text(file, path, "utf-8") as text:
            for number, line in enumerate(text, start=1):
                if not line.strip():
                    continue
                parts = [part.strip() for part in line.split("\t")]
                if len(parts) != 2 or not all(parts):
                    raise UnreadableTextsError(
                        f"{path}, line {number:,}: found {len(parts)} fields; expected id, tab, label."
                    )
                tweet_id, label = parts
                if self._labels.setdefault(tweet_id, label) != label:
                    raise UnreadableTextsError(
                        f"{path}, line {number:,}: {tweet_id} is {label}, but was {self._labels[tweet_id]} "
                        "before: keep one."
                    )
