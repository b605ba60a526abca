"""Batch after batch before the gate, with a real registry and real models."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rating_model.rating_task import rating_task
from rating_model.serving.rating_predictor import RatingPredictor
from tests.rating_model.version_site import VersionSite, corpus
from text_models.versions.champion import champion_folder, read_champion
from text_models.versions.promotion import promote, promote_if_better
from text_models.versions.registry import Registry
from text_models.versions.version_folder import VersionFolder

NOISE = 0.5


def macro_f1(registry: Registry, version: str) -> float:
    (found,) = [found for found in registry.versions() if found.version == version]
    return found.metrics["macro_f1"]


def test_three_batches_never_promote_a_worse_model(registry: Registry, version_site: VersionSite) -> None:
    """The evaluation reviews are the same at each batch, so that the figures compare."""
    models, champions = version_site.models_dir, []
    for version, rows, wrong in (("b1", 60, NOISE), ("b2", 600, 0.0), ("b3-bad", 60, NOISE)):
        version_site.evaluated(version, corpus(rows, seed=rows, wrong=wrong))
        decision = promote_if_better(rating_task(), registry, models, version)
        champion = registry.champion()
        assert champion == read_champion(models)
        champions.append(champion)
    assert champions == ["b1", "b2", "b2"]
    scores = [macro_f1(registry, version) for version in ("b1", "b2", "b3-bad")]
    assert scores[0] < scores[1]
    assert scores[2] < scores[1], "the bad challenger is not bad"
    assert decision.reason.startswith("Not promoted, champion b2 stays: version b3-bad (TF-IDF ")
    assert "is better beyond chance in none of macro-F1 (-0." in decision.reason


def test_a_constant_is_not_promoted_even_where_there_is_no_champion(
    registry: Registry, version_site: VersionSite
) -> None:
    chance = corpus(300, seed=3, wrong=1.0)
    challenger = version_site.evaluated("b1", chance)
    assert challenger.predictor in {"majority", "mean"}
    decision = promote_if_better(rating_task(), registry, version_site.models_dir, "b1")
    assert not decision.is_promoted
    assert decision.reason.startswith("Not promoted, there is still no champion: version b1 ")
    assert registry.champion() is None
    assert champion_folder(version_site.models_dir) is None
    (found,) = registry.versions()
    assert found.reason == decision.reason
    with pytest.raises(ValueError, match="Version 'b1' answers with a constant"):
        promote(rating_task(), registry, version_site.models_dir, "b1", RatingPredictor.load)


def test_a_task_that_runs_twice_decides_once(registry: Registry, version_site: VersionSite) -> None:
    version_site.evaluated("b1", corpus(200, seed=1))
    first = promote_if_better(rating_task(), registry, version_site.models_dir, "b1")
    (version_site.models_dir / "champion.json").unlink()  # as if it had been killed before the mirror
    again = promote_if_better(rating_task(), registry, version_site.models_dir, "b1")
    assert (first.is_promoted, again) == (True, (True, "Version b1 is the champion already."))
    assert read_champion(version_site.models_dir) == "b1"
    assert [found.reason for found in registry.versions()] == [first.reason]


def test_rollback(registry: Registry, version_site: VersionSite) -> None:
    models = version_site.models_dir
    for version, rows in (("b1", 60), ("b2", 600)):
        version_site.evaluated(version, corpus(rows, seed=rows, wrong=NOISE if rows == 60 else 0.0))
        assert promote_if_better(rating_task(), registry, models, version).is_promoted
    assert promote(rating_task(), registry, models, "b1", RatingPredictor.load) == "b2"
    assert (registry.champion(), read_champion(models)) == ("b1", "b1")
    version_site.evaluated("b3", corpus(600, seed=5))
    assert promote_if_better(rating_task(), registry, models, "b3").is_promoted, (
        "the next challenger is judged against b1"
    )


def test_a_champion_chosen_while_a_challenger_was_judged_is_not_replaced(
    registry: Registry, version_site: VersionSite
) -> None:
    models = version_site.models_dir
    for version, rows in (("b1", 60), ("b2", 200)):
        version_site.evaluated(version, corpus(rows, seed=rows, wrong=NOISE if rows == 60 else 0.0))
        promote_if_better(rating_task(), registry, models, version)
    version_site.evaluated("b3", corpus(600, seed=5))
    promote(rating_task(), registry, models, "b1", RatingPredictor.load)
    decision = promote_if_better(rating_task(), registry, models, "b3")
    assert (decision.is_promoted, read_champion(models)) == (False, "b1")
    assert decision.reason.endswith("was judged against b2. Evaluate it again.")


def test_a_lost_registry_learns_its_champion_from_storage(
    registry: Registry, version_site: VersionSite
) -> None:
    version_site.evaluated("b1", corpus(600, seed=1))
    (version_site.models_dir / "champion.json").write_text('{"version": "b1"}')
    version_site.evaluated("b2", corpus(60, seed=2, wrong=NOISE))
    assert not promote_if_better(rating_task(), registry, version_site.models_dir, "b2").is_promoted
    assert [(found.version, found.is_champion) for found in registry.versions()] == [
        ("b1", True), ("b2", False),
    ]  # fmt: skip


def test_a_champion_whose_folder_is_gone_is_none(registry: Registry, version_site: VersionSite) -> None:
    models = version_site.models_dir
    version_site.evaluated("b1", corpus(200, seed=1))
    promote_if_better(rating_task(), registry, models, "b1")
    shutil.rmtree(models / "b1")
    (models / "champion.json").unlink()
    version_site.evaluated("b2", corpus(60, seed=2))
    assert promote_if_better(rating_task(), registry, models, "b2").is_promoted


def _no_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def _not_evaluated(folder: Path) -> None:
    (folder / "evaluation.json").unlink()


def _cut(folder: Path) -> None:
    (folder / "evaluation.json").write_text('{"rows": 1')


def _no_predictor(folder: Path) -> None:
    model = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**model, "predictor": None}))


def _damaged(folder: Path) -> None:
    weights = folder / "tfidf" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            _no_folder,
            r"There is no version 'b1' of the rating model in .*rating\. Complete .*: there is none\.",
        ),
        (
            _not_evaluated,
            r"Version 'b1' .* is not complete: evaluation\.json is missing in .*b1\. Train and ",
        ),
        (_cut, r"Version 'b1' .* is not complete: evaluation\.json is damaged \(.*\) in "),
        (_no_predictor, r"Version 'b1' .* is not complete: model\.json names no predictor in "),
        (_damaged, r"The classifier in .*tfidf is damaged \(.*\): train it again\."),
    ],
)
def test_an_incomplete_version_is_not_chosen(
    registry: Registry, version_site: VersionSite, damage: Callable[[Path], None], sentence: str
) -> None:
    folder = version_site.evaluated("b1", corpus(200, seed=1)).path
    damage(folder)
    with pytest.raises(ValueError, match=sentence):
        promote(rating_task(), registry, version_site.models_dir, "b1", RatingPredictor.load)
    assert registry.champion() is None
    assert read_champion(version_site.models_dir) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version"'])
def test_a_damaged_mirror_says_how_to_mend_it(version_site: VersionSite, content: str) -> None:
    version_site.models_dir.mkdir(parents=True)
    (version_site.models_dir / "champion.json").write_text(content)
    with pytest.raises(ValueError, match=r"champion\.json is damaged: .* promote VERSION` writes it again\."):
        read_champion(version_site.models_dir)


def test_sentences_name_the_task_whose_folder_it_is(tmp_path: Path) -> None:
    models = tmp_path / "models" / "tags"
    (models / "b1").mkdir(parents=True)
    (models / "champion.json").write_text('{"version": "b2"}')
    with pytest.raises(ValueError, match="choose another version with `text-models promote tags VERSION`"):
        champion_folder(models)
    with pytest.raises(ValueError, match="There is no version 'b2' of the tags model in "):
        VersionFolder.read(models, "b2")
    with pytest.raises(ValueError, match="Version 'b1' of the tags model is not complete: "):
        VersionFolder.read(models, "b1")
