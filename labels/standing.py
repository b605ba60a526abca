"""What holds of documents now: who has decided, who has passed them over, who has them open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from labels.decision import DECIDING
from labels.label_statements import LabelStatements, Row


@dataclass
class Standing:
    """People by name: those who decided (with what they said last), skipped, and hold a lease."""

    decided: dict[str, Row] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    leased: set[str] = field(default_factory=set)

    def others_decided(self, user_name: str) -> list[str]:
        """Who else has decided, sorted."""
        return sorted(self.decided.keys() - {user_name})

    def others_at_it(self, user_name: str) -> list[str]:
        """Who else has it open and has not decided yet, sorted."""
        return sorted(self.leased - self.decided.keys() - {user_name})

    def is_free(self, user_name: str, people: int) -> bool:
        """Whether the document waits for this person, when `people` are to decide each."""
        if user_name in self.decided or user_name in self.skipped:
            return False
        return len(self.others_decided(user_name)) + len(self.others_at_it(user_name)) < people


def standing_of(
    connection: psycopg.Connection[Any], statements: LabelStatements, task: str, document_ids: Sequence[int]
) -> dict[int, Standing]:
    """What holds now, for each of the documents."""
    asked = {"task": task, "document_ids": list(document_ids)}
    found = {document_id: Standing() for document_id in document_ids}
    _add_decisions(found, statements.run(connection, "standing_decisions", asked))
    for row in statements.run(connection, "leases", asked):
        found[row["document_id"]].leased.add(row["user_name"])
    return found


def _add_decisions(found: dict[int, Standing], rows: Iterable[Row]) -> None:
    for row in rows:
        standing = found[row["document_id"]]
        if row["action"] in DECIDING:
            standing.decided[row["labelled_by"]] = row
        else:
            standing.skipped.add(row["labelled_by"])
