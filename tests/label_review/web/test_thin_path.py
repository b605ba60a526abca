"""Queue → item → relabel → undo, by one person and by two at once, on a real PostgreSQL."""

from __future__ import annotations

import psycopg
from fastapi import FastAPI

from label_review.web.app import create_app
from label_review.web.review_site import ReviewSite
from tests.label_review.web.conftest import TOXIC, VERSION, Make, signed_in
from tests.label_review.web.review_client import Browser
from tests.labels.labelled_texts import TASK

QUEUE = f"/api/tasks/{TASK}/queue"
CURRENT = "select label from current_labels where document_id = %s"


def label_of(warehouse: psycopg.Connection, document: int) -> str:
    found = warehouse.execute(CURRENT, [document]).fetchone()
    warehouse.rollback()
    assert found is not None
    return str(found[0])


def test_the_least_plausible_label_stands_first(ada: Browser, documents: list[int]) -> None:
    page = ada.get(QUEUE, count=3)
    # Own labels' probabilities, lowest first: .05 (1), .3 (4), .4 (8), then .8 of the others.
    assert [(it["document_id"], it["labels"], it["suggested"], it["quality"]) for it in page["items"]] == [
        (documents[1], ["normal"], ["toxic"], 1 - TOXIC[1]),
        (documents[4], ["toxic"], ["normal"], TOXIC[4]),
        (documents[8], ["normal"], ["normal"], 1 - TOXIC[8]),
    ]
    assert [it["kinds"] for it in page["items"]] == [["label", "ring"], ["label", "ring"], ["ring"]]
    assert page["items"][0]["text"] == "Comment number 1"
    assert (page["matching"], page["texts"], page["version"], page["note"]) == (10, 10, VERSION, None)
    assert sum(page["histogram"]) == 10


def test_queue_item_relabel_undo(ada: Browser, documents: list[int], warehouse: psycopg.Connection) -> None:
    taken = ada.post(f"/api/tasks/{TASK}/next").json()["document_id"]
    assert taken == documents[1]
    item = ada.get(f"/api/tasks/{TASK}/items/{taken}")
    assert (item["text"], item["label"], item["is_blind"]) == ("Comment number 1", "normal", False)
    assert item["triage"]["suggested"] == ["toxic"]
    assert item["triage"]["probability"] == TOXIC[1]
    said = {"request_key": "a-key-of-ada", "document_ids": [taken], "action": "label", "labels": ["toxic"]}
    answer = ada.post(f"/api/tasks/{TASK}/decisions", **said, finding="label wrong")
    assert (answer.status_code, answer.json()["documents"]) == (200, [taken])
    assert label_of(warehouse, taken) == "toxic"
    history = ada.get(f"/api/tasks/{TASK}/items/{taken}")["history"]
    assert [
        (it["action"], it["label"], it["labelled_by"], it["finding"], it["model_version"]) for it in history
    ] == [
        ("label", "normal", "a.csv", None, None),
        ("label", "toxic", "ada", "label wrong", VERSION),
    ]
    assert taken not in [it["document_id"] for it in ada.get(QUEUE)["items"]]
    undone = ada.post(f"/api/tasks/{TASK}/undo", request_key="undo-of-ada")
    assert (undone.status_code, undone.json()["documents"]) == (200, [taken])
    assert label_of(warehouse, taken) == "normal"
    assert ada.get(QUEUE)["items"][0]["document_id"] == taken
    nothing = ada.post(f"/api/tasks/{TASK}/undo", request_key="undo-again")
    assert (nothing.status_code, nothing.json()) == (404, {"error": "There is nothing (left) to undo."})


def test_an_answer_that_was_lost_is_asked_for_again(
    ada: Browser, documents: list[int], warehouse: psycopg.Connection
) -> None:
    said = {"request_key": "a-key-of-ada", "document_ids": documents[:1], "action": "unclear"}
    first = ada.post(f"/api/tasks/{TASK}/decisions", **said).json()
    again = ada.post(f"/api/tasks/{TASK}/decisions", **said).json()
    assert (first["is_repeated"], again) == (False, {**first, "is_repeated": True})
    counted = warehouse.execute("select count(*) from label_events where source = 'person'").fetchall()
    assert counted == [(1,)]


def test_the_second_person_is_told_and_chooses(ada: Browser, bob: Browser, documents: list[int]) -> None:
    assert ada.post(f"/api/tasks/{TASK}/next").json() == {"document_id": documents[1]}
    # What ada holds, bob is not given; if he opens it all the same, he is told.
    assert bob.post(f"/api/tasks/{TASK}/next").json() == {"document_id": documents[4]}
    assert bob.get(f"/api/tasks/{TASK}/items/{documents[1]}")["others_at_it"] == ["ada"]
    held = bob.post(f"/api/tasks/{TASK}/items/{documents[1]}/lease")
    assert (held.status_code, held.json()["people"], held.json()["is_decided"]) == (409, ["ada"], False)
    said = {"document_ids": [documents[1]], "action": "label", "labels": ["toxic"]}
    ada.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-ada")
    late = bob.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-bob")
    assert (late.status_code, late.json()["people"], late.json()["is_decided"]) == (409, ["ada"], True)
    both = bob.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-bob", also=True)
    assert both.status_code == 200


