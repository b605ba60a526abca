"""Training a version: killed, twice at once, and beside a champion that knows the test texts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.folder_lock import FolderBusyError
from tests.conftest import PROJECT_ROOT
from tests.text_models.training.mood_notes import MOOD, mood_notes, task_texts
from tests.text_models.training.mood_version import train_mood
from text_models.corpus.task_texts import TaskTexts
from text_models.ladder.version_predictor import VersionPredictor
from text_models.training.train_version import one_training, train_version
from text_models.training.training_options import TrainingOptions
from text_models.versions.version_folder import VersionFolder, complete_versions

# Fits, writes the classifiers into the hidden folder, and then stays there until it is killed.
HANGING = """
import sys, time
from pathlib import Path
from tests.text_models.training.mood_notes import MOOD
from tests.text_models.training import mood_version
from text_models.training import written_version as module
from text_models.training.train_version import one_training

def hang(*_, **__):
    print("written", flush=True)
    time.sleep(600)

setattr(module, sys.argv[2], hang)
with one_training(MOOD, Path(sys.argv[1])):
    mood_version.train_mood(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("step", ["seal_version", "judge_version"])
def test_a_killed_training_leaves_no_version_and_no_lock(tmp_path: Path, step: str) -> None:
    models = tmp_path / "mood"
    with subprocess.Popen(
        [sys.executable, "-c", HANGING, str(models), step],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as training:
        assert training.stdout
        assert training.stdout.readline() == "written\n"
        # A second one of the same task is refused at once; one of another task is not.
        with pytest.raises(FolderBusyError) as busy, one_training(MOOD, models):
            pass
        assert str(busy.value) == (
            f"Another training of mood is at work in {models}: wait until it has ended, or stop it first."
        )
        with one_training(MOOD, tmp_path / "topics"):
            pass
        os.kill(training.pid, signal.SIGKILL)
    assert complete_versions(models) == []
    (left,) = (path for path in models.glob(".*") if path.is_dir())
    assert (left / "nb_counts" / "classifier.json").exists()
    with one_training(MOOD, models):
        version = train_mood(models)
    assert complete_versions(models) == [version.name]
    assert [path for path in models.glob(".*") if path.is_dir()] == []


def test_the_champion_is_judged_on_texts_that_it_has_not_learned_from(tmp_path: Path) -> None:
    models, notes = tmp_path / "mood", mood_notes(300, seed=1)
    options = TrainingOptions(models=("nb_counts",), resamples=200)

    def train(texts: TaskTexts, seed: int, champion: VersionFolder | None) -> VersionFolder:
        chosen = TrainingOptions(models=options.models, resamples=200, seed=seed)
        beside = None if champion is None else VersionPredictor.load(MOOD, champion)
        return train_version(MOOD, texts, [], models, chosen, code_version="test", champion=beside)

    first = train(task_texts(notes), 0, None)
    assert (first.evaluation["champion"], first.evaluation["gain_over_champion"]) == (None, None)
    # The same texts in the same parts: all 60 test texts are new to both.
    same = train(task_texts(notes), 0, first)
    assert (same.evaluation["rows"], same.evaluation["champion"]["rows"]) == (60, 60)
    assert same.evaluation["champion"]["version"] == first.name
    assert same.evaluation["gain_over_champion"]["macro_f1"]["value"] == 0.0
    # With 120 more, dealt out by another seed: the champion knows most of the old ones in the test part.
    more = train(task_texts(notes + mood_notes(120, seed=5)), 9, first)
    learned = set((first.path / "learned_keys.txt").read_text().split())
    new = set((more.path / "learned_keys.txt").read_text().split())
    assert (len(learned), len(new)) == (240, 336)
    known = 240 - len(learned & new)
    assert known > 20
    assert (more.evaluation["rows"], more.evaluation["champion"]["rows"]) == (84, 84 - known)
    card = (more.path / "card.md").read_text()
    assert f"The champion is judged on the {84 - known} texts that it has not learned from." in card
    assert f"| champion {first.name} |" in card


def test_model_json_tells_what_was_done(tmp_path: Path) -> None:
    version = train_mood(tmp_path / "mood", "nb_lr", rows=150, seed=4, aim="flag-rate=20%")
    model = json.loads((version.path / "model.json").read_text())
    told = ("task", "kind", "labels", "predictor", "rungs", "aim", "sealed")
    assert {name: model[name] for name in told} == {
        "task": "mood", "kind": "single", "labels": ["calm", "cross", "merry"], "predictor": "nb_lr",
        "rungs": ["majority", "nb_lr"], "aim": "flag-rate=0.2", "sealed": True,
    }  # fmt: skip
    assert model["training"]["rows"] == model["training"]["texts"] == 120
    assert model["split"]["rows"] == {"train": 96, "dev": 24, "test": 30}
    assert model["split"]["label_rows"]["test"] == [10, 10, 10]
    tried = model["development"]["rungs"]
    assert list(tried) == ["majority", "nb_lr"]
    assert tried["majority"]["value"] == pytest.approx(1 / 6)
    thresholds = json.loads((version.path / "thresholds.json").read_text())
    assert (thresholds["aim"], list(thresholds["labels"]), thresholds["rows"]) == (
        "flag-rate=0.2", ["calm", "cross", "merry"], 24,
    )  # fmt: skip
    split = (version.path / "split.csv").read_text().splitlines()
    assert (split[0], len(split)) == ("id,part", 151)


def test_the_same_texts_and_seed_make_the_same_version(tmp_path: Path) -> None:
    one, other = (train_mood(tmp_path / name / "mood") for name in ("one", "other"))
    for file in ("split.csv", "learned_keys.txt", "majority/constant.json"):
        assert (one.path / file).read_bytes() == (other.path / file).read_bytes()
    texts = ["a grumpy one", "", "laughing"]
    assert VersionPredictor.load(MOOD, one).predict(texts) == VersionPredictor.load(MOOD, other).predict(
        texts
    )
    apart = ("version", "sha256", "tests_opened")
    first, second = (
        {name: value for name, value in version.evaluation.items() if name not in apart}
        for version in (one, other)
    )
    assert first == second
    assert one.name < other.name, "names sort by age"


def test_a_vote_by_the_names_of_its_members_becomes_a_version(tmp_path: Path) -> None:
    name = "vote_geometric=nb_lr+nb_counts"
    version = train_mood(tmp_path / "mood", name)
    assert version.predictor == name
    again = VersionPredictor.load(MOOD, VersionFolder.read(tmp_path / "mood", version.name))
    assert [answer.labels for answer in again.predict(["a grumpy one", "laughing"])] == [
        ("cross",),
        ("merry",),
    ]
    assert "the geometric vote of nb_lr and nb_counts" in (version.path / "card.md").read_text()
