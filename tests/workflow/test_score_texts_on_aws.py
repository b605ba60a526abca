"""Champions of text models score what a run has loaded into Redshift: whole rows, each once."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.uploader.document_upload import upload_converted
from tests.workflow.aws_site import AwsSite, lamp, put_lines, run_dag, states_of
from tests.workflow.local_dag import scoring_tasks
from tests.workflow.score_site import ScoreSite
from workflow.sql_paths import REDSHIFT

pytestmark = pytest.mark.aws
SCORED = (
    "select coalesce(reviews.review_text, documents.text), text_scores.review_id is not null, "
    "text_scores.task, model_version, top_label, score, json_serialize(scores), fault, text_scores.language, "
    "text_scores.batch_id = coalesce(reviews.batch_id, documents.batch_id), run_id from text_scores "
    "left join reviews on text_scores.review_id = reviews.review_id "
    "left join documents on text_scores.document_id = documents.document_id order by 1, 4"
)
TEXTS = ("quiet and gentle", "angry and grumpy", "laughing and dancing")


def in_chunks_of_two(dag: Any) -> None:
    dag.get_task("score_texts.plan").chunk_texts = 2


def stored(site: AwsSite) -> list[tuple[Any, ...]]:
    return [(*row[:6], json.loads(row[6]), *row[7:]) for row in site.rows(SCORED)]


def test_new_reviews_and_documents_are_scored_once(aws_site: AwsSite) -> None:
    root = Path(os.environ["DATA_DIR"])
    shutil.rmtree(root, ignore_errors=True)
    moods = ScoreSite(DataLayout(root))
    version = moods.train()
    put_lines(
        aws_site,
        "reviews/lamps/1.json.gz",
        [lamp(number, reviewText=text) for number, text in enumerate(TEXTS)],
    )
    keys = moods.add_documents("told.jsonl", [{"text": "so quiet"}, {"text": "so grumpy"}], language="en")
    keys += moods.add_documents("other.jsonl", [{"text": "so angry"}], language="es")
    upload_converted(aws_site.bucket, DocumentsLayout(root), keys)

    ended = run_dag(in_chunks_of_two)

    assert "failed" not in states_of(ended), ended.reasons
    assert {ended.states[name] for name in ("load_documents", *scoring_tasks(REDSHIFT))} == {"success"}
    expected = sorted(
        (text, text in TEXTS, "mood", version.name, *moods.expected(version, text), None, "en", True,
         ended.run_id)
        for text in (*TEXTS, "so quiet", "so grumpy")
    )  # fmt: skip
    assert stored(aws_site) == expected
    assert aws_site.keys("copy/scores/") == []
    assert not (root / "work").exists()

    second = moods.train("nb_lr")

    def rescoring(dag: Any) -> None:
        in_chunks_of_two(dag)
        dag.get_task("score_texts.plan").rescore = "yes"

    rescored = run_dag(rescoring)
    assert "failed" not in states_of(rescored), rescored.reasons
    assert rescored.states["pack"] == "skipped"
    assert stored(aws_site) == sorted(
        expected
        + [
            (text, text in TEXTS, "mood", second.name, *moods.expected(second, text), None, "en", True,
             rescored.run_id)
            for text in (*TEXTS, "so quiet", "so grumpy")
        ]
    )  # fmt: skip
