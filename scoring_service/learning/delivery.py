"""Suggestions, brought from the spool into documents and label_events."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, cast
from uuid import UUID

import msgspec
import psycopg

from scoring_service.learning.spool import SuggestionSpool
from scoring_service.learning.suggestion import SuggestedLabel, Suggestion

AT_ONCE = 200
SOURCE: Literal["client"] = "client"
BATCH = "suggestions"
Transaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


class Delivery:
    """Writes what is spooled; `transaction` opens one on the warehouse, `sql_dir` holds the statements."""

    def __init__(self, spool: SuggestionSpool, transaction: Transaction, sql_dir: Path) -> None:
        self._spool = spool
        self._transaction = transaction
        self._statements = tuple(
            (sql_dir / "labels" / name).read_text(encoding="utf-8")
            for name in ("suggest_document.sql", "suggest_label.sql")
        )

    def deliver(self) -> int:
        """Bring the oldest suggestions over, at most 200, in one transaction; return how many.

        May be repeated: a suggestion that was written, and whose file stayed, writes nothing again. Raises
        what the transaction raises when the warehouse is away; all of them wait then.
        """
        files = []
        found = list(self._spool.read(AT_ONCE))
        if not found:
            return 0
        with self._transaction() as connection:
            for file, suggestion in found:
                for place, label in enumerate(suggestion.labels):
                    self._write(connection, suggestion, place, label)
                files.append(file)
        self._spool.remove(files)
        return len(files)

    def _write(
        self, connection: psycopg.Connection[Any], suggestion: Suggestion, place: int, label: SuggestedLabel
    ) -> None:
        row = {
            "content_key": content_key_of(suggestion.community, label.task, label.text),
            "event_key": _hash(suggestion.key, str(place)),
            "task": label.task,
            "text": label.text,
            "language": suggestion.language,
            "community": suggestion.community,
            "labelled_by": f"community:{suggestion.community}",
            "label": label.label,
            "reason": f"suggestscore {label.attribute} {label.value:g}",
            "source_record": msgspec.json.encode(
                {"text": label.text, "community": suggestion.community}
            ).decode(),
            "source_key": f"suggestions/{suggestion.key}",
            "batch_id": BATCH,
        }
        for statement in self._statements:
            connection.execute(cast("Any", statement), row)


def content_key_of(community: str, task: str, text: str) -> UUID:
    """Return the key of a community's own copy of a text, so that those that contradict stay apart."""
    return _hash("suggestion", community, task, text)


def _hash(*parts: str) -> UUID:
    content = msgspec.json.encode(parts)
    return UUID(hashlib.blake2b(content, digest_size=16).hexdigest())
