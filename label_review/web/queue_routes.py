"""What there is to look at: tasks, their queues, and one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from label_review.queue.queue_filter import DocumentFilter, QueueFilter
from label_review.queue.task_queue import TaskQueue, histogram
from label_review.triage.issue_kinds import IssueKind
from label_review.triage.orders import Order
from label_review.web.signed_in import Desk, SignedIn
from labels.standing import standing_of
from text_models.tasks.task import TaskError

router = APIRouter(prefix="/api/tasks")
PREVIEW_CHARACTERS = 200
MOST_CHARACTERS = 1_000_000
CHUNK = 200


class AskedQueue(BaseModel):
    """The filter of a queue, as parameters of its address."""

    order: Order = "doubtful"
    label: str | None = None
    kind: IssueKind | None = None
    least_quality: float | None = Field(default=None, ge=0, le=1)
    most_quality: float | None = Field(default=None, ge=0, le=1)
    text: str | None = Field(default=None, max_length=200)
    author: str | None = Field(default=None, max_length=200)
    batch: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=35)
    since: date | None = None
    until: date | None = None

    def filter(self) -> QueueFilter:
        """The same for the queue. A field that was left empty asks for nothing."""
        documents = DocumentFilter(
            text=self.text or None,
            author=self.author or None,
            batch=self.batch or None,
            language=self.language or None,
            since=self.since,
            until=self.until,
        )
        return QueueFilter(
            self.order, self.label, self.kind, self.least_quality, self.most_quality, documents
        )


class AskedPage(AskedQueue):
    """A part of the queue: `count` texts that wait for the person, from place `after` of the order on."""

    after: int = Field(0, ge=0)
    count: int = Field(50, ge=1, le=200)
    again: bool = False


@router.get("")
def tasks(desk: SignedIn) -> list[dict[str, Any]]:
    """The tasks that have texts, and are declared."""
    with desk.site.pool.transaction() as connection:
        rows = desk.site.statements.run(connection, "tasks", {})
    found = []
    for row in rows:
        try:
            task = desk.site.task(row["task"])
        except TaskError as error:
            found.append({**row, "refused": str(error)})
            continue
        told = {"title": task.title, "kind": task.kind, "labels": task.labels, "noun": task.noun}
        found.append({**row, **told, "people": desk.site.people, "refused": None})
    return found


@router.get("/{name}/queue")
def queue_page(name: str, desk: SignedIn, asked: Annotated[AskedPage, Query()]) -> dict[str, Any]:
    """A part of the queue. `next` is the place to go on from, None at the end."""
    queue = desk.site.queue(name, again=asked.again)
    places = passing(desk, name, queue, asked.filter())
    items: list[dict[str, Any]] = []
    at = asked.after
    with desk.site.pool.transaction() as connection:
        while at < len(places) and len(items) < asked.count:
            chunk = places[at : at + CHUNK]
            documents = [int(queue.documents[place]) for place in chunk]
            standing = standing_of(connection, desk.site.statements, name, documents)
            for place, document in zip(chunk, documents, strict=True):
                at += 1
                if standing[document].is_free(desk.person.name, desk.site.people):
                    items.append(_told(desk, queue, int(place)))
                if len(items) == asked.count:
                    break
        previews = rows_of(desk, connection, name, [it["document_id"] for it in items], PREVIEW_CHARACTERS)
    for item in items:
        item["text"] = previews.get(item["document_id"], {}).get("text", "")
    return {
        "items": items,
        "matching": len(places),
        "texts": len(queue),
        "next": at if at < len(places) else None,
        "version": queue.version,
        "labels": queue.choices,
        "histogram": [] if desk.site.is_blind else histogram(queue.quality[places]),
        "note": None if queue.version else _without_version(name),
    }


@router.post("/{name}/next")
def next_item(name: str, desk: SignedIn, asked: AskedQueue) -> dict[str, Any]:
    """The first text that waits for the person, who holds it from now on; `document_id` None: none does."""
    queue = desk.site.queue(name)
    places = passing(desk, name, queue, asked.filter())
    for start in range(0, len(places), CHUNK):
        documents = [int(it) for it in queue.documents[places[start : start + CHUNK]]]
        with desk.site.pool.transaction() as connection:
            found = desk.site.log.lease_next(connection, name, desk.person.name, documents)
        if found is not None:
            return {"document_id": found}
    return {"document_id": None}


@router.get("/{name}/items/{document_id}")
def item(name: str, document_id: int, desk: SignedIn) -> dict[str, Any]:
    """All there is to know of a text; while the person is to decide blind, nothing of labels and answers."""
    queue = desk.site.queue(name)
    with desk.site.pool.transaction() as connection:
        rows = rows_of(desk, connection, name, [document_id], MOST_CHARACTERS)
        if document_id not in rows:
            raise HTTPException(404, f"Document {document_id} is not among the texts of task {name}.")
        standing = standing_of(connection, desk.site.statements, name, [document_id])[document_id]
        is_blind = desk.site.is_blind and desk.person.name not in standing.decided
        history = [] if is_blind else desk.site.log.history(connection, name, document_id)
        asked = {"task": name, "document_id": document_id}
        scores = [] if is_blind else desk.site.statements.run(connection, "scores", asked)
    place = queue.texts.place_of(document_id)
    found = rows[document_id]
    if is_blind:
        found |= {"label": None, "label_set": None, "source": None}
    guidelines = desk.site.guidelines(name)
    return {
        **found,
        "triage": None if place is None or is_blind else asdict(queue.item(place)),
        "version": None if is_blind else queue.version,
        "history": history,
        "scores": scores,
        "copies": [] if is_blind or place is None else _copies(queue, place),
        "others_at_it": standing.others_at_it(desk.person.name),
        "decided_by": [] if is_blind else standing.others_decided(desk.person.name),
        "is_blind": is_blind,
        "guidelines": guidelines and {"text": guidelines[0], "version": guidelines[1]},
    }


def passing(desk: Desk, name: str, queue: TaskQueue, asked: QueueFilter) -> Any:
    """The places of the queue that pass the filter, in its order."""
    if not asked.documents.asks():
        return asked.places(queue)
    like = {"task": name, **asdict(asked.documents)}
    with desk.site.pool.transaction() as connection:
        rows = desk.site.statements.run(connection, "documents_matching", like)
    return asked.places(queue, [row["document_id"] for row in rows])


def rows_of(
    desk: Desk, connection: Any, name: str, documents: Sequence[int], characters: int
) -> dict[int, dict[str, Any]]:
    """The documents of the task by number, with the label that counts and so much of the text."""
    asked = {"task": name, "document_ids": list(documents), "characters": characters}
    return {row["document_id"]: row for row in desk.site.statements.run(connection, "items", asked)}


def _told(desk: Desk, queue: TaskQueue, place: int) -> dict[str, Any]:
    found = asdict(queue.item(place))
    return {"document_id": found["document_id"]} if desk.site.is_blind else found


def _copies(queue: TaskQueue, place: int) -> list[dict[str, Any]]:
    return [
        {"document_id": int(queue.documents[other]), "labels": queue.texts.labels(other)}
        for other in queue.texts.copies_of(place)
    ]


def _without_version(name: str) -> str:
    return (
        f"No version of task {name} keeps probabilities out of fold, so the texts come by chance. DAG "
        "text_models_train makes one when it is asked for folds."
    )
