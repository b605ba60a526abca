"""What stands around a text: like ones, others by its author, and what each of its words does."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException

from label_review.web.queue_routes import PREVIEW_CHARACTERS, rows_of
from label_review.web.signed_in import Desk, SignedIn
from labels.standing import standing_of

router = APIRouter(prefix="/api/tasks")
NEIGHBOURS, AUTHORS_TEXTS = 8, 10
# The words of a longer text are weighed in its beginning alone: each costs an answer of the model.
MOST_CHARACTERS = 5_000


@router.get("/{name}/items/{document_id}/around")
def around(name: str, document_id: int, desk: SignedIn) -> dict[str, Any]:
    """The texts most like this one and others of its author, with their labels; words that it alone has.

    Nothing while the person is to decide blind.
    """
    desk.site.task(name)
    nothing: dict[str, Any] = {"neighbours": [], "of_author": [], "own_words": []}
    if _is_hidden(desk, name, document_id):
        return nothing
    index = desk.site.neighbours(name)
    alike = index.of_document(document_id, NEIGHBOURS)
    asked = {"task": name, "document_id": document_id, "most": AUTHORS_TEXTS}
    with desk.site.pool.transaction() as connection:
        authors = [
            row["document_id"] for row in desk.site.statements.run(connection, "texts_of_author", asked)
        ]
        shown = [document_id, *authors, *(other for other, _ in alike)]
        rows = rows_of(desk, connection, name, shown, MOST_CHARACTERS)
    if document_id not in rows:
        return nothing
    return {
        "neighbours": [
            {**_brief(rows[other]), "similarity": likeness} for other, likeness in alike if other in rows
        ],
        "of_author": [_brief(rows[other]) for other in authors if other in rows],
        "own_words": index.words_of_its_own(rows[document_id]["text"]),
    }


@router.get("/{name}/items/{document_id}/words")
def words(name: str, document_id: int, desk: SignedIn, label: str | None = None) -> dict[str, Any]:
    """How far each part of the text moves the champion's log-odds of a label, the likeliest unless named.

    `parts` are (start, end, weight) by characters of the text. `note` says why there are none.
    """
    none: dict[str, Any] = {"version": None, "label": None, "probability": None, "parts": []}
    if _is_hidden(desk, name, document_id):
        return {**none, "note": "You decide blind: what the model says is shown afterwards."}
    try:
        champion = desk.site.champion(name)
    except ValueError as error:
        return {**none, "note": str(error)}
    if champion is None:
        return {
            **none,
            "note": f"Task {name} has no champion yet: `text-models train {name} FILES` trains a version and "
            "promotes it if it is better than none.",
        }
    with desk.site.pool.transaction() as connection:
        rows = rows_of(desk, connection, name, [document_id], MOST_CHARACTERS)
    if document_id not in rows:
        raise HTTPException(404, f"Document {document_id} is not among the texts of task {name}.")
    text = rows[document_id]["text"]
    probabilities = champion.predict([text])[0].probabilities
    explained = label or max(probabilities, key=lambda it: probabilities[it])
    if explained not in probabilities:
        raise HTTPException(422, f"Version {champion.version} has no label {explained!r}.")
    is_cut = rows[document_id]["characters"] > MOST_CHARACTERS
    return {
        "version": champion.version,
        "label": explained,
        "probability": probabilities[explained],
        "parts": champion.classifier.explain(text, explained),
        "note": f"Of the first {MOST_CHARACTERS:,} characters alone." if is_cut else None,
    }


def _is_hidden(desk: Desk, name: str, document_id: int) -> bool:
    """Whether the person is to decide the text blind."""
    if not desk.site.is_blind:
        return False
    with desk.site.pool.transaction() as connection:
        standing = standing_of(connection, desk.site.statements, name, [document_id])[document_id]
    return desk.person.name not in standing.decided


def _brief(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "document_id": row["document_id"],
        "text": row["text"][:PREVIEW_CHARACTERS],
        "label": row["label"],
        "label_set": row["label_set"],
        "source": row["source"],
    }
