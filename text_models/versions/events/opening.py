"""Test texts were opened: who looked, at which files, and for which models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Self

from text_models.versions.events.current_user import current_user

# MLflow's column takes 5,000 characters.
MOST_FILES, MOST_MODELS = 15, 60
LONGEST_NAME = 100


class OpenedFile(NamedTuple):
    """Its name without folders, and its SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Opening:
    """At `at`, an ISO 8601 time in UTC, `rows` test texts were looked at; `by` names the command.

    `files` hold them, whole or in part; `models` are the rungs or versions that were judged. Of many files,
    or models, the first are kept.
    """

    at: str
    who: str
    by: str
    rows: int
    files: tuple[OpenedFile, ...]
    models: tuple[str, ...]

    @classmethod
    def now(cls, by: str, rows: int, files: Sequence[OpenedFile], models: Sequence[str]) -> Self:
        """Return the event of this moment, by the user whose process this is."""
        kept = tuple(OpenedFile(file.name[:LONGEST_NAME], file.sha256) for file in files[:MOST_FILES])
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        return cls(moment, current_user(), by, rows, kept, tuple(models[:MOST_MODELS]))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the event that `str` wrote. Raises ValueError when it is damaged."""
        try:
            content = json.loads(text)
            files = tuple(OpenedFile(*file) for file in content["files"])
            return cls(**{**content, "files": files, "models": tuple(content["models"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(
                f"The registry holds an opening of test texts that cannot be read ({error!r}). "
                f"Received: {text!r}"
            ) from None

    def __str__(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def earlier_openings(openings: Sequence[Opening], files: Sequence[OpenedFile]) -> list[Opening]:
    """Return those of test texts out of one of these files, whatever the file was called."""
    asked = {file.sha256 for file in files}
    return [opening for opening in openings if asked & {file.sha256 for file in opening.files}]
