"""`text-models compare` with rungs that need an encoder, or take long."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.text_models.comparison.made_texts import MOOD, MOOD_TOML, notes, write_notes
from tests.text_models.encoders.bert.tiny_bert import write_tiny_bert
from text_models.classifiers.rung import rungs_of
from text_models.cli import main
from text_models.comparison.compare_rungs import ComparisonError, chosen_task
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.comparison.costly_rungs import why_left_out
from text_models.encoders.bert.chosen_bert import VARIABLE

RUNGS = '"majority", "bert_frozen", "bert"'
TASK = replace(MOOD, rungs=("majority", "bert_frozen", "bert"))


def _compare(folder: Path, *words: str) -> tuple[Result, str | None]:
    (folder / "tasks").mkdir(exist_ok=True)
    old = '"majority", "nb_counts", "fasttext_softmax", "tfidf_lr_powerset"'
    assert old in MOOD_TOML
    (folder / "tasks" / "mood.toml").write_text(MOOD_TOML.replace(old, RUNGS))
    train = write_notes(folder / "train.csv", notes(80))
    columns = ["--text-column", "text", "--label-column", "label"]
    words = ("compare", "mood", "--train", str(train), "--json", *words)
    with pytest.MonkeyPatch.context() as changed:
        changed.delenv(VARIABLE, raising=False)
        result = CliRunner().invoke(main, [*words, *columns], env={"DATA_DIR": str(folder)})
        return result, os.environ.get(VARIABLE)


def test_what_is_costly_or_lacks_its_encoder_is_left_out_by_name(tmp_path: Path) -> None:
    result, _ = _compare(tmp_path)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert list(found["models"]) == ["majority"]
    assert (
        found["skipped"]["bert"] == "it takes long, so it has to be asked for: --models all, or by its name"
    )
    assert "encoders/e5-small is missing" in found["skipped"]["bert_frozen"]
    assert "`text-models encoders add e5-small`" in found["skipped"]["bert_frozen"]


def test_a_folder_of_ones_own_is_named_for_all_processes(tmp_path: Path) -> None:
    encoder = write_tiny_bert(tmp_path / "tiny")
    result, named = _compare(tmp_path, "--encoder", str(encoder), "--models", "majority")
    assert result.exit_code == 0, result.stderr
    # Processes of rungs get the environment; two that read with an encoder would take a minute here.
    assert named == str(encoder)


def test_a_folder_that_is_no_encoder_is_refused(tmp_path: Path) -> None:
    result, _ = _compare(tmp_path, "--encoder", str(tmp_path))
    assert result.exit_code == 2
    assert "config.json is missing" in " ".join(result.stderr.split())


ASKED = [
    ((), ["majority", "bert_frozen"]),
    (("all",), ["majority", "bert_frozen", "bert"]),
    (("bert", "majority"), ["majority", "bert"]),
    (("all", "nb_counts"), ["majority", "bert_frozen", "bert", "nb_counts"]),
]


@pytest.mark.parametrize(("models", "fitted"), ASKED)
def test_all_asks_for_what_is_costly_too(models: tuple[str, ...], fitted: list[str]) -> None:
    task = chosen_task(TASK, ComparisonOptions(models=models))
    assert [name for name, rung in rungs_of(task).items() if not why_left_out(rung, models)] == fitted


def test_a_stranger_is_still_a_sentence() -> None:
    with pytest.raises(ComparisonError, match="There is no classifier 'al'"):
        chosen_task(TASK, ComparisonOptions(models=("al",)))
