"""Files of Label Studio, doccano, Argilla and Prodigy: the labels in them, with annotator and time.

Formats, as each program exports them: https://labelstud.io/guide/export (JSON),
https://doccano.github.io/doccano/ (JSONL of text classification),
https://docs.argilla.io/latest/reference/argilla/records/records/ (records.to_json), https://prodi.gy/docs/api-interfaces
(JSONL of textcat.manual and choice).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from label_review.files.import_error import ImportFileError
from label_review.files.imported_event import ForeignLabel

Record = dict[str, Any]


def read_foreign(program: str, content: bytes) -> list[ForeignLabel]:
    """Return the labels of a file; records without one, and skipped or cancelled ones, are left out.

    Raises ImportFileError, which names the record.
    """
    read = READERS[program]
    found: list[ForeignLabel] = []
    for number, record in enumerate(_records(content), 1):
        try:
            found += read(number, record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ImportFileError(
                f"Record {number} is not as {program} writes it ({error!r}): export the file again."
            ) from error
    return found


def _records(content: bytes) -> Iterator[Record]:
    """The objects of a JSON list, or of lines with an object each."""
    try:
        text = content.decode("utf-8-sig")
        if text.lstrip().startswith("["):
            yield from json.loads(text)
        else:
            for line in text.splitlines():
                if line.strip():
                    yield json.loads(line)
    except ValueError as error:
        raise ImportFileError(f"The file is neither a JSON list nor lines of JSON ({error}).") from error


def _label_studio(number: int, record: Record) -> Iterator[ForeignLabel]:
    for annotation in record["annotations"]:
        if annotation.get("was_cancelled"):
            continue
        results = [it for it in annotation["result"] if it.get("type") == "choices"]
        if not results:
            continue
        labels = tuple(choice for it in results for choice in it["value"]["choices"])
        who = annotation.get("completed_by")
        name = who.get("email") or who.get("id") if isinstance(who, dict) else who
        when = annotation.get("created_at")
        yield _found(number, record["data"], labels, name, when and datetime.fromisoformat(when))


def _doccano(number: int, record: Record) -> Iterator[ForeignLabel]:
    labels = tuple(record["label"])
    if labels:
        # doccano names annotators only where its export is a file for each of them.
        yield _found(number, {**_meta(record), **record}, labels, record.get("username"), None)


def _argilla(number: int, record: Record) -> Iterator[ForeignLabel]:
    when = record.get("updated_at") or record.get("inserted_at")
    fields = {**record.get("metadata", {}), **record["fields"]}
    by_person: dict[str, list[str]] = {}
    for answers in record["responses"].values():
        for answer in answers:
            if answer.get("status", "submitted") == "submitted":
                value = answer["value"]
                by_person.setdefault(str(answer["user_id"]), []).extend(
                    [value] if isinstance(value, str) else value
                )
    for name, labels in by_person.items():
        yield _found(number, fields, tuple(labels), name, when and datetime.fromisoformat(when))


def _prodigy(number: int, record: Record) -> Iterator[ForeignLabel]:
    if record["answer"] != "accept":
        return
    labels = tuple(record["accept"]) if "accept" in record else (record["label"],)
    when = record.get("_timestamp")
    name = record.get("_annotator_id") or record.get("_session_id")
    yield _found(
        number, {**_meta(record), **record}, labels, name, when and datetime.fromtimestamp(when, UTC)
    )


def _meta(record: Record) -> Record:
    """What a text was uploaded with, beside its words."""
    found = record.get("meta") or record.get("Meta") or {}
    return dict(found)


def _found(
    number: int, data: Record, labels: tuple[str, ...], name: object, when: datetime | None
) -> ForeignLabel:
    if not all(isinstance(label, str) for label in labels):
        raise TypeError("a label that is no text")
    own = data.get("document_id")
    return ForeignLabel(
        number, None if own is None else int(own), data.get("text"), labels, str(name or "unknown"), when
    )


READERS: dict[str, Callable[[int, Record], Iterator[ForeignLabel]]] = {
    "label-studio": _label_studio,
    "doccano": _doccano,
    "argilla": _argilla,
    "prodigy": _prodigy,
}
