"""Decisions as events, on a real PostgreSQL: written once, undone in one step, never by two at once."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from labels.decision import Action, Decision
from labels.decision_log import DecisionLog, TakenError, UnknownDocumentError
from labels.label_statements import LabelStatements
from labels.review_people import ReviewPeople
from tests.conftest import SQL_DIR
from tests.labels.labelled_texts import TASK, add_documents

STATEMENTS = LabelStatements(SQL_DIR)
LOG = DecisionLog(STATEMENTS)
EVENTS = (
    "select document_id, action, label, source, labelled_by, reason, finding, model_version, is_blind "
    "from label_events where source = 'person' order by event_id"
)
CURRENT = "select document_id, label, source from current_labels order by document_id"


def decision(
    user: str, key: str, label: str | None = "toxic", action: Action = "label", **more: Any
) -> Decision:
    return Decision(TASK, user, f"request {key}", action, label, **more)


@pytest.fixture
def documents(warehouse: psycopg.Connection) -> list[int]:
    for name in ("ada", "bob", "eve"):
        ReviewPeople(STATEMENTS).add(warehouse, name)
    return add_documents(warehouse, ["one", "two", "three"], ["normal"] * 3)


def test_a_decision_is_an_event_and_the_label_that_counts(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    said = decision("ada", "1", finding="label wrong", note="plain to see", model_version="a-version")
    written = LOG.decide(warehouse, said, documents[:1])
    assert (written.documents, written.is_repeated) == (documents[:1], False)
    assert warehouse.execute(EVENTS).fetchall() == [
        (documents[0], "label", "toxic", "person", "ada", "plain to see", "label wrong", "a-version", False)
    ]
    assert warehouse.execute(CURRENT).fetchall() == [
        (documents[0], "toxic", "person"),
        (documents[1], "normal", "gold"),
        (documents[2], "normal", "gold"),
    ]


def test_a_request_that_comes_again_writes_nothing(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    first = LOG.decide(warehouse, decision("ada", "1"), documents[:2])
    again = LOG.decide(warehouse, decision("ada", "1"), documents[:2])
    assert (again.decision_key, again.documents, again.is_repeated) == (
        first.decision_key, documents[:2], True,
    )  # fmt: skip
    assert len(warehouse.execute(EVENTS).fetchall()) == 2


def test_one_step_takes_back_a_decision_about_many(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    LOG.decide(warehouse, decision("ada", "1"), documents[:1])
    LOG.decide(warehouse, decision("ada", "2"), documents)
    undone = LOG.undo(warehouse, TASK, "ada", "undo key 1")
    assert undone is not None
    assert (undone.documents, undone.is_repeated) == (documents, False)
    again = LOG.undo(warehouse, TASK, "ada", "undo key 1")
    assert again is not None
    assert (again.documents, again.is_repeated) == (documents, True)
    # Of three labels two are gone, and the earlier one of the first document counts again.
    assert [label for _, label, _ in warehouse.execute(CURRENT).fetchall()] == ["toxic", "normal", "normal"]
    before_that = LOG.undo(warehouse, TASK, "ada", "undo key 2")
    assert before_that is not None
    assert before_that.documents == documents[:1]
    assert LOG.undo(warehouse, TASK, "ada", "undo key 3") is None
    # Nothing was deleted: 4 decisions and 4 events that take them back.
    assert Counter(row[1] for row in warehouse.execute(EVENTS).fetchall()) == {"label": 4, "undo": 4}
    assert [(row["action"], row["is_undone"]) for row in LOG.history(warehouse, TASK, documents[1])] == [
        ("label", False), ("label", True), ("undo", False),
    ]  # fmt: skip


def test_nobody_takes_back_what_another_decided(warehouse: psycopg.Connection, documents: list[int]) -> None:
    written = LOG.decide(warehouse, decision("ada", "1"), documents[:1])
    assert LOG.undo(warehouse, TASK, "bob", "undo key 1") is None
    assert LOG.undo(warehouse, TASK, "bob", "undo key 2", written.decision_key) is None
    assert warehouse.execute(CURRENT).fetchall()[0] == (documents[0], "toxic", "person")


def test_the_second_person_is_told_and_chooses(warehouse: psycopg.Connection, documents: list[int]) -> None:
    LOG.lease(warehouse, TASK, "ada", documents[0])
    with pytest.raises(TakenError, match=f"Document {documents[0]} is open at ada"):
        LOG.lease(warehouse, TASK, "bob", documents[0])
    LOG.decide(warehouse, decision("ada", "1"), documents[:1])
    with pytest.raises(TakenError, match="has been decided by ada: leave it, or decide it as well") as caught:
        LOG.decide(warehouse, decision("bob", "1", "normal"), documents[:1])
    assert (caught.value.people, caught.value.is_decided) == (["ada"], True)
    LOG.decide(warehouse, decision("bob", "2", "normal"), documents[:1], also=True)
    assert warehouse.execute(CURRENT).fetchall()[0] == (documents[0], "normal", "person")


def test_a_lease_that_has_run_out_counts_for_nothing(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    LOG.lease(warehouse, TASK, "ada", documents[0], seconds=-1)
    assert LOG.lease_next(warehouse, TASK, "bob", documents) == documents[0]
    LOG.give_back(warehouse, TASK, "bob", documents)
    assert warehouse.execute("select * from label_leases").fetchall() == []


def test_what_was_skipped_waits_for_others_until_it_is_asked_again(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    LOG.decide(warehouse, decision("ada", "1", None, "skip"), documents[:1])
    assert LOG.lease_next(warehouse, TASK, "ada", documents) == documents[1]
    assert LOG.lease_next(warehouse, TASK, "bob", documents) == documents[0]
    LOG.decide(warehouse, decision("bob", "2"), documents[:1])
    assert LOG.lease_next(warehouse, TASK, "eve", documents) == documents[2]
    LOG.decide(warehouse, decision("eve", "3", None, "reopen"), documents[:1])
    assert LOG.lease_next(warehouse, TASK, "ada", documents[:1]) == documents[0]
    # Asked again, it keeps its label until somebody decides.
    assert warehouse.execute(CURRENT).fetchall()[0] == (documents[0], "toxic", "person")


def test_a_document_that_is_gone_stops_the_whole_decision(
    warehouse: psycopg.Connection, documents: list[int]
) -> None:
    with pytest.raises(UnknownDocumentError, match="Document 999999 is not in the warehouse"):
        LOG.decide(warehouse, decision("ada", "1"), [*documents, 999_999])
    assert warehouse.execute(EVENTS).fetchall() == []


@pytest.mark.parametrize("people", [1, 2])
def test_each_document_is_decided_by_as_many_as_are_asked_though_requests_are_lost(
    warehouse: psycopg.Connection, people: int
) -> None:
    names = [f"user{number}" for number in range(6)]
    for name in names:
        ReviewPeople(STATEMENTS).add(warehouse, name)
    documents = add_documents(warehouse, [f"text {number}" for number in range(60)], ["normal"] * 60)
    log = DecisionLog(STATEMENTS, people)
    address = make_conninfo(warehouse.info.dsn, password=warehouse.info.password)

    def work(name: str) -> None:
        chance = random.Random(name)
        with psycopg.connect(address, autocommit=True) as own:
            while True:
                with own.transaction():
                    document = log.lease_next(own, TASK, name, documents)
                if document is None:
                    return
                said = decision(name, f"{name} {document}")
                # One answer in five is lost on its way back, and asked for again.
                for _ in range(2 if chance.random() < 0.2 else 1):
                    with own.transaction():
                        log.decide(own, said, [document])

    with ThreadPoolExecutor(len(names)) as pool:
        for _ in pool.map(work, names):
            pass
    counts = warehouse.execute(
        "select document_id, count(*), count(distinct labelled_by) from label_events where source = 'person' "
        "group by document_id order by document_id"
    ).fetchall()
    assert counts == [(document, people, people) for document in documents]
    assert warehouse.execute("select count(*) from label_leases").fetchall() == [(0,)]
