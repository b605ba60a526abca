"""`rating-model promote` and `rating-model models` on a real registry."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from rating_model.rating_task import rating_task
from tests.rating_model.version_site import VersionSite, corpus
from text_models.versions.champion import read_champion
from text_models.versions.promotion import promote_if_better
from text_models.versions.registry import Registry

Command = Callable[..., Result]


@pytest.fixture
def two_versions(registry: Registry, version_site: VersionSite) -> VersionSite:
    """b1 is champion; b2 is another, no better."""
    for version in ("b1", "b2"):
        version_site.evaluated(version, corpus(200, seed=1))
        promote_if_better(rating_task(), registry, version_site.models_dir, version)
    return version_site


def test_rollback(rating_model: Command, two_versions: VersionSite) -> None:
    assert rating_model("promote", "b2").stdout == "Version b2 is the champion now; before, b1.\n"
    assert read_champion(two_versions.models_dir) == "b2"
    assert rating_model("promote", "b2").stdout == "Version b2 was the champion already.\n"
    assert json.loads(rating_model("promote", "b1", "--json").stdout) == {"version": "b1", "before": "b2"}
    assert read_champion(two_versions.models_dir) == "b1"


@pytest.mark.parametrize("version", ["b9", "", "../rating/b1", ".", "..", "champion.json"])
def test_an_unknown_version_is_refused_and_nothing_changes(
    rating_model: Command, two_versions: VersionSite, version: str
) -> None:
    result = rating_model("promote", version)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: There is no version {version!r} of the rating model in ")
    assert result.stderr.endswith("Complete ones, the latest last: b1, b2.\n")
    assert read_champion(two_versions.models_dir) == "b1"


def test_an_incomplete_version_is_refused(rating_model: Command, two_versions: VersionSite) -> None:
    two_versions.trained("b3")
    result = rating_model("promote", "b3")
    assert (result.exit_code, read_champion(two_versions.models_dir)) == (1, "b1")
    assert (
        "Error: Version 'b3' of the rating model is not complete: evaluation.json is missing" in result.stderr
    )


def test_models_are_listed_with_the_champion_marked(
    rating_model: Command, two_versions: VersionSite, registry: Registry
) -> None:
    head, first, second = rating_model("models").stdout.splitlines()
    assert " ".join(head.split()) == (
        "version predicts with macro-F1 MAE, stars quadratic kappa accuracy log loss calibration error "
        "judged on trained at code"
    )
    b1 = registry.versions()[0]
    scores = ("macro_f1", "mae", "quadratic_kappa", "accuracy", "log_loss", "ece")
    assert first.split() == [
        "*", "b1", "tfidf_logistic", *(f"{b1.metrics[name]:.3f}" for name in scores), "200",
        "2026-11-23T10:00:00+00:00", "0.1.0+123456",
    ]  # fmt: skip
    assert second.split()[0] == "b2"
    listed = json.loads(rating_model("models", "--json").stdout)
    assert [(row["version"], row["is_champion"]) for row in listed] == [("b1", True), ("b2", False)]
    assert listed[1]["reason"].startswith("Not promoted, champion b1 stays: version b2 (TF-IDF ")


def test_an_empty_registry(rating_model: Command) -> None:
    assert (
        rating_model("models").stdout == "No version is registered yet: the pipeline registers one a run.\n"
    )
    assert rating_model("models", "--json").stdout == "[]\n"


@pytest.mark.parametrize("words", [["models"], ["promote", "b1"]])
def test_a_registry_that_cannot_be_reached_is_one_sentence(rating_model: Command, words: list[str]) -> None:
    result = rating_model(*words, POSTGRES_PASSWORD="wrong")
    assert result.exit_code == 1
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("Error: PostgreSQL does not let postgres into database mlflow at 127.0.0.1:")
