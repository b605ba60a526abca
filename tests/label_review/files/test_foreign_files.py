"""Files of other programs, in the shapes that their documentation shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from label_review.files.foreign_files import read_foreign
from label_review.files.import_error import ImportFileError
from label_review.files.imported_event import ForeignLabel

LABEL_STUDIO = [
    {
        "id": 1,
        "data": {"text": "one", "document_id": 7},
        "annotations": [
            {
                "completed_by": {"id": 3, "email": "ada@example.org"},
                "created_at": "2026-03-01T10:00:00.000000Z",
                "was_cancelled": False,
                "result": [
                    {
                        "type": "choices",
                        "from_name": "label",
                        "to_name": "text",
                        "value": {"choices": ["toxic"]},
                    }
                ],
            },
            {"completed_by": 4, "was_cancelled": True, "result": []},
        ],
    }
]
DOCCANO = [
    {"id": 1, "text": "one", "label": ["toxic"], "username": "ada"},
    {"id": 2, "text": "two", "label": [], "Comments": []},
]
ARGILLA = [
    {
        "id": "a",
        "fields": {"text": "one"},
        "metadata": {},
        "updated_at": "2026-03-01T10:00:00+00:00",
        "responses": {
            "label": [
                {"value": "toxic", "user_id": "u1", "status": "submitted"},
                {"value": "normal", "user_id": "u2", "status": "discarded"},
            ]
        },
    }
]
PRODIGY = [
    {
        "text": "one", "options": [], "accept": ["toxic"], "answer": "accept", "_timestamp": 1_772_359_200,
        "_annotator_id": "set-ada",
    },
    {"text": "two", "label": "toxic", "answer": "reject", "_timestamp": 1_772_359_200},
]  # fmt: skip
TEN = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("program", "records", "expected"),
    [
        ("label-studio", LABEL_STUDIO, ForeignLabel(1, 7, "one", ("toxic",), "ada@example.org", TEN)),
        ("doccano", DOCCANO, ForeignLabel(1, None, "one", ("toxic",), "ada", None)),
        ("argilla", ARGILLA, ForeignLabel(1, None, "one", ("toxic",), "u1", TEN)),
        ("prodigy", PRODIGY, ForeignLabel(1, None, "one", ("toxic",), "set-ada", TEN)),
    ],
)
def test_labels_with_annotator_and_time(
    program: str, records: list[dict[str, Any]], expected: ForeignLabel
) -> None:
    lines = "\n".join(json.dumps(record) for record in records).encode()
    assert read_foreign(program, lines) == [expected]
    assert read_foreign(program, json.dumps(records).encode()) == [expected]


@pytest.mark.parametrize("program", ["label-studio", "doccano", "argilla", "prodigy"])
@pytest.mark.parametrize(
    "content", [b'{"a": 1}', b"[1]", b'[{"label": 5, "annotations": 5, "answer": "accept"}]']
)
def test_a_record_of_another_shape_is_named(program: str, content: bytes) -> None:
    with pytest.raises(ImportFileError, match=f"Record 1 is not as {program} writes it"):
        read_foreign(program, content)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[{", b"text,label\n"])
def test_what_is_no_json_is_one_sentence(content: bytes) -> None:
    with pytest.raises(ImportFileError, match="The file is neither a JSON list nor lines of JSON"):
        read_foreign("prodigy", content)
