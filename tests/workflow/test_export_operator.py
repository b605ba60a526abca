"""The two tasks that make the model's input, one after the other, on a real warehouse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from airflow.sdk.exceptions import AirflowSkipException
from structlog.testing import capture_logs

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.reviews_manifest import ReviewsManifest
from tests.workflow.test_export import load
from text_models.versions.champion import write_champion
from workflow.plugins.operators.models.export_texts_operator import ExportTextsOperator
from workflow.plugins.operators.models.tokenize_operator import TokenizeOperator

OPTIONS = {"vocabulary_size": 60, "max_tokens": 16}


@pytest.fixture
def task_log() -> Iterator[list[MutableMapping[str, Any]]]:
    """What operators write to the task's log."""
    with capture_logs() as entries:
        yield entries


def warnings(entries: list[MutableMapping[str, Any]]) -> list[str]:
    """Ours; not Airflow's, that an operator is called outside of its task runner, as these tests do."""
    ours = [entry["event"] for entry in entries if entry["log_level"] == "warning"]
    return [event for event in ours if not event.endswith("outside of the Task Runner!")]


def export(data: Path, batch: str, run: str) -> Path:
    operator = ExportTextsOperator(
        text_task="rating",
        task_id="export_reviews",
        run_ids=[run],
        target=str(data / "work" / batch / "reviews"),
        models_dir=str(data / "models"),
        options={"max_reviews": 500},
    )
    return Path(operator.execute({}))


def tokenize(data: Path, batch: str, **options: object) -> Path:
    operator = TokenizeOperator(
        text_task="rating",
        task_id="tokenize",
        texts=str(data / "work" / batch / "reviews"),
        target=str(data / "work" / batch / "tokenized"),
        tokenizers=str(data / "models" / "tokenizers"),
        options=OPTIONS | options,
    )
    return Path(operator.execute({}))


def test_drift_warns_in_the_log_and_in_the_manifest_and_fails_nothing(
    dag_warehouse: psycopg.Connection, tmp_path: Path, task_log: list[MutableMapping[str, Any]]
) -> None:
    load(dag_warehouse, "b1", [(f"a short text {number}", 5) for number in range(200)])
    assert ReviewsManifest.read(export(tmp_path, "b1", "run b1")).drift == {"champion": None, "warnings": []}
    (tmp_path / "models" / "b1").mkdir(parents=True)
    shutil.copy(tokenize(tmp_path, "b1") / "corpus.json", tmp_path / "models" / "b1")
    write_champion(tmp_path / "models", "b1")

    load(
        dag_warehouse,
        "b2",
        [(f"a text that is much longer {number} {'so ' * 40}", 1) for number in range(100)],
    )
    manifest = ReviewsManifest.read(export(tmp_path, "b2", "run b2"))
    assert manifest.drift["champion"] == "b1"
    assert len(manifest.drift["warnings"]) == 2
    assert warnings(task_log) == manifest.drift["warnings"]
    assert manifest.counts["replayed"] > 100

    kept = tmp_path / "models" / "b1" / "corpus.json"
    for damaged in (json.dumps(json.loads(kept.read_text()) | {"reference": {}}), "{"):
        kept.write_text(damaged)
        manifest = ReviewsManifest.read(export(tmp_path, "b2", "run b2"))
        assert manifest.drift["champion"] is None
        assert [warning[:22] for warning in manifest.drift["warnings"]] == ["Drift is not measured:"]


def test_a_run_without_a_new_review_is_skipped(dag_warehouse: psycopg.Connection, tmp_path: Path) -> None:
    load(dag_warehouse, "b1", [])
    with pytest.raises(AirflowSkipException, match="No new review"):
        export(tmp_path, "b1", "run b1")
    assert list(tmp_path.iterdir()) == []


def test_too_few_texts_are_skipped(dag_warehouse: psycopg.Connection, tmp_path: Path) -> None:
    load(dag_warehouse, "b1", [("one text", 5)])
    export(tmp_path, "b1", "run b1")
    with pytest.raises(AirflowSkipException, match="at least 20 different texts"):
        tokenize(tmp_path, "b1")


def test_an_outgrown_tokenizer_is_said(
    dag_warehouse: psycopg.Connection, tmp_path: Path, task_log: list[MutableMapping[str, Any]]
) -> None:
    for batch, count, expected in (("b1", 30, []), ("b2", 200, ["Tokenizer 1 has "])):
        load(dag_warehouse, batch, [(f"{batch} text {number}", 5) for number in range(count)])
        export(tmp_path, batch, f"run {batch}")
        corpus = CorpusFile.read(tokenize(tmp_path, batch, vocabulary_size=8_000))
        assert corpus.tokenizer == 1
        assert [warning[:16] for warning in warnings(task_log)] == expected
