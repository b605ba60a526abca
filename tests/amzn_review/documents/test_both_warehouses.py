"""The same files on PostgreSQL and on Redshift: the same rows, but for numbers and times of the load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.amzn_review.documents.conftest import DocumentSite
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from text_files.documents.file_layout import FileLayout

DOCUMENTS = (
    "select content_key, task, external_id, text, author, entity, variant, created_at, language, "
    "source_record, original, original_row, source_key, line_number from documents "
    "order by source_key, line_number"
)
EVENTS = (
    "select event_key, content_key, label_events.task, label, label_set, label_events.source, labelled_by, "
    "reason from label_events inner join documents on label_events.document_id = documents.document_id "
    "order by event_key"
)
CURRENT = (
    "select content_key, current_labels.task, label, label_set, current_labels.source, labelled_by "
    "from current_labels inner join documents on current_labels.document_id = documents.document_id "
    "order by content_key"
)
BATCHES = (
    "select task, files, listed, loaded, relabelled, duplicate, quarantined, label_events from "
    "document_batches order by loaded_at, task"
)
QUARANTINED = (
    "select source_key, line_number, reason, field, found, expected, is_whole_file from quarantined_records "
    "order by source_key, line_number"
)
FULL = FileLayout(
    "full", text="body", label="mood", external_id="id", author="who", author_fields=("home",),
    entity="brand", variant="kind", created_at="at", language_column="lang", label_source="weak",
)  # fmt: skip


def records() -> list[dict[str, Any]]:
    whole = {
        "id": 7, "body": " Ñandú 🙂\t\\ \"x\"\n", "mood": "P", "who": "ann", "home": {"town": "x"},
        "brand": "b", "kind": "mx", "at": "Mon Sep 05 19:09:59 +0200 2016", "lang": "es",
        "more": [1, None, True, 1.5e-7, "\u2028", {"a": {}}],
    }  # fmt: skip
    return [
        whole,
        whole | {"mood": ["b", "a", "b", "灯"]},
        whole | {"mood": []},
        whole | {"body": "no label", "mood": None, "at": "2016-09-05T17:09:59.123456"},
        whole
        | {"body": "bare", "mood": "N", "id": None, "brand": None, "kind": None, "at": None, "lang": None},
        whole,
        whole | {"body": "x" * 65_535, "mood": "long"},
        whole | {"body": "", "id": 8},
        whole | {"at": "yesterday"},
    ]


def files(folder: Path) -> list[Path]:
    """Every column, copies, sets, labels given twice, bad records; then a file that relabels."""
    folder.mkdir()
    first, second = folder / "first.jsonl", folder / "second.jsonl"
    first.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records()))
    other = [record | {"mood": "Q"} for record in records()[:5]]
    second.write_text("".join(json.dumps(record) + "\n" for record in other) + "nothing\n")
    return [first, second]


def plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """A key is a UUID on PostgreSQL, and 32 digits on Redshift."""
    return [tuple(value.hex if isinstance(value, UUID) else value for value in row) for row in rows]


def test_the_same_files_give_the_same_rows(
    documents: DocumentSite, texts: BucketDocumentSite, tmp_path: Path
) -> None:
    first, second = files(tmp_path / "both")
    sheets = []
    for path in (first, second, first):
        here = documents.add(path, layouts=[FULL])
        assert texts.add(path, layouts=[FULL]) == here
        sheets += here
    assert sheets == [
        "toy 9 listed = 4 loaded + 2 relabelled + 1 duplicate + 2 quarantined (1 files, 5 labels)",
        "toy 6 listed = 0 loaded + 3 relabelled + 2 duplicate + 1 quarantined (1 files, 3 labels)",
        "toy 9 listed = 0 loaded + 0 relabelled + 7 duplicate + 2 quarantined (1 files, 0 labels)",
    ]
    for query, count in ((DOCUMENTS, 4), (EVENTS, 8), (CURRENT, 4), (BATCHES, 3), (QUARANTINED, 5)):
        expected = plain(documents.rows(query))
        assert plain(texts.rows(query)) == expected
        assert len(expected) == count
