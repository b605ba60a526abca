"""The registry in a real MLflow on a real PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.rating_model.version_site import VersionSite, corpus
from text_models.versions.registry import Registry
from text_models.versions.version_folder import VersionFolder

METRICS = ("accuracy", "macro_f1", "mae", "quadratic_kappa", "log_loss", "ece")


def changed(folder: VersionFolder, **model: Any) -> VersionFolder:
    """The version with other values in its model.json."""
    (folder.path / "model.json").write_text(json.dumps(folder.model | model))
    return VersionFolder.read(folder.path.parent, folder.name)


@pytest.fixture
def first(version_site: VersionSite) -> VersionFolder:
    """A version, judged."""
    return version_site.evaluated("2026-a", corpus(200, seed=1))


def test_a_version_is_recorded_with_what_made_it_and_what_it_scored(
    registry: Registry, first: VersionFolder
) -> None:
    registry.record(first)
    (found,) = registry.versions()
    assert (found.version, found.is_champion, found.predictor, found.rows) == (
        "2026-a", False, "tfidf_logistic", 200,
    )  # fmt: skip
    assert (found.code_version, found.trained_at) == ("0.1.0+1234567", "2026-11-23T10:00:00+00:00")
    judged = first.evaluation["predictors"]["tfidf_logistic"]
    assert found.metrics == {name: judged[name]["value"] for name in METRICS}
    (run,) = _runs(registry)
    assert run.data.params == {
        "predictor": "tfidf_logistic", "head": "softmax", "tokenizer": "1", "epochs": "6", "seed": "13",
    }  # fmt: skip
    assert run.data.metrics["tfidf_logistic/macro_f1/low"] == judged["macro_f1"]["low"]
    assert run.data.metrics["majority/mae/high"] == first.evaluation["predictors"]["majority"]["mae"]["high"]
    training = {name: value for name, value in run.data.metrics.items() if name.startswith("training/")}
    assert training == {"training/steps": 12.0, "training/seconds": 3.5}
    assert run.data.tags["seen_batch_ids.00000"] == "batch-0 2026-a"
    assert run.info.status == "FINISHED"


def test_the_learning_curve_is_recorded_once_however_often_the_version_is(
    registry: Registry, first: VersionFolder
) -> None:
    history = [
        {"step": 10, "epoch": 0.5, "loss": 1.5, "learning_rate": 0.001, "seconds": 1.25},
        {"step": 20, "epoch": 1.0, "loss": 1.0, "learning_rate": 0.0, "seconds": 2.5, "mae": 0.75},
    ]
    (first.path / "history.json").write_text(json.dumps(history))
    registry.record(first)
    registry.record(first)
    (run,) = _runs(registry)
    client = registry._client  # what MLflow itself shows
    # The version was trained at 10:00:00, when the last entry was noted.
    last = 1_795_428_000_000
    curves = {
        name: [
            (point.step, point.value, point.timestamp - last)
            for point in client.get_metric_history(run.info.run_id, name)
        ]
        for name in ("curve/loss", "curve/mae", "curve/epoch", "curve/learning_rate")
    }
    assert curves == {
        "curve/loss": [(10, 1.5, -1250), (20, 1.0, 0)],
        "curve/mae": [(20, 0.75, 0)],
        "curve/epoch": [(10, 0.5, -1250), (20, 1.0, 0)],
        "curve/learning_rate": [(10, 0.001, -1250), (20, 0.0, 0)],
    }


def test_recording_twice_is_recording_once(registry: Registry, first: VersionFolder) -> None:
    registry.record(first)
    registry.promote("2026-a")
    registry.record(first)
    assert [(found.version, found.is_champion) for found in registry.versions()] == [("2026-a", True)]
    assert len(_runs(registry)) == 1


def test_a_version_trained_anew_takes_its_own_place(registry: Registry, first: VersionFolder) -> None:
    registry.record(first)
    registry.promote("2026-a")
    registry.record(changed(first, trained_at="2026-11-24T10:00:00+00:00", options={"epochs": 2, "seed": 13}))
    (found,) = registry.versions()
    assert (found.version, found.is_champion, found.trained_at) == (
        "2026-a", True, "2026-11-24T10:00:00+00:00",
    )  # fmt: skip
    assert [run.data.params["epochs"] for run in _runs(registry)] == ["2", "6"]


def test_all_the_batches_of_years_find_room(registry: Registry, first: VersionFolder) -> None:
    batches = [f"20260117T101500123-{number:08x}" for number in range(12_345)]
    registry.record(changed(first, seen_batch_ids=batches))
    (run,) = _runs(registry)
    tags = sorted(name for name in run.data.tags if name.startswith("seen_batch_ids."))
    assert " ".join(run.data.tags[name] for name in tags).split() == batches


def test_one_champion_at_a_time_and_back_again(
    registry: Registry, first: VersionFolder, version_site: VersionSite
) -> None:
    assert registry.champion() is None
    registry.record(first)
    registry.record(version_site.evaluated("2026-b", corpus(200, seed=2)))
    for version in ("2026-a", "2026-b", "2026-a"):
        registry.promote(version)
        assert registry.champion() == version
        assert [found.version for found in registry.versions() if found.is_champion] == [version]


def test_a_version_that_was_not_recorded_is_not_promoted(registry: Registry, first: VersionFolder) -> None:
    registry.record(first)
    with pytest.raises(ValueError, match="The registry holds no version '2026-z': see `rating-model models`"):
        registry.promote("2026-z")
    with pytest.raises(ValueError, match="no quotation mark"):
        registry.record(replace(first, path=first.path.with_name("it's")))


def test_each_task_has_its_own_versions_and_champion(registry: Registry, first: VersionFolder) -> None:
    tags = Registry(registry.uri, "tags", "s3://bucket/models/tags")
    registry.record(first)
    registry.promote("2026-a")
    assert (tags.versions(), tags.champion()) == ([], None)
    with pytest.raises(ValueError, match="holds no version '2026-a': see `text-models models tags`"):
        tags.promote("2026-a")
    tags.record(changed(first, labels=["a", "b"], normal_form="nfkc"))
    (run,) = _runs(tags)
    assert run.data.params == {
        "predictor": "tfidf_logistic", "head": "softmax", "tokenizer": "1", "normal_form": "nfkc",
        "epochs": "6", "seed": "13",
    }  # fmt: skip
    tags.promote("2026-a")
    assert [(one.champion(), len(one.versions())) for one in (registry, tags)] == [("2026-a", 1)] * 2


def _runs(registry: Registry) -> list[Any]:
    client = registry._client
    experiment = client.get_experiment_by_name(registry.model_name)
    return list(client.search_runs([experiment.experiment_id]))
