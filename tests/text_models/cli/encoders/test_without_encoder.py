"""A rung whose encoder is not on this disk is left out by name; what was asked for goes on without it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.text_models.comparison.made_texts import MOOD_TOML, notes, write_notes
from tests.text_models.training.mood_notes import MOOD, mood_notes, task_texts
from text_models.cli import main
from text_models.encoders.encoder_folder import VARIABLE
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions

COMMAND = "`text-models encoders add muse` brings it."


@pytest.fixture(autouse=True)
def no_encoders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "encoders"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


def compare(folder: Path, models: str) -> Result:
    (folder / "tasks").mkdir()
    (folder / "tasks" / "mood.toml").write_text(MOOD_TOML)
    train = write_notes(folder / "train.csv", notes(150))
    columns = ["--text-column", "text", "--label-column", "label"]
    words = ["compare", "mood", "--train", str(train), "--models", models, "--json", *columns]
    return CliRunner().invoke(main, words)


def test_a_comparison_goes_on_without_the_rung(tmp_path: Path) -> None:
    result = compare(tmp_path, "majority,muse_frozen,muse")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert list(found["models"]) == ["majority"]
    assert list(found["skipped"]) == ["muse_frozen", "muse"]
    for sentence in found["skipped"].values():
        assert sentence.startswith(f"{tmp_path / 'encoders' / 'muse'} is missing")
        assert sentence.endswith(COMMAND)


def test_a_comparison_of_nothing_else_is_a_sentence(tmp_path: Path) -> None:
    result = compare(tmp_path, "muse")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: No rung of task mood was fitted (muse: ")


def test_a_training_goes_on_without_the_rung_and_says_so(tmp_path: Path) -> None:
    task, texts = replace(MOOD, rungs=("majority", "nb_counts", "muse")), task_texts(mood_notes(150, seed=1))
    told: list[str] = []
    version = train_version(
        task,
        texts,
        [],
        tmp_path / "mood",
        TrainingOptions(resamples=200),
        code_version="0.1.0+test",
        report=told.append,
    )
    assert version.predictor == "nb_counts"
    assert told[0].startswith(f"muse is left out: {tmp_path / 'encoders' / 'muse'} is missing")
    assert told[0].endswith(COMMAND)


def test_a_training_of_nothing_else_is_refused(tmp_path: Path) -> None:
    texts = task_texts(mood_notes(150, seed=1))
    with pytest.raises(ValueError, match=r"No classifier of task mood can be trained: .*encoders add muse"):
        train_version(
            MOOD,
            texts,
            [],
            tmp_path / "mood",
            TrainingOptions(models=("muse",), resamples=200),
            code_version="0.1.0+test",
        )
