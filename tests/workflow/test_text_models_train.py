"""The DAG that trains a text task's model, in one process: labels in the warehouse, a champion in the end."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from services.postgres.databases import DatabaseAddress
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from tests.text_models.training.mood_notes import mood_notes
from tests.workflow.aws_site import AwsSite
from tests.workflow.test_amzn_review_etl_local import HEAVY
from tests.workflow.training_site import add_notes, declare_mood, run_training
from text_models.versions.registry import Registry
from workflow.plugins.src.training_params import training_params

GREEN = dict.fromkeys(("export_labels", "out_of_fold", "judge", "promote", "clean_up"), "success")
RUNGS = {"nb_counts, seed 0": "success", "nb_lr, seed 0": "success"}
SCORED = "select count(*), count(distinct document_id), min(model_version) from document_scores"


def test_labels_become_a_champion_that_scores_each_text_once(
    dag_warehouse: psycopg.Connection, registry_address: DatabaseAddress, layout: DataLayout
) -> None:
    declare_mood(layout.root)
    add_notes(dag_warehouse, mood_notes(150, seed=1))

    ended = run_training(folds=2, rescore="yes")

    assert ended.reasons == []
    assert (ended.states, ended.rungs, ended.scoring) == (GREEN, RUNGS, {"success"})
    models = layout.root / "models" / "mood"
    assert json.loads((models / "champion.json").read_text()) == {"version": ended.version}
    assert (models / ended.version / "out_of_fold.parquet").is_file()
    registry = Registry(registry_address.uri("postgresql+psycopg2"), "mood")
    assert registry.champion() == ended.version
    assert [(opening.by, opening.rows, opening.models) for opening in registry.openings()] == [
        ("text_models_train", 30, (ended.version,))
    ]
    assert dag_warehouse.execute(SCORED).fetchall() == [(150, 150, ended.version)]
    assert not (layout.root / "work").exists()


@pytest.mark.parametrize(
    ("params", "red", "sentence"),
    [
        (
            {"memory": 20},
            "judge",
            "No rung of task mood was fitted (nb_counts-0: ended at ",
        ),
        ({"rungs": "nb_never"}, "export_labels", "There is no classifier 'nb_never'; expected some of "),
        ({"folds": 1}, "export_labels", "Param folds is 1; expected 0 for none, or 2 to 20."),
        ({"task": "mod"}, "export_labels", "There is no task 'mod'; declared: identity-attack-en, mood, "),
        ({"protocol": "mono"}, "export_labels", "Protocol mono "),
    ],
)
def test_what_cannot_be_trained_is_red_with_a_sentence(
    params: dict[str, Any],
    red: str,
    sentence: str,
    dag_warehouse: psycopg.Connection,
    layout: DataLayout,
) -> None:
    declare_mood(layout.root)
    add_notes(dag_warehouse, mood_notes(60, seed=1))
    ended = run_training(**params)
    assert ended.states[red] == "failed"
    assert ended.states["promote"] == "upstream_failed"
    (reason,) = ended.reasons
    assert reason.startswith(sentence)
    assert not (layout.root / "models").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task", "../mood"), ("task", None), ("protocol", "splt"), ("seeds", 0), ("seeds", "many"),
        ("budget", -1), ("memory", -1), ("folds", 21), ("rescore", "maybe"), ("rungs", 7),
    ],
)  # fmt: skip
def test_the_form_refuses_what_cannot_be(name: str, value: object) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    param = training_params([])[name]
    assert param.description
    with pytest.raises(ParamValidationError):
        param.resolve(value)


def test_on_s3_and_redshift_it_is_the_same(
    aws_site: AwsSite,
    texts: BucketDocumentSite,
    registry_address: DatabaseAddress,
    layout: DataLayout,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = aws_site.bucket_address
    for name, value in {
        "AWS_S3_BUCKET": bucket.bucket,
        "AWS_REDSHIFT_HOST": aws_site.redshift.host,
        "RATING_STORAGE": f"s3://{bucket.bucket}/models",
    }.items():
        monkeypatch.setenv(name, value)
    keys = {"login": bucket.access_key_id, "password": bucket.secret_access_key}
    extra = {"region": bucket.region, "endpoint_url": bucket.endpoint_url}
    connection = {"conn_type": "generic", **(keys if bucket.access_key_id else {}), "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_RATING_STORAGE", json.dumps(connection))
    declare_mood(layout.root)
    lines = [json.dumps({"text": text, "label": mood}) for text, mood in mood_notes(150, seed=1)]
    notes = texts.file("notes.jsonl", "\n".join(lines) + "\n")
    texts.add(notes, task="mood", text="text", label="label", language="en")

    ended = run_training(rescore="yes")

    assert ended.reasons == []
    assert (ended.states, ended.rungs, ended.scoring) == (
        GREEN | {"out_of_fold": "skipped"}, RUNGS, {"success"},
    )  # fmt: skip
    registry = Registry(registry_address.uri("postgresql+psycopg2"), "mood")
    assert registry.champion() == ended.version
    champion = aws_site.bucket.get("models/models/mood/champion.json")
    assert json.loads(champion) == {"version": ended.version}
    assert aws_site.rows(SCORED) == [(150, 150, ended.version)]
    assert aws_site.keys("models/work/") == []
    assert not (layout.root / "models").exists()


@pytest.mark.parametrize("module", HEAVY)
def test_parsing_the_dag_imports_nothing_heavy(module: str, parsed_modules: list[str]) -> None:
    assert "airflow.sdk" in parsed_modules
    assert module not in parsed_modules


@pytest.fixture(scope="module")
def parsed_modules() -> list[str]:
    """The modules that a fresh process has imported after reading the DAG file."""
    script = "import sys, json, workflow.dags.text_models_train; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return modules
