"""Promote, predict and store, as the DAG runs them: on real folders, a real registry and a real warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from airflow.sdk.exceptions import AirflowSkipException

from services.postgres.databases import DatabaseAddress
from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.versions.champion import read_champion
from text_models.versions.registry import Registry
from workflow.plugins.operators.models.predict_operator import PredictOperator
from workflow.plugins.operators.models.promote_operator import PromoteOperator
from workflow.plugins.operators.models.store_predictions_operator import StorePredictionsOperator


@pytest.fixture
def versions(tmp_path: Path) -> VersionSite:
    """Folders of the test's own, with one version, judged."""
    site = VersionSite(tmp_path / "models" / "rating", tmp_path / "reviews")
    site.evaluated("b1", corpus(200, seed=1))
    return site


def predict(site: VersionSite, target: Path) -> str:
    reviews = write_reviews(
        target.with_name("new"), new=[(1, "perfect, lovely", 5), (2, "", 3), (3, "awful, broken", 5)]
    )
    operator = PredictOperator(
        text_task="rating",
        task_id="predict",
        models_dir=str(site.models_dir),
        texts=str(reviews),
        target=str(target),
    )
    return operator.execute({})


def test_nobody_predicts_before_a_version_has_passed(versions: VersionSite, tmp_path: Path) -> None:
    with pytest.raises(AirflowSkipException, match="No version has passed the gate yet"):
        predict(versions, tmp_path / "predictions")


def test_from_the_gate_to_the_warehouse(
    versions: VersionSite,
    registry_address: DatabaseAddress,
    dag_warehouse: psycopg.Connection,
    tmp_path: Path,
) -> None:
    promote = PromoteOperator(
        text_task="rating", task_id="promote", models_dir=str(versions.models_dir), version="b1"
    )
    found: dict[str, Any] = promote.execute({})
    assert (found["is_promoted"], read_champion(versions.models_dir)) == (True, "b1")
    assert found["reason"].startswith("Promoted: version b1 (TF-IDF + logistic regression) is the first ")
    assert Registry(registry_address.uri("postgresql+psycopg2"), "rating").champion() == "b1"
    assert promote.execute({}) == {"is_promoted": True, "reason": "Version b1 is the champion already."}

    dag_warehouse.execute(
        "insert into reviews (review_key, reviewer_id, asin, rating, vote, review_time, batch_id, "
        "source_key, line_number) select gen_random_uuid(), 'R', 'P', 5, 0, '2018-01-01', 'b1', 'k', 1 "
        "from generate_series(1, 3)"
    )
    store = StorePredictionsOperator(
        text_task="rating", task_id="store", predictions=predict(versions, tmp_path / "predictions")
    )
    assert store.execute({}) == 3
    rows = dag_warehouse.execute("select review_id, model_version, rating from review_predictions order by 1")
    kept = rows.fetchall()
    assert [row[:2] for row in kept] == [(1, "b1"), (2, "b1"), (3, "b1")]
    assert (kept[0][2], kept[2][2]) == (5, 1)
    assert store.execute({}) == 0, "the task may run twice"
