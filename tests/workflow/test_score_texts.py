"""Champions of text models score what a run has loaded, in PostgreSQL: whole rows, each once."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from tests.workflow.local_dag import LAMP, drop, rows, run_dag
from tests.workflow.score_site import SCORED, ScoreSite

ENGLISH = "They were laughing and dancing at the party all night long."
SPANISH = "La película fue muy divertida y todos se reían durante la fiesta."


@pytest.fixture
def moods(layout: DataLayout) -> ScoreSite:
    return ScoreSite(layout)


def review(text: str, number: int) -> dict[str, Any]:
    return {**LAMP, "reviewText": text, "unixReviewTime": 1_472_688_000 + number}


def in_chunks_of(texts: int) -> Any:
    """A load whose DAG deals scores out to chunks of so many texts."""

    def prepare(load: Any) -> None:
        load.dag.get_task("score_texts.plan").chunk_texts = texts

    return prepare


def test_new_reviews_and_documents_are_scored_by_the_champion_that_speaks_their_language(
    dag_warehouse: psycopg.Connection, moods: ScoreSite
) -> None:
    version = moods.train()
    texts = ["quiet and gentle", "angry and grumpy", "laughing and dancing"]
    lamps = moods.layout.uploaded_reviews("lamps")
    drop(lamps, "1.json.gz", *(review(text, number) for number, text in enumerate(texts)))
    moods.add_documents("told.jsonl", [{"text": "so quiet", "lang": "en"}], language="en")
    moods.add_documents("other.jsonl", [{"text": "so angry", "lang": "es"}], language="es")
    moods.add_documents("untold.jsonl", [{"text": ENGLISH}, {"text": SPANISH}])

    ended = run_dag(in_chunks_of(2))

    states = {name: state for name, state in ended.states.items() if name.startswith("score_texts")}
    assert set(states.values()) == {"success"}
    batches = dict(
        rows(
            dag_warehouse,
            "select review_text, batch_id from reviews union select text, batch_id from documents",
        )
    )
    scored = [*texts, "so quiet", ENGLISH]
    assert rows(dag_warehouse, SCORED) == sorted(
        (text, text in texts, "mood", version.name, *moods.expected(version, text), None, "en",
         batches[text], ended.run_id)
        for text in scored
    )  # fmt: skip
    labels = {row[0]: row[4] for row in rows(dag_warehouse, SCORED)}
    assert [labels[text] for text in texts] == ["calm", "cross", "merry"]
    assert not (moods.layout.root / "work").exists()
