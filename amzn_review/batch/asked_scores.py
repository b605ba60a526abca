"""Which texts a version of a model is to score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NONE_AT_ALL = ""  # SQL's IN takes no empty list


@dataclass(frozen=True)
class AskedScores:
    """Texts that `model_version` of `task` has not scored, told to be in one of `languages`, or not told.

    `languages` are ISO 639-1 codes such as "es"; None at all means any.
    """

    task: str
    model_version: str
    languages: Sequence[str]

    def parameters(
        self, in_list: Callable[[Iterable[str]], tuple[str, ...]], batches: Sequence[str] | None
    ) -> dict[str, object]:
        """Return what scores/unscored_*.sql ask for; `in_list` is the driver's list, `batches` None: all."""
        return {
            "task": self.task,
            "model_version": self.model_version,
            "is_any_language": not self.languages,
            "languages": in_list(self.languages or [NONE_AT_ALL]),
            "is_all": batches is None,
            "batches": in_list(batches or [NONE_AT_ALL]),
        }
