"""Plan, score and store as tasks run them, on a real PostgreSQL: each text once, whatever happens between."""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from airflow.sdk.exceptions import AirflowSkipException

from amzn_review.data_layout import DataLayout
from services.postgres.databases import DatabaseAddress
from tests.workflow.local_dag import rows
from tests.workflow.score_site import ScoreSite
from tests.workflow.test_export import load
from text_models.scoring import answer_chunk
from text_models.scoring.score_chunk import ChunkText, read_texts
from text_models.versions.champions.champion_event import Change
from text_models.versions.registry import Registry
from workflow.plugins.operators.load.load_documents_operator import LoadDocumentsOperator
from workflow.plugins.operators.models.plan_scores_operator import PlanScoresOperator
from workflow.plugins.operators.models.score_texts_operator import ScoreTextsOperator
from workflow.plugins.operators.models.store_scores_operator import StoreScoresOperator
from workflow.plugins.src import plan_scores
from workflow.sql_paths import POSTGRES

WORDS = ("quiet", "angry", "laughing", "gentle", "dancing")
STORED = (
    "select review_text, model_version, top_label, run_id from review_scores "
    "inner join reviews using (review_id) order by 1, 2"
)


class Returned:
    """What a run's tasks have returned."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def xcom_pull(self, task_ids: str) -> Any:
        return self.values.get(task_ids)


@dataclass(frozen=True)
class Steps:
    """The tasks of group score_texts on a DATA_DIR and the DAG's warehouse."""

    moods: ScoreSite

    @property
    def root(self) -> Path:
        return self.moods.layout.root

    def plan(self, *runs: str, rescore: str = "no", run_id: str = "r") -> list[str]:
        """The places of the chunks, of two texts each."""
        plan = PlanScoresOperator(
            task_id="plan",
            loads=["load", "load_documents"],
            rescore=rescore,
            work=f"{self.root}/work/scores-{run_id}",
            models_storage=str(self.root),
            task_dirs=[str(self.root / "tasks")],
            switched_on=(),
            chunk_texts=2,
            sql=POSTGRES,
        )
        context: Any = {"run_id": run_id, "ti": Returned(load=list(runs))}
        return plan.execute(context)

    def score(self, chunks: Sequence[str]) -> int:
        """Answer and store; how many scores were new."""
        stored = 0
        for chunk in chunks:
            answers = answering(chunk).execute({})
            stored += StoreScoresOperator(task_id="store", answers=answers, sql=POSTGRES).execute({})
        return stored


def answering(chunk: str) -> ScoreTextsOperator:
    return ScoreTextsOperator(task_id="score", chunk=chunk, encoders_dir="/nonexistent")


@pytest.fixture
def steps(layout: DataLayout, dag_warehouse: psycopg.Connection) -> Steps:
    """Five reviews of batch b1 and one of b2."""
    load(dag_warehouse, "b1", [(word, 5) for word in WORDS])
    load(dag_warehouse, "b2", [("grumpy", 1)])
    return Steps(ScoreSite(layout))


def labels(steps: Steps, version: Any, run: str, words: Sequence[str]) -> list[tuple[Any, ...]]:
    return [(word, version.name, steps.moods.expected(version, word)[0], run) for word in sorted(words)]


def test_a_run_scores_its_own_and_a_promotion_the_rest_only_when_asked(
    steps: Steps, dag_warehouse: psycopg.Connection
) -> None:
    first = steps.moods.train()
    chunks = steps.plan("run b1")
    assert [Path(chunk).name for chunk in chunks] == ["mood-00000", "mood-00001", "mood-00002"]
    assert steps.score(chunks) == 5
    scored = labels(steps, first, "r", WORDS)
    assert rows(dag_warehouse, STORED) == scored
    with pytest.raises(AirflowSkipException, match=r"No new text is in a language that a champion speaks"):
        steps.plan("run b1")

    second = steps.moods.train("nb_lr")
    with pytest.raises(AirflowSkipException, match=r"^The run has loaded no batch: nothing new to score"):
        steps.plan(run_id="r2")
    assert rows(dag_warehouse, STORED) == scored
    assert steps.score(steps.plan(rescore="yes", run_id="r2")) == 6
    assert rows(dag_warehouse, STORED) == sorted(scored + labels(steps, second, "r2", [*WORDS, "grumpy"]))


def test_without_a_champion_nothing_is_asked_of_the_warehouse(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.moods.train(is_champion=False)
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(AirflowSkipException, match=r"^No text model has a champion yet: nobody is there to"):
        steps.plan("run b1", rescore="yes")


def test_a_chunk_that_was_killed_is_answered_again_and_stored_once(
    steps: Steps, dag_warehouse: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = steps.moods.train()
    chunk, *others = steps.plan("run b1")
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(answer_chunk, "read_texts", killing)
        answering(chunk).execute({})
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    work = Path(chunk).parent
    assert {path.name for path in work.iterdir()} == {
        *(f"mood-0000{number}" for number in range(3)), ".mood-00000-answers.partial",
    }  # fmt: skip
    assert steps.score(others) == 3
    assert steps.score([chunk, chunk]) == 2
    assert rows(dag_warehouse, STORED) == labels(steps, version, "r", WORDS)
    assert {path.name for path in work.iterdir() if path.name.startswith(".")} == set()


def killing(folder: Path) -> Iterator[ChunkText]:
    """The first text, and the end."""
    yield next(iter(read_texts(folder)))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_champion_whose_folder_is_gone_is_stood_in_for_by_the_one_before(
    steps: Steps,
    dag_warehouse: psycopg.Connection,
    registry_address: DatabaseAddress,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # A command that another test ran may have left the root at errors alone.
    caplog.set_level(logging.WARNING, plan_scores.__name__)
    first = steps.moods.train()
    second = steps.moods.train("nb_lr")
    registry = Registry(registry_address.uri("postgresql+psycopg2"), "mood", str(steps.moods.models))
    for version in (first, second):
        registry.record(version)
        registry.promote(version.name, Change.GATE)
    shutil.rmtree(second.path)
    assert steps.score(steps.plan("run b2")) == 1
    assert rows(dag_warehouse, STORED) == labels(steps, first, "r", ["grumpy"])
    assert f"Champion {second.name} of task mood cannot answer" in caplog.text
    assert f"The champion before it answers: version {first.name}." in caplog.text


def test_a_model_of_one_variant_answers_only_where_the_language_says_so(
    steps: Steps, dag_warehouse: psycopg.Connection
) -> None:
    version = steps.moods.train_variant("mx")
    texts = [{"text": f"quiet {kind}", "kind": kind} for kind in ("mx", "pe", "")]
    steps.moods.add_documents("tweets.jsonl", texts, language="es", variant="kind")
    loading = LoadDocumentsOperator(task_id="load", data_dir=str(steps.root), limits={})
    context: Any = {"run_id": "run d"}
    assert loading.execute(context) == ["run d"]
    # A second attempt finds what the first one has committed.
    assert loading.execute(context) == ["run d"]
    assert steps.score(steps.plan("run d", "run b1")) == 1
    scored = rows(dag_warehouse, "select text, model_version, document_scores.language from document_scores "
                  "inner join documents using (document_id)")  # fmt: skip
    assert scored == [("quiet mx", version.name, "es-MX")]
    assert rows(dag_warehouse, "select count(*) from review_scores") == [(0,)]
