"""A document as a row of the staging table."""

from __future__ import annotations

from collections.abc import Mapping

from labels.label_event import LABEL_SOURCES, LabelSource, event_key, label_set_text
from text_files.documents.document_line import DocumentLine, content_key

StagedRow = tuple[str | int | None, ...]
STAGED_COLUMNS = (
    "batch_id", "source_key", "line_number", "content_key", "event_key", "task", "external_id", "text",
    "author", "entity", "variant", "created_at", "language", "source_record", "original", "original_row",
    "label", "label_set", "label_source", "label_reason",
)  # fmt: skip
_SOURCES: Mapping[str, LabelSource] = {source: source for source in LABEL_SOURCES}


def staged_row(batch_id: str, source_key: str, number: int, task: str, line: DocumentLine) -> StagedRow:
    """The values of STAGED_COLUMNS; source_record and label_set are JSON as text."""
    key = content_key(task, line)
    label_set = None if line.labels is None else label_set_text(line.labels)
    event = None
    if line.label is not None or label_set is not None:
        event = event_key(key, _SOURCES[line.label_source or ""], line.label, label_set)
    return (
        batch_id, source_key, number, key, event, task, line.external_id, line.text, line.author, line.entity,
        line.variant, line.created_at, line.language, bytes(line.source).decode(), line.original,
        line.row, line.label, label_set, line.label_source if event else None, line.label_reason,
    )  # fmt: skip
