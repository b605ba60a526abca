"""The task that judges: champion, version and report are found by their folders alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException

from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.versions.champion import write_champion
from workflow.plugins.operators.models.evaluate_operator import EvaluateOperator


@pytest.fixture
def site(tmp_path: Path) -> VersionSite:
    """Folders of the test's own, empty."""
    return VersionSite(tmp_path / "models" / "rating", tmp_path / "reviews")


def evaluate(site: VersionSite, version: str, reviews: Path) -> None:
    """Run the task for a version just trained."""
    task = EvaluateOperator(
        text_task="rating",
        task_id="evaluate",
        model_dir=str(site.trained(version)),
        texts=str(reviews),
        models_dir=str(site.models_dir),
        report_dir=str(site.models_dir.parents[1] / "reports" / version),
    )
    assert task.execute(Context()) == str(site.models_dir / version)


def test_a_version_is_judged_beside_the_champion_that_storage_names(site: VersionSite) -> None:
    reviews = write_reviews(site.reviews_dir, train=corpus(100, seed=1), evaluation=corpus(50, seed=2))
    evaluate(site, "v1", reviews)
    assert json.loads((site.models_dir / "v1" / "evaluation.json").read_text())["champion"] is None
    write_champion(site.models_dir, "v1")
    evaluate(site, "v2", reviews)
    evaluation = json.loads((site.models_dir / "v2" / "evaluation.json").read_text())
    assert evaluation["champion"]["version"] == "v1"
    # Learned from the same reviews, they are the same.
    assert evaluation["gain_over_champion"]["macro_f1"] == {"value": 0.0, "low": 0.0, "high": 0.0, "p": 1.0}
    page = site.models_dir.parents[1] / "reports" / "v2" / "index.html"
    assert "champion v1 (TF-IDF + logistic regression)" in page.read_text()


def test_too_few_reviews_to_judge_by_skip_the_task(site: VersionSite) -> None:
    reviews = write_reviews(site.reviews_dir, train=corpus(100, seed=1), evaluation=[])
    with pytest.raises(AirflowSkipException, match="no evaluation reviews to judge the version by"):
        evaluate(site, "v1", reviews)


def test_a_champion_that_is_not_there_turns_the_task_red(site: VersionSite) -> None:
    reviews = write_reviews(site.reviews_dir, train=corpus(100, seed=1), evaluation=corpus(50, seed=2))
    site.models_dir.mkdir(parents=True)
    write_champion(site.models_dir, "lost")
    with pytest.raises(ValueError, match="names version 'lost', which is not"):
        evaluate(site, "v1", reviews)
