"""One decision about many texts, and files, through the application."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from fastapi import FastAPI

from label_review.web.app import create_app
from label_review.web.review_site import ReviewSite
from tests.label_review.web.conftest import Make, signed_in
from tests.label_review.web.review_client import Browser
from tests.labels.labelled_texts import TASK, add_documents
from tests.text_models.training.mood_notes import TOPICS_TOML

BULK = f"/api/tasks/{TASK}/bulk"
STANDING = "select count(*) from current_labels where source = 'person' and label = 'toxic'"


def standing(warehouse: psycopg.Connection) -> int:
    found = warehouse.execute(STANDING).fetchone()
    warehouse.rollback()
    assert found is not None
    return int(found[0])


def test_what_a_person_decided_is_left_out(
    ada: Browser, bob: Browser, documents: list[int], warehouse: psycopg.Connection
) -> None:
    said = {
        "document_ids": documents[1:2],
        "action": "label",
        "labels": ["normal"],
        "request_key": "key-of-ada",
    }
    ada.post(f"/api/tasks/{TASK}/decisions", **said)
    found = {"label": "normal"}
    assert bob.post(f"{BULK}/plan", filter=found).json() == {
        "count": 6,
        "left_out": 1,
        "spot_checks": [],
        "texts": {},
    }
    asked = {"filter": found, "labels": ["toxic"], "request_key": "key-of-bob"}
    stale = bob.post(BULK, **asked, count=7)
    assert (stale.status_code, stale.json()["error"]) == (
        409, "6 texts match now, 7 when you planned: look at them again.",
    )  # fmt: skip
    done = bob.post(BULK, **asked, count=6).json()
    assert (done["documents"], done["is_repeated"], done["error_rate"]) == (6, False, None)
    again = bob.post(BULK, **asked, count=6).json()
    assert (again["documents"], again["is_repeated"]) == (6, True)
    assert standing(warehouse) == 6
    assert len(bob.post(f"/api/tasks/{TASK}/undo", request_key="undo-of-bob").json()["documents"]) == 6
    assert standing(warehouse) == 0


def test_more_than_a_hundred_ask_for_spot_checks(warehouse: psycopg.Connection, make_site: Make) -> None:
    add_documents(warehouse, [f"another text {number}" for number in range(120)], ["normal"] * 120)
    site = make_site()
    ada = signed_in(site, create_app(site), "ada")
    found = {"text": "another"}
    planned = ada.post(f"{BULK}/plan", filter=found).json()
    assert (planned["count"], len(planned["spot_checks"])) == (120, 20)
    assert planned["texts"].keys() == {str(it) for it in planned["spot_checks"]}
    asked = {"filter": found, "labels": ["toxic"], "request_key": "key-of-ada", "count": 120}
    checks = dict.fromkeys(planned["spot_checks"], True)
    missing = ada.post(BULK, **asked, checks=dict(list(checks.items())[:17]))
    assert (missing.status_code, missing.json()["error"]) == (
        422, "More than 100 texts: look at 3 more of 20 of them first.",
    )  # fmt: skip
    assert standing(warehouse) == 0
    checks[planned["spot_checks"][0]] = False
    done = ada.post(BULK, **asked, checks=checks).json()
    assert (done["documents"], done["error_rate"]) == (120, 0.05)
    assert standing(warehouse) == 120


def test_tags_are_added_and_taken_away(
    warehouse: psycopg.Connection, make_site: Make, tmp_path: Path
) -> None:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "topics.toml").write_text(TOPICS_TOML)
    numbers = add_documents(warehouse, ["soup", "soup in a train", "rain"], ["food"] * 3, "topics")
    sets = [["food"], ["food", "trains"], ["weather"]]
    for number, labels in zip(numbers, sets, strict=True):
        warehouse.execute(
            "update label_events set label = null, label_set = %s where document_id = %s",
            [json.dumps(labels), number],
        )
    warehouse.commit()
    site = make_site()
    ada = signed_in(site, create_app(site), "ada")
    bulk = "/api/tasks/topics/bulk"
    asked = {"filter": {"text": "soup"}, "count": 2, "request_key": "key-of-ada"}
    both = ada.post(bulk, **asked, add=["food"], remove=["food"])
    assert both.status_code == 422
    done = ada.post(bulk, **asked, add=["warm"], remove=["trains"]).json()
    assert (done["documents"], done["is_repeated"]) == (2, False)
    assert ada.post(bulk, **asked, add=["warm"], remove=["trains"]).json()["is_repeated"]
    current = "select label_set from current_labels where task = 'topics' order by document_id"
    assert [row[0] for row in warehouse.execute(current)] == [["food", "warm"], ["food", "warm"], ["weather"]]
    warehouse.rollback()
    undone = ada.post("/api/tasks/topics/undo", request_key="undo-of-ada", decision_key=done["decision_key"])
    assert undone.json()["documents"] == numbers[:2]
    assert [row[0] for row in warehouse.execute(current)] == sets
    one = ada.post(f"/api/tasks/{TASK}/bulk", count=10, request_key="another-key", add=["toxic"])
    assert (one.status_code, one.json()["error"]) == (
        422, f"A text of task {TASK} has one label: name it in `labels`.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "begins"), [("csv", b"content_key,"), ("jsonl", b"{"), ("parquet", b"PAR1")]
)
def test_an_export_comes_back_as_known(site: ReviewSite, app: FastAPI, kind: str, begins: bytes) -> None:
    root = signed_in(site, app, "root", "admin")
    exported = root.client.get(f"/api/tasks/{TASK}/export", params={"kind": kind})
    assert exported.headers["Content-Disposition"] == f'attachment; filename="{TASK}-labels.{kind}"'
    assert exported.content.startswith(begins)
    came = root.client.post(f"/api/tasks/{TASK}/import", params={"kind": kind}, content=exported.content)
    # The labels of this test have no keys, and so are not known by the ones that the export gives them.
    assert came.json() == {"listed": 10, "written": 10, "known": 0, "unknown": 0}
    again = root.client.post(f"/api/tasks/{TASK}/import", params={"kind": kind}, content=exported.content)
    assert again.json() == {"listed": 10, "written": 0, "known": 10, "unknown": 0}


def test_files_are_left_to_roles(ada: Browser, site: ReviewSite, app: FastAPI) -> None:
    eve = signed_in(site, app, "eve", "adjudicator")
    body = json.dumps([]).encode()
    place = f"/api/tasks/{TASK}"
    statuses = [
        [
            person.client.get(f"{place}/export").status_code,
            person.client.post(f"{place}/import", params={"kind": "prodigy"}, content=body).status_code,
        ]
        for person in (ada, eve)
    ]
    assert statuses == [[403, 403], [200, 403]]
