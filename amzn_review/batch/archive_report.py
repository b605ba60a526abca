"""What the ledger says of a batch's files, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SetAside:
    """A record of the quarantine: its file, its line (0: the file), whether the file itself goes there."""

    source_key: str
    line_number: int
    reason: str
    is_whole_file: bool


@dataclass(frozen=True)
class ArchiveReport:
    """How many files went to raw/, to quarantine/, and stayed or came back because they are others by now."""

    archived: int
    quarantined: int
    left: int
