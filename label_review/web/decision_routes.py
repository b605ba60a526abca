"""Deciding, taking back, and holding a text meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from label_review.web.signed_in import Desk, SignedIn
from labels.decision import Action, Decision
from labels.label_event import label_set_text
from text_models.tasks.task import Kind

router = APIRouter(prefix="/api/tasks")


class AskedDecision(BaseModel):
    """A decision about some texts. `labels`: one, or any number where the task's texts have several.

    `also`: though others have decided, or are at it.
    """

    request_key: str = Field(min_length=8, max_length=100)
    document_ids: list[int] = Field(min_length=1, max_length=1_000)
    action: Action
    labels: list[str] | None = Field(None, max_length=100)
    finding: str | None = None
    note: str | None = None
    also: bool = False


class AskedUndo(BaseModel):
    """`decision_key` None: the person's latest decision."""

    request_key: str = Field(min_length=8, max_length=100)
    decision_key: str | None = None


class AskedLease(BaseModel):
    """`also`: though another has the text open."""

    also: bool = False


@router.post("/{name}/decisions")
def decide(name: str, asked: AskedDecision, desk: SignedIn) -> dict[str, Any]:
    """Write the decision, once however often it comes. 409 tells who was faster; `also` decides as well."""
    decision = decision_of(desk, name, asked)
    with desk.site.pool.transaction() as connection:
        written = desk.site.log.decide(connection, decision, asked.document_ids, also=asked.also)
    return asdict(written)


@router.post("/{name}/undo")
def undo(name: str, asked: AskedUndo, desk: SignedIn) -> dict[str, Any]:
    """Take a decision of the person back, in one step. 404 if there is none."""
    with desk.site.pool.transaction() as connection:
        written = desk.site.log.undo(
            connection, name, desk.person.name, asked.request_key, asked.decision_key
        )
    if written is None:
        raise HTTPException(404, "There is nothing (left) to undo.")
    return asdict(written)


@router.post("/{name}/items/{document_id}/lease")
def lease(name: str, document_id: int, asked: AskedLease, desk: SignedIn) -> dict[str, Any]:
    """Hold a text for ten minutes, or for ten more. 409 tells who has it."""
    with desk.site.pool.transaction() as connection:
        standing = desk.site.log.lease(connection, name, desk.person.name, document_id, also=asked.also)
    return {"document_id": document_id, "others_at_it": standing.others_at_it(desk.person.name)}


@router.post("/{name}/items/{document_id}/return")
def give_back(name: str, document_id: int, desk: SignedIn) -> dict[str, Any]:
    """Return a text without a decision."""
    with desk.site.pool.transaction() as connection:
        desk.site.log.give_back(connection, name, desk.person.name, [document_id])
    return {"document_id": document_id}


def decision_of(desk: Desk, name: str, asked: AskedDecision) -> Decision:
    """The decision that a request asks for. Raises 422 when it names labels that the task does not have."""
    task, queue = desk.site.task(name), desk.site.queue(name)
    labels = asked.labels or []
    known = task.labels or queue.names
    if known and (strangers := [label for label in labels if label not in known]):
        raise HTTPException(422, f"Task {name} has no label {strangers[0]!r}; it has {', '.join(known)}.")
    is_multi = task.kind is Kind.MULTI
    if asked.action == "label" and not is_multi and len(labels) != 1:
        raise HTTPException(422, f"A text of task {name} has one label. Received: {len(labels)}")
    guidelines = desk.site.guidelines(name)
    return Decision(
        name,
        desk.person.name,
        asked.request_key,
        asked.action,
        label=labels[0] if labels and not is_multi else None,
        label_set=label_set_text(labels) if is_multi and asked.labels is not None else None,
        finding=asked.finding,
        note=asked.note or None,
        model_version=queue.version,
        guidelines_version=guidelines[1] if guidelines else None,
        is_blind=desk.site.is_blind,
    )
