"""Suggestions become label events of their community, whenever the warehouse is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scoring_service.keys.api_key import ApiKey
from scoring_service.keys.key_file import add_key
from scoring_service.learning.delivery import Delivery
from scoring_service.learning.spool import SuggestionSpool
from scoring_service.learning.suggestion import SuggestedLabel, Suggestion
from tests.scoring_service.running_service import ROOT, Running, running

SUGGEST = "/v1alpha1/comments:suggestscore"
EVENTS = """
select documents.task, documents.text, documents.entity, documents.language,
    label_events.label, label_events.source, label_events.labelled_by, label_events.reason
from label_events inner join documents using (document_id) order by label_events.event_id
"""
CURRENT = """
select documents.entity, current_labels.label
from current_labels inner join documents using (document_id) order by documents.entity
"""


def suggestion(key: str, label: str, community: str = "forum", text: str = "A nasty one.") -> Suggestion:
    value = float(label == "spiteful")
    return Suggestion(key, community, "en", (SuggestedLabel("spite-en", label, text, "TOXICITY", value),))


@pytest.fixture
def spool(tmp_path: Path) -> SuggestionSpool:
    return SuggestionSpool(tmp_path / "suggestions")


@pytest.fixture
def delivery(spool: SuggestionSpool, warehouse: psycopg.Connection) -> Delivery:
    @contextmanager
    def transaction() -> Iterator[psycopg.Connection[Any]]:
        with warehouse.transaction():
            yield warehouse

    return Delivery(spool, transaction, ROOT / "workflow" / "sql")


def test_communities_that_contradict_stay_apart_and_the_last_word_counts(
    spool: SuggestionSpool, delivery: Delivery, warehouse: psycopg.Connection
) -> None:
    words = (
        ("1", "spiteful", "forum"), ("2", "kind", "club"), ("3", "kind", "forum"), ("4", "kind", "forum"),
        ("5", "spiteful", "forum"),
    )  # fmt: skip
    for key, label, community in words:
        spool.add(suggestion(key, label, community))
    assert delivery.deliver() == 5
    assert spool.waiting() == []
    row = ("spite-en", "A nasty one.")
    assert warehouse.execute(EVENTS).fetchall() == [
        (*row, "forum", "en", "spiteful", "client", "community:forum", "suggestscore TOXICITY 1"),
        (*row, "club", "en", "kind", "client", "community:club", "suggestscore TOXICITY 0"),
        (*row, "forum", "en", "kind", "client", "community:forum", "suggestscore TOXICITY 0"),
        (*row, "forum", "en", "spiteful", "client", "community:forum", "suggestscore TOXICITY 1"),
    ]
    assert warehouse.execute(CURRENT).fetchall() == [("club", "kind"), ("forum", "spiteful")]


def test_one_that_was_written_and_not_removed_writes_nothing_again(
    spool: SuggestionSpool, delivery: Delivery, warehouse: psycopg.Connection
) -> None:
    for key, label in (("1", "spiteful"), ("2", "kind")):
        spool.add(suggestion(key, label))
    kept = {file: file.read_bytes() for file in spool.waiting()}
    assert delivery.deliver() == 2
    before = warehouse.execute(EVENTS).fetchall()
    for file, content in kept.items():
        file.write_bytes(content)
    assert delivery.deliver() == 2
    assert (warehouse.execute(EVENTS).fetchall(), len(before)) == (before, 2)


def test_a_damaged_file_does_not_hold_up_the_others(
    spool: SuggestionSpool, delivery: Delivery, tmp_path: Path
) -> None:
    spool.add(suggestion("1", "kind"))
    (tmp_path / "suggestions" / "0.json").write_text('{"key":')
    assert delivery.deliver() == 1
    assert [file.name for file in (tmp_path / "suggestions").iterdir()] == ["0.damaged"]


def test_while_the_warehouse_is_away_clients_are_answered_and_nothing_is_lost(
    site: Path, tmp_path: Path, warehouse: psycopg.Connection
) -> None:
    is_away = [True]
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("tasks", "models", "scoring.toml"):
        (folder / name).symlink_to(site / name)
    add_key(folder / "scoring" / "keys.json", ApiKey.of("a-key-of-the-forum-here", "forum"))

    @contextmanager
    def transaction() -> Iterator[psycopg.Connection[Any]]:
        if is_away[0]:
            raise ConnectionRefusedError("away")
        with warehouse.transaction():
            yield warehouse

    with running(folder, transaction) as service:
        assert [suggested(service, text) for text in ("A nasty one.", "A nasty two.")] == [200, 200]
        time.sleep(1.5)
        assert len(service.service.learning.spool.waiting()) == 2
        is_away[0] = False
        deadline = time.monotonic() + 20
        while service.service.learning.spool.waiting() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert service.service.learning.spool.waiting() == []
    # The community is the key's, whatever the client names; a span is a text of its own, and kept once.
    assert [(text, entity, label) for _, text, entity, _, label, *_ in warehouse.execute(EVENTS)] == [
        ("A nasty one.", "forum", "kind"),
        ("nasty", "forum", "spiteful"),
        ("A nasty two.", "forum", "kind"),
    ]


def suggested(service: Running, text: str) -> int:
    scores = {
        "summaryScore": {"value": 0},
        "spanScores": [{"begin": 2, "end": 7, "score": {"value": 1, "type": "PROBABILITY"}}],
    }
    body = {
        "comment": {"text": text}, "languages": ["en"], "communityId": "somebody else",
        "attributeScores": {"TOXICITY_EXPERIMENTAL": scores},
    }  # fmt: skip
    answer = service.client.post(SUGGEST, json=body, params={"key": "a-key-of-the-forum-here"})
    return answer.status_code
