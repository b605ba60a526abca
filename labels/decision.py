"""What a person decides about the label of one document, or of many in one step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from errors import SentenceError

Action = Literal["label", "unclear", "skip", "note", "reopen"]
ACTIONS: tuple[Action, ...] = get_args(Action)
# After these the document has been decided by the person; after the others it has not.
DECIDING: frozenset[str] = frozenset({"label", "unclear"})
FINDINGS = ("label wrong", "model wrong")
MOST_NOTE_CHARACTERS = 1_000


class DecisionError(SentenceError, ValueError):
    """A decision that says nothing, or two things at once."""


@dataclass(frozen=True)
class Decision:
    """What is said of documents, by whom, and what the person had before them.

    `request_key` is made by the person's page, once for each decision: the same request sent again writes
    nothing again. `label_set` is a `label_set_text`. `finding`, one of FINDINGS, says what was wrong. `note`
    is free text. `model_version` and `guidelines_version` are those beside the text, None where there were
    none. `is_blind`: neither label, prediction nor another's decision was shown.

    Raises DecisionError when action, label and finding do not go together, or the note is too long.
    """

    task: str
    user_name: str
    request_key: str
    action: Action
    label: str | None = None
    label_set: str | None = None
    finding: str | None = None
    note: str | None = None
    model_version: str | None = None
    guidelines_version: str | None = None
    is_blind: bool = False

    def __post_init__(self) -> None:
        given = [value for value in (self.label, self.label_set) if value is not None]
        if self.action not in ACTIONS:
            raise DecisionError(f"A decision is one of {', '.join(ACTIONS)}. Received: {self.action!r}")
        if len(given) != (1 if self.action == "label" else 0):
            raise DecisionError(
                f"Action {self.action!r} came with {len(given)} labels; expected one label or one set of "
                "labels with action 'label', and none with any other."
            )
        if self.finding is not None and self.finding not in FINDINGS:
            raise DecisionError(f"A finding is one of {', '.join(FINDINGS)}. Received: {self.finding!r}")
        if self.action == "note" and not self.note:
            raise DecisionError("The note is empty: write something, or skip the text.")
        if self.note is not None and len(self.note) > MOST_NOTE_CHARACTERS:
            raise DecisionError(
                f"The note has {len(self.note):,} characters; expected {MOST_NOTE_CHARACTERS:,} or fewer: "
                "shorten it."
            )

    @property
    def decision_key(self) -> UUID:
        """BLAKE2b-128 of task, person and `request_key`: nobody's key is another's."""
        return decision_key(self.task, self.user_name, self.request_key)

    def event_keys(self, document_ids: Sequence[int]) -> list[UUID]:
        """The keys of the events that the decision writes, one a document."""
        return [_key([str(self.decision_key), document_id]) for document_id in document_ids]


def decision_key(task: str, user_name: str, request_key: str) -> UUID:
    """The key of a person's request in a task. Raises DecisionError when the request has none."""
    if not 8 <= len(request_key) <= 100:
        raise DecisionError(
            f"The key of a request has 8 to 100 characters, such as a UUID. Received: {len(request_key)}"
        )
    return _key([task, user_name, request_key])


def _key(content: list[str | int]) -> UUID:
    written = json.dumps(content, ensure_ascii=False).encode()
    return UUID(bytes=hashlib.blake2b(written, digest_size=16).digest())
