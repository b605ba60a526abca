"""What a file says of one text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ForeignLabel:
    """A label by another program, of a text known by its number or by its words.

    `document_id` is ours, where the file was made from our export; else `text` is looked up. `labelled_at`
    None: the file does not tell.
    """

    record: int
    document_id: int | None
    text: str | None
    labels: tuple[str, ...]
    labelled_by: str
    labelled_at: datetime | None