def test_a_text_that_was_returned_waits_again(ada: Browser, bob: Browser, documents: list[int]) -> None:
    assert ada.post(f"/api/tasks/{TASK}/next").json() == {"document_id": documents[1]}
    ada.post(f"/api/tasks/{TASK}/items/{documents[1]}/return")
    assert bob.post(f"/api/tasks/{TASK}/next").json() == {"document_id": documents[1]}


def test_two_people_decide_blind(make_site: Make, documents: list[int]) -> None:
    site = make_site(people=2)
    app = create_app(site)
    ada, bob, eve = (signed_in(site, app, name) for name in ("ada", "bob", "eve"))
    said = {"document_ids": documents[:1], "action": "label", "labels": ["toxic"]}
    ada.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-ada")
    before = bob.get(f"/api/tasks/{TASK}/items/{documents[0]}")
    assert before["is_blind"]
    hidden = ("label", "triage", "version", "history", "scores", "decided_by", "copies")
    assert [before[name] for name in hidden] == [None, None, None, [], [], [], []]
    assert bob.get(QUEUE)["items"][0].keys() == {"document_id", "text"}
    bob.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-bob")
    after = bob.get(f"/api/tasks/{TASK}/items/{documents[0]}")
    assert (after["is_blind"], after["decided_by"]) == (False, ["ada"])
    assert [it["is_blind"] for it in after["history"]] == [False, True, True]
    third = eve.post(f"/api/tasks/{TASK}/decisions", **said, request_key="key-of-eve")
    assert (third.status_code, third.json()["people"]) == (409, ["ada", "bob"])


def test_filters(ada: Browser, documents: list[int]) -> None:
    def numbers(**asked: object) -> list[int]:
        return sorted(documents.index(it["document_id"]) for it in ada.get(QUEUE, **asked)["items"])

    assert numbers(kind="label") == [1, 4]
    assert numbers(label="toxic") == [3, 4, 6]
    assert numbers(most_quality=0.45) == [1, 4, 8]
    assert numbers(text="NUMBER 7") == [7]
    assert numbers(order="random", kind="ring") == [1, 4, 8]


def test_texts_unlike_each_other_come_first(
    ada: Browser, documents: list[int], warehouse: psycopg.Connection
) -> None:
    alike = documents[:8]
    warehouse.execute("update documents set text = 'the same again' where document_id = any(%s)", [alike])
    warehouse.commit()
    first = [it["document_id"] for it in ada.get(QUEUE, order="diverse", again=True)["items"]]
    assert sorted(first) == documents
    assert set(first[:3]) >= set(documents[8:])


def test_filters_by_where_a_text_comes_from(
    ada: Browser, documents: list[int], warehouse: psycopg.Connection
) -> None:
    for place, document in enumerate(documents):
        warehouse.execute(
            "update documents set author = %s, batch_id = %s, language = %s, created_at = %s "
            "where document_id = %s",
            [f"{place % 3}abc{place}", f"batch-{place // 5}", "ru" if place % 2 else None,
             f"2026-11-{10 + place} 23:59:59.5", document],
        )  # fmt: skip
    warehouse.commit()

    def numbers(**asked: object) -> list[int]:
        return sorted(documents.index(it["document_id"]) for it in ada.get(QUEUE, **asked)["items"])

    assert numbers(author="1abc") == [1, 4, 7]
    assert numbers(author="abc") == []
    assert numbers(author="%") == []
    assert numbers(batch="batch-1") == [5, 6, 7, 8, 9]
    assert numbers(language="ru", label="toxic") == [3]
    assert numbers(since="2026-11-18") == [8, 9]
    assert numbers(until="2026-11-11") == [0, 1]
    assert numbers(since="2026-11-12", until="2026-11-12", text="comment") == [2]
    assert numbers(author="", batch="", language="", text="") == list(range(10))
    plan = ada.post(f"/api/tasks/{TASK}/bulk/plan", filter={"batch": "batch-0"}).json()
    assert plan["count"] == 5
    refused = ada.client.get(QUEUE, params={"since": "yesterday"})
    assert (refused.status_code, "since" in refused.text) == (422, True)


def test_pages_follow_each_other(ada: Browser, documents: list[int]) -> None:
    seen, after = [], 0
    while after is not None:
        page = ada.get(QUEUE, count=4, after=after)
        seen += [it["document_id"] for it in page["items"]]
        after = page["next"]
    assert sorted(seen) == documents


def test_what_cannot_be_decided(ada: Browser, site: ReviewSite, app: FastAPI, documents: list[int]) -> None:
    said = {"request_key": "some-request", "document_ids": documents[:1], "action": "label"}
    for labels, sentence in (
        (["rude"], "Task toxicity-ru has no label 'rude'; it has normal, toxic."),
        (["toxic", "normal"], "A text of task toxicity-ru has one label. Received: 2"),
    ):
        answer = ada.post(f"/api/tasks/{TASK}/decisions", **said, labels=labels)
        assert (answer.status_code, answer.json()) == (422, {"error": sentence})
    gone = ada.post(f"/api/tasks/{TASK}/decisions", **{**said, "document_ids": [999_999]}, labels=["toxic"])
    assert gone.status_code == 404
    unknown = ada.client.get("/api/tasks/nothing/queue")
    assert unknown.status_code == 422
    assert unknown.json()["error"].startswith("There is no task 'nothing'")
