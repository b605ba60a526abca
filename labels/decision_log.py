"""Decisions of people as events, each once, however often its request comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import psycopg

from errors import SentenceError
from labels.decision import DECIDING, Decision, decision_key
from labels.label_statements import LabelStatements, Row
from labels.standing import Standing, standing_of

LEASE_SECONDS = 600


class UnknownDocumentError(SentenceError, LookupError):
    """A document that is not there, or no longer."""


class TakenError(SentenceError):
    """As many people as are asked have decided a document or have it open; `people` names them."""

    def __init__(self, document_id: int, people: Sequence[str], *, is_decided: bool) -> None:
        what = "has been decided by" if is_decided else "is open at"
        super().__init__(
            f"Document {document_id} {what} {', '.join(people)}: leave it, or decide it as well."
        )
        self.document_id, self.people, self.is_decided = document_id, list(people), is_decided


@dataclass(frozen=True)
class Written:
    """What a request has led to, documents sorted. `is_repeated`: it had come before, and writes nothing."""

    decision_key: str
    documents: list[int]
    is_repeated: bool


@dataclass(frozen=True)
class DecisionLog:
    """Reads and writes label_events in the transaction of a connection.

    `people` is how many are to decide each document.
    """

    statements: LabelStatements
    people: int = 1

    def decide(
        self,
        connection: psycopg.Connection[Any],
        decision: Decision,
        document_ids: Sequence[int],
        *,
        also: bool = False,
    ) -> Written:
        """Write the decision about each document; what the person had open of them is returned.

        Two requests about one document come one after the other. `also`: even if enough others have decided
        or are at it. Raises UnknownDocumentError, or TakenError; nothing is written then.
        """
        asked = sorted(set(document_ids))
        self.lock(connection, asked)
        if (before := self.repeated(connection, decision)) is not None:
            return before
        if decision.action in DECIDING and not also:
            self._require_free(connection, decision, asked)
        written = sorted(self._write(connection, decision, asked))
        return Written(str(decision.decision_key), written, is_repeated=False)

    def decide_sets(
        self, connection: psycopg.Connection[Any], decision: Decision, sets: Mapping[int, str]
    ) -> Written:
        """Write one decision that gives each document a set of labels of its own, a `label_set_text`.

        The request is one, so is its undo. Raises UnknownDocumentError; nothing is written then.
        """
        self.lock(connection, sorted(sets))
        if (before := self.repeated(connection, decision)) is not None:
            return before
        documents_of: dict[str, list[int]] = {}
        for document_id, label_set in sorted(sets.items()):
            documents_of.setdefault(label_set, []).append(document_id)
        written: list[int] = []
        for label_set, documents in documents_of.items():
            written += self._write(connection, replace(decision, label_set=label_set), documents)
        return Written(str(decision.decision_key), sorted(written), is_repeated=False)

    def repeated(self, connection: psycopg.Connection[Any], decision: Decision) -> Written | None:
        """What the decision's request has written before; None if it has not come yet."""
        before = self._events_of(connection, decision.decision_key)
        return Written(str(decision.decision_key), before, is_repeated=True) if before else None

    def undo(
        self,
        connection: psycopg.Connection[Any],
        task: str,
        user_name: str,
        request_key: str,
        decided: str | None = None,
    ) -> Written | None:
        """Take back a decision of the person, the latest unless its key is given; None if there is none.

        Of a decision about many documents all events are taken back, in one step.
        """
        undo_key = decision_key(task, user_name, request_key)
        if before := self._events_of(connection, undo_key):
            return Written(str(undo_key), before, is_repeated=True)
        mine = {"task": task, "user_name": user_name}
        if decided is None:
            found = self.statements.run(connection, "latest_decision", mine)
            if not found:
                return None
            decided = found[0]["decision_key"]
        asked = {**mine, "undo_key": undo_key, "decision_key": decided}
        rows = self.statements.run(connection, "undo_decision", asked)
        if not rows:
            # The same request may have come twice at once, and the other have been faster.
            before = self._events_of(connection, undo_key)
            return Written(str(undo_key), before, is_repeated=True) if before else None
        return Written(str(undo_key), sorted(row["document_id"] for row in rows), is_repeated=False)

    def lease(
        self,
        connection: psycopg.Connection[Any],
        task: str,
        user_name: str,
        document_id: int,
        *,
        also: bool = False,
        seconds: int = LEASE_SECONDS,
    ) -> Standing:
        """Give the person the document for so long, or for so much longer; return what holds of it.

        Raises UnknownDocumentError, or TakenError unless `also`.
        """
        self.lock(connection, [document_id])
        standing = standing_of(connection, self.statements, task, [document_id])[document_id]
        if user_name not in standing.decided and not also:
            _require_room(document_id, standing, user_name, self.people)
        asked = {"task": task, "user_name": user_name, "document_id": document_id, "seconds": seconds}
        self.statements.run(connection, "take_lease", asked)
        return standing

    def lease_next(
        self,
        connection: psycopg.Connection[Any],
        task: str,
        user_name: str,
        candidates: Sequence[int],
        *,
        seconds: int = LEASE_SECONDS,
    ) -> int | None:
        """Give the person the first of the candidates that waits for them; None if none does.

        What two people see as free at the same moment, only the first of them gets.
        """
        found = standing_of(connection, self.statements, task, candidates)
        for document_id in candidates:
            if not found[document_id].is_free(user_name, self.people):
                continue
            try:
                standing = self.lease(connection, task, user_name, document_id, seconds=seconds)
            except (TakenError, UnknownDocumentError):
                continue
            if user_name not in standing.decided:
                return document_id
        return None

    def give_back(
        self, connection: psycopg.Connection[Any], task: str, user_name: str, document_ids: Sequence[int]
    ) -> None:
        """Return what the person has open of the documents."""
        asked = {"task": task, "user_name": user_name, "document_ids": list(document_ids)}
        self.statements.run(connection, "return_lease", asked)

    def history(self, connection: psycopg.Connection[Any], task: str, document_id: int) -> list[Row]:
        """Every event of the document in the task, the oldest first."""
        return self.statements.run(connection, "history", {"task": task, "document_id": document_id})

    def lock(self, connection: psycopg.Connection[Any], document_ids: Sequence[int]) -> None:
        """Hold documents until the transaction ends. Raises UnknownDocumentError if one is not there."""
        rows = self.statements.run(connection, "lock_documents", {"document_ids": list(document_ids)})
        if missing := sorted(set(document_ids) - {row["document_id"] for row in rows}):
            raise UnknownDocumentError(
                f"Document {missing[0]} is not in the warehouse (any more): load the queue again."
            )

    def _write(
        self, connection: psycopg.Connection[Any], decision: Decision, document_ids: list[int]
    ) -> list[int]:
        """Write the events, and return what the person had open; the documents that were written about."""
        said = {**asdict(decision), "decision_key": decision.decision_key, "reason": decision.note}
        said |= {"document_ids": document_ids, "event_keys": decision.event_keys(document_ids)}
        rows = self.statements.run(connection, "write_decision", said)
        self.give_back(connection, decision.task, decision.user_name, document_ids)
        return [row["document_id"] for row in rows]

    def _events_of(self, connection: psycopg.Connection[Any], key: UUID) -> list[int]:
        rows = self.statements.run(connection, "documents_of_decision", {"decision_key": key})
        return [row["document_id"] for row in rows]

    def _require_free(
        self, connection: psycopg.Connection[Any], decision: Decision, document_ids: list[int]
    ) -> None:
        found = standing_of(connection, self.statements, decision.task, document_ids)
        for document_id, standing in found.items():
            _require_room(document_id, standing, decision.user_name, self.people)


def _require_room(document_id: int, standing: Standing, user_name: str, people: int) -> None:
    """Raise TakenError when others have decided, or are about to, as often as it is asked."""
    decided = standing.others_decided(user_name)
    if len(decided) >= people:
        raise TakenError(document_id, decided, is_decided=True)
    at_it = standing.others_at_it(user_name)
    if user_name not in standing.leased and len(decided) + len(at_it) >= people:
        raise TakenError(document_id, at_it, is_decided=False)
