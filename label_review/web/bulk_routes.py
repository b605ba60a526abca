"""One decision about everything that a filter finds."""

from __future__ import annotations

import hashlib
import random
from dataclasses import asdict
from typing import Any

import numpy as np
import psycopg
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from label_review.web.decision_routes import AskedDecision, decision_of
from label_review.web.queue_routes import PREVIEW_CHARACTERS, AskedQueue, passing, rows_of
from label_review.web.signed_in import Desk, SignedIn
from labels.decision import Decision
from labels.label_event import label_set_text
from text_models.tasks.task import Kind

router = APIRouter(prefix="/api/tasks")
UNCHECKED, SPOT_CHECKS = 100, 20


class AskedPlan(BaseModel):
    """The filter, and whether texts that a person has decided are taken too."""

    filter: AskedQueue = Field(default_factory=AskedQueue)
    with_decided: bool = False


class AskedBulk(AskedPlan):
    """`count` is the plan's. `checks` says of each text of the plan's sample whether the label fits.

    `labels` are all that a text has then. Where texts have several, `add` and `remove` change those that each
    has instead.
    """

    request_key: str = Field(min_length=8, max_length=100)
    labels: list[str] = Field(default_factory=list, max_length=100)
    add: list[str] = Field(default_factory=list, max_length=100)
    remove: list[str] = Field(default_factory=list, max_length=100)
    note: str | None = None
    count: int
    checks: dict[int, bool] = Field(default_factory=dict)


@router.post("/{name}/bulk/plan")
def plan(name: str, asked: AskedPlan, desk: SignedIn) -> dict[str, Any]:
    """How many texts a decision would be about; above 100 the 20 that have to be looked at first."""
    documents, left_out = _documents(desk, name, asked)
    sample = _sample(name, documents)
    with desk.site.pool.transaction() as connection:
        rows = rows_of(desk, connection, name, sample, PREVIEW_CHARACTERS)
    texts = {document: row["text"] for document, row in rows.items()}
    return {"count": len(documents), "left_out": left_out, "spot_checks": sample, "texts": texts}


@router.post("/{name}/bulk")
def decide_all(name: str, asked: AskedBulk, desk: SignedIn) -> dict[str, Any]:
    """Give all the texts of the plan one label, in one step, which one undo takes back.

    409 when they are not as many as planned any more; 422 when spot checks are missing.
    """
    decision = _decision(desk, name, asked)
    with desk.site.pool.transaction() as connection:
        if repeated := desk.site.log.repeated(connection, decision):
            return {**asdict(repeated), "documents": len(repeated.documents), "error_rate": None}
    documents, _ = _documents(desk, name, asked)
    if len(documents) != asked.count:
        raise HTTPException(
            409, f"{len(documents):,} texts match now, {asked.count:,} when you planned: look at them again."
        )
    if not documents:
        raise HTTPException(422, "No text matches: choose another filter.")
    error_rate = _error_rate(_sample(name, documents), asked.checks)
    with desk.site.pool.transaction() as connection:
        # Held from here on, so that nobody decides one of them between this look and the decision. Who has
        # one open is told when deciding it.
        desk.site.log.lock(connection, documents)
        if not asked.with_decided and not _decided(desk, connection, name).isdisjoint(documents):
            raise HTTPException(409, "Somebody has just decided some of the texts: plan again.")
        if asked.add or asked.remove:
            sets = _changed_sets(desk, connection, name, documents, asked)
            written = desk.site.log.decide_sets(connection, decision, sets)
        else:
            written = desk.site.log.decide(connection, decision, documents, also=True)
    return {**asdict(written), "documents": len(written.documents), "error_rate": error_rate}


def _decision(desk: Desk, name: str, asked: AskedBulk) -> Decision:
    """What is said of the texts. Raises 422 for labels that do not go together, or with the task."""
    changed = [*asked.add, *asked.remove]
    if changed and desk.site.task(name).kind is not Kind.MULTI:
        raise HTTPException(422, f"A text of task {name} has one label: name it in `labels`.")
    if (changed and asked.labels) or set(asked.add) & set(asked.remove):
        raise HTTPException(
            422, "Name either the labels that all texts have then, or those to add and others to remove."
        )
    one = AskedDecision(
        request_key=asked.request_key,
        document_ids=[0],
        action="label",
        labels=changed or asked.labels,
        note=asked.note,
    )
    return decision_of(desk, name, one)


def _changed_sets(
    desk: Desk, connection: psycopg.Connection[Any], name: str, documents: list[int], asked: AskedBulk
) -> dict[int, str]:
    """The labels of each document with those to add, and without those to remove."""
    rows = desk.site.statements.run(
        connection, "current_label_sets", {"task": name, "document_ids": documents}
    )
    now = {row["document_id"]: row["label_set"] or [] for row in rows}
    removed = set(asked.remove)
    return {
        document: label_set_text([it for it in (*now.get(document, []), *asked.add) if it not in removed])
        for document in documents
    }


def _documents(desk: Desk, name: str, asked: AskedPlan) -> tuple[list[int], int]:
    """The documents of the plan, sorted, and how many decided ones it leaves out."""
    queue = desk.site.queue(name)
    found = queue.documents[passing(desk, name, queue, asked.filter.filter())]
    if asked.with_decided:
        return sorted(int(it) for it in found), 0
    with desk.site.pool.transaction() as connection:
        is_decided = np.isin(found, list(_decided(desk, connection, name)))
    return sorted(int(it) for it in found[~is_decided]), int(is_decided.sum())


def _decided(desk: Desk, connection: psycopg.Connection[Any], name: str) -> set[int]:
    rows = desk.site.statements.run(connection, "decided_documents", {"task": name})
    return {row["document_id"] for row in rows}


def _sample(name: str, documents: list[int]) -> list[int]:
    """The texts to look at first, the same ones for the same documents; none of up to 100."""
    if len(documents) <= UNCHECKED:
        return []
    seed = hashlib.blake2b(f"{name} {documents}".encode(), digest_size=8).digest()
    return sorted(random.Random(seed).sample(documents, SPOT_CHECKS))  # noqa: S311 - a sample, no secret


def _error_rate(sample: list[int], checks: dict[int, bool]) -> float | None:
    """The share of the sample that the label does not fit; None without one. Raises 422 if a check lacks."""
    if missing := [document for document in sample if document not in checks]:
        raise HTTPException(
            422, f"More than {UNCHECKED} texts: look at {len(missing)} more of {SPOT_CHECKS} of them first."
        )
    return sum(not checks[document] for document in sample) / len(sample) if sample else None
