"""Export and import: into a warehouse that has the texts alone, they are identity."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from label_review.files.export_events import WRITERS
from label_review.files.import_error import ImportFileError
from label_review.files.import_events import import_file
from labels.decision import Decision
from labels.decision_log import DecisionLog
from labels.event_import import EVENT_COLUMNS, EventImportError, Imported
from labels.label_statements import LabelStatements
from storage.databases.table_statistics import MANY_ROWS
from tests.conftest import PROJECT_ROOT, SQL_DIR
from tests.labels.labelled_texts import TASK, add_documents
from text_models.tasks.task_files import read_task

STATEMENTS = LabelStatements(SQL_DIR)
LOG = DecisionLog(STATEMENTS)
TOXICITY = read_task(PROJECT_ROOT / "settings" / "tasks" / f"{TASK}.toml")
TEXTS = ["one", 'two, "quoted"\nand a line', "три 🙂"]
# All columns but the warehouse's own numbers; what an undo takes back is told by its key.
EVENTS = (
    "select documents.content_key, events.event_key, events.action, events.label, events.source, "
    "events.labelled_by, events.labelled_at, events.reason, events.finding, events.model_version, "
    "events.guidelines_version, events.is_blind, events.decision_key, undone.event_key "
    "from label_events as events inner join documents on events.document_id = documents.document_id "
    "left join label_events as undone on events.undone_event_id = undone.event_id order by events.event_id"
)


@pytest.fixture
def other(
    administrator: psycopg.Connection, template: str, warehouse: psycopg.Connection
) -> Iterator[psycopg.Connection]:
    """A second warehouse that has the same texts, and no label."""
    administrator.execute(f"create database other_warehouse template {template}")
    address = make_conninfo(warehouse.info.dsn, dbname="other_warehouse", password=warehouse.info.password)
    with psycopg.connect(address) as connection:
        add_documents(connection, ["of another task"], ["toxic"], "toxicity-en")
        add_documents(connection, TEXTS, ["normal"] * 3)
        connection.execute("delete from label_events")
        connection.commit()
        yield connection
    administrator.execute("drop database other_warehouse with (force)")


@pytest.fixture
def documents(warehouse: psycopg.Connection) -> list[int]:
    """Three texts with gold labels that have keys, as a load writes them; then decisions, one undone."""
    documents = add_documents(warehouse, TEXTS, ["normal"] * 3)
    warehouse.execute("update label_events set event_key = md5(event_id::text)::uuid")
    LOG.decide(
        warehouse, Decision(TASK, "ada", "request 1", "label", "toxic", note='=why, "so"'), documents[:2]
    )
    LOG.decide(warehouse, Decision(TASK, "bob", "request 2", "unclear", is_blind=True), documents[2:])
    LOG.undo(warehouse, TASK, "ada", "request 3")
    LOG.decide(
        warehouse, Decision(TASK, "ada", "request 4", "label", "toxic", finding="label wrong"), documents[1:2]
    )
    warehouse.commit()
    return documents


def written(connection: psycopg.Connection, kind: str) -> bytes:
    return b"".join(WRITERS[kind](connection, STATEMENTS, TASK))


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_import_into_an_empty_warehouse_is_identity(
    warehouse: psycopg.Connection, documents: list[int], other: psycopg.Connection, kind: str
) -> None:
    content = written(warehouse, kind)
    if kind == "csv":
        assert content.splitlines()[0].decode().split(",") == list(EVENT_COLUMNS)
    assert import_file(other, STATEMENTS, TOXICITY, kind, content) == Imported(9, 9, 0, 0)
    other.commit()
    before = warehouse.execute(EVENTS).fetchall()
    assert len(before) == 9
    assert other.execute(EVENTS).fetchall() == before
    assert written(other, kind) == content
    assert import_file(other, STATEMENTS, TOXICITY, kind, content) == Imported(9, 0, 9, 0)
    current = "select label from current_labels inner join documents using (document_id) order by content_key"
    assert other.execute(current).fetchall() == warehouse.execute(current).fetchall()
    # The next decision there is numbered after those that were imported.
    there = [row[0] for row in other.execute("select document_id from documents where task = %s", [TASK])]
    assert (
        LOG.decide(other, Decision(TASK, "eve", "request 5", "unclear"), there, also=True).documents == there
    )


def test_events_of_texts_that_are_not_here_are_counted(
    warehouse: psycopg.Connection, documents: list[int], other: psycopg.Connection
) -> None:
    other.execute("delete from documents where text = 'one'")
    found = import_file(other, STATEMENTS, TOXICITY, "jsonl", written(warehouse, "jsonl"))
    # Of the first text: its gold label, a decision and the undo of that.
    assert found == Imported(9, 6, 0, 3)


def test_labels_of_another_program(warehouse: psycopg.Connection, documents: list[int]) -> None:
    lines = [
        {
            "text": "one",
            "label": "toxic",
            "answer": "accept",
            "_timestamp": 1_772_359_200,
            "_session_id": "eve",
        },
        {"text": "not here", "label": "toxic", "answer": "accept", "_timestamp": 1_772_359_200},
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    assert import_file(warehouse, STATEMENTS, TOXICITY, "prodigy", content) == Imported(2, 1, 0, 1)
    last = (
        "select label, source, labelled_by, labelled_at::text, reason from label_events "
        "order by event_id desc limit 1"
    )
    warehouse.execute("set time zone 'UTC'")
    assert warehouse.execute(last).fetchall() == [
        ("toxic", "person", "eve", "2026-03-01 10:00:00+00", "imported from prodigy")
    ]
    warehouse.commit()
    assert import_file(warehouse, STATEMENTS, TOXICITY, "prodigy", content) == Imported(2, 0, 1, 1)


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        ("xml", b"", "A file is in one of csv, jsonl, parquet, label-studio"),
        ("parquet", b"PAR1", "The file is no whole parquet"),
        ("jsonl", b'{"a": 1}', "Record 1 has no column 'content_key'"),
        ("jsonl", b"{", "The file is no whole jsonl"),
        (
            "prodigy",
            b'{"text": "one", "label": "rude", "answer": "accept"}',
            "has the label 'rude'",
        ),
    ],
)
def test_what_cannot_be_imported(
    warehouse: psycopg.Connection, documents: list[int], kind: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(ImportFileError, match=sentence):
        import_file(warehouse, STATEMENTS, TOXICITY, kind, content)


def test_an_event_that_does_not_fit_stops_the_file(
    warehouse: psycopg.Connection, documents: list[int], other: psycopg.Connection
) -> None:
    content = written(warehouse, "jsonl").replace(b'"action":"unclear"', b'"action":"delete"')
    with pytest.raises(EventImportError, match="none was written"):
        import_file(other, STATEMENTS, TOXICITY, "jsonl", content)


def test_many_imported_events_are_known_to_the_planner_at_once(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    event = json.loads(written(warehouse, "jsonl").splitlines()[0])
    copies = ({**event, "event_key": str(UUID(int=number))} for number in range(1, MANY_ROWS + 1))
    content = "".join(f"{json.dumps(copy)}\n" for copy in copies).encode()
    found = import_file(warehouse, STATEMENTS, TOXICITY, "jsonl", content)
    assert (found.listed, found.written) == (MANY_ROWS, MANY_ROWS)
    known = warehouse.execute("select reltuples from pg_class where relname = 'label_events'").fetchall()
    assert known[0][0] >= MANY_ROWS
