"""A ladder in steps of their own: what the command would choose, limits, killed steps, and what is kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pyarrow import parquet

from tests.conftest import PROJECT_ROOT
from tests.text_models.training.mood_notes import MOOD, mood_notes, task_texts
from tests.text_models.training.spread.mood_ladder import VERSION, MoodLadder, rows_of
from text_models.comparison.compare_rungs import ComparisonError
from text_models.comparison.processes.watched_process import Ending
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.reading.read_texts import BadTextsError
from text_models.training.spread.exported_texts import TEXTS_FILE, read_texts_of, write_texts_of
from text_models.training.spread.judge_ladder import judge_ladder
from text_models.training.spread.ladder_plan import LadderPlan, RungStep
from text_models.training.spread.run_step import run_folds
from text_models.training.spread.step_result import StepResult
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions

MEGABYTE = 1 << 20
# Runs a step, says so, and is there until it is killed.
RUNNING = """
import sys
from pathlib import Path
from tests.text_models.training.spread.mood_ladder import MoodLadder
ladder = MoodLadder.of(Path(sys.argv[1]), "nb_lr")
print("planned", flush=True)
ladder.run()
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> MoodLadder:
    """A ladder of two rungs, both fitted; nobody changes it."""
    ladder = MoodLadder.of(tmp_path_factory.mktemp("ladder"), "nb_counts", "nb_lr", folds=3)
    assert [result.ending for result in ladder.run()] == [Ending.DONE, Ending.DONE]
    return ladder


@pytest.fixture
def fitted(first: MoodLadder, tmp_path: Path) -> MoodLadder:
    """A copy of it."""
    shutil.copytree(first.root, tmp_path / "work")
    return replace(first, root=tmp_path / "work")


def test_the_steps_choose_and_judge_as_the_command_does(fitted: MoodLadder, tmp_path: Path) -> None:
    assert [step.name for step in fitted.plan.steps] == ["nb_counts-0", "nb_lr-0"]
    models = tmp_path / "mood"
    version = judge_ladder(fitted.plan, fitted.choose(), models, None, code_version="test")

    texts = read_texts_of(fitted.root / "texts" / TEXTS_FILE)
    options = TrainingOptions(models=("nb_counts", "nb_lr"), resamples=200)
    by_command = train_version(MOOD, texts, [], tmp_path / "other" / "mood", options, code_version="test")

    assert version.name == VERSION
    assert version.predictor == by_command.predictor
    for name in ("split", "labels", "options", "rungs", "task"):
        assert version.model[name] == by_command.model[name], name
    found, expected = (it.model["development"]["rungs"] for it in (version, by_command))
    assert [{**figures, "seconds": 0} for figures in found.values()] == [
        {**figures, "seconds": 0} for figures in expected.values()
    ]
    assert version.evaluation["predictors"] == by_command.evaluation["predictors"]
    assert version.evaluation["first_line"] == by_command.evaluation["first_line"]
    assert len(version.evaluation["tests_opened"]) == 1
    # Judged again, it is not opened again.
    again = judge_ladder(fitted.plan, fitted.choose(), models, None, code_version="test")
    assert again.evaluation == version.evaluation


def test_rungs_see_no_test_text(tmp_path: Path) -> None:
    ladder = MoodLadder.of(tmp_path, "nb_counts")
    test = [text for text, _ in mood_notes(150, seed=1)]
    parts = "".join(path.read_text() for path in (tmp_path / "parts").iterdir())
    seen = [text for text in test if text in parts]
    assert len(seen) == 120
    assert ladder.plan.file.sha256 in (tmp_path / "parts" / "plan.json").read_text()


def test_a_rung_beyond_its_memory_or_time_is_named_and_the_ladder_goes_on(
    fitted: MoodLadder, tmp_path: Path
) -> None:
    _, step = fitted.plan.steps
    shutil.rmtree(fitted.folders()[step])
    (late,) = fitted.limited(steps=(step,), budget_seconds=0.2).run()
    assert late.ending is Ending.LIMIT
    assert late.reason.endswith("the budget of 0.2 s was spent")
    # Cleared with more time, it is begun again, and now holds more than it may.
    (broken,) = fitted.limited(steps=(step,), memory_bytes=20 * MEGABYTE).run()
    assert broken.ending is Ending.LIMIT
    assert broken.reason.endswith("it may hold 20 MB")
    lines: list[str] = []
    choice = fitted.choose(lines)
    assert lines[0] == f"nb_lr-0 is skipped: {broken.reason}"
    assert (choice.choice.best, choice.skipped) == ("nb_counts", {"nb_lr-0": broken.reason})
    version = judge_ladder(fitted.plan, choice, tmp_path / "mood", None, code_version="test")
    assert version.model["development"]["skipped"] == {"nb_lr-0": broken.reason}


def test_without_any_rung_each_is_named(tmp_path: Path) -> None:
    ladder = MoodLadder.of(tmp_path, "nb_counts", "nb_lr", memory_bytes=20 * MEGABYTE)
    reasons = [result.reason for result in ladder.run()]
    with pytest.raises(ValueError, match="No rung of task mood was fitted") as error:
        ladder.choose()
    assert f"(nb_counts-0: {reasons[0]}; nb_lr-0: {reasons[1]})" in str(error.value)


def test_a_rung_whose_encoder_is_missing_is_skipped_with_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMZN_ENCODERS", str(tmp_path / "none"))
    ladder = MoodLadder.of(tmp_path, "bert_frozen")
    (result,) = ladder.run()
    assert result.ending is Ending.REFUSED
    assert "text-models encoders" in result.reason


def test_a_whole_result_is_not_fitted_again_unless_the_texts_are_others(fitted: MoodLadder) -> None:
    folder = fitted.root / "rungs"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    fitted.run()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    others = MoodLadder.of(fitted.root, "nb_counts", rows=rows_of(mood_notes(90, seed=2)))
    with pytest.raises(ValueError, match="The result of nb_counts-0 is of other texts"):
        others.choose()
    others.run()
    assert others.choose().choice.best == "nb_counts"


def test_a_killed_step_leaves_no_result_and_no_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(tmp_path)], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "planned\n"
        process, children = psutil.Process(running.pid), []
        while not (children := process.children()):
            time.sleep(0.02)
        os.kill(running.pid, signal.SIGKILL)
    gone, alive = psutil.wait_procs(children, timeout=60)
    assert (len(gone), alive) == (1, [])
    step = RungStep("nb_lr", 0)
    ladder = MoodLadder(tmp_path, LadderPlan.read(tmp_path / "parts"))
    assert StepResult.read(ladder.places(step).target) is None


def test_a_process_that_is_asked_to_end_is_no_fault_of_its_rung(tmp_path: Path) -> None:
    ladder = MoodLadder.of(tmp_path, "nb_lr")
    # The tests' servers are children of this process too.
    others = set(psutil.Process().children())

    def ask() -> None:
        while not (found := set(psutil.Process().children()) - others):
            time.sleep(0.02)
        found.pop().terminate()

    asking = threading.Thread(target=ask)
    asking.start()
    with pytest.raises(InterruptedError, match="The process of nb_lr was asked to end"):
        ladder.run()
    asking.join()
    assert not ladder.folders()[ladder.plan.steps[0]].exists()


def test_probabilities_out_of_fold_are_kept_by_document(fitted: MoodLadder, tmp_path: Path) -> None:
    choice, folds = fitted.choose(), tmp_path / "folds"
    assert choice.best is not None
    step = RungStep(choice.choice.best, 0)
    assert run_folds(fitted.plan, step, choice.best.figures.options, fitted.root / "parts", folds) == ""
    version = judge_ladder(fitted.plan, choice, tmp_path / "mood", None, code_version="test", folds=folds)
    rows = parquet.read_table(version.path / "out_of_fold.parquet").to_pylist()
    mood = dict(enumerate((label for _, label in mood_notes(150, seed=1)), 100))
    assert len(rows) == 120
    assert {row["document_id"] for row in rows} < set(mood)
    right = 0
    for row in rows:
        likely = {label: row[f"p_{label}"] for label in MOOD.labels}
        assert sum(likely.values()) == pytest.approx(1)
        right += max(likely, key=likely.__getitem__) == mood[row["document_id"]]
    # Each note says its mood by one of six words, which two thirds of the others teach.
    assert right >= 114


@pytest.mark.parametrize(
    ("rows", "models", "error", "sentence"),
    [
        ([], (), TooFewTexts, "The warehouse holds no text with a label of task mood"),
        (rows_of([("one", "calm"), ("two", "calm")]), (), BadTextsError, "expected two labels or more"),
        (None, ("nb_never",), ComparisonError, "There is no classifier 'nb_never'"),
        (None, ("majority",), ValueError, "None of the rungs reads: name one of majority, nb_counts, nb_lr."),
    ],
)
def test_what_cannot_be_planned_is_a_sentence(
    tmp_path: Path, rows: list[object] | None, models: tuple[str, ...], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        MoodLadder.of(tmp_path, *models, rows=rows)
    assert list(tmp_path.iterdir()) == []


def test_labels_that_a_task_does_not_declare_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = rows_of([("one", "calm"), ("two", "bored"), ("three", "bored"), ("four", "cross")])
    counts = write_texts_of(MOOD, rows, tmp_path / TEXTS_FILE)
    assert counts.notes(MOOD) == [
        "2 notes have the label 'bored', which task mood does not declare: left out"
    ]
    texts = read_texts_of(tmp_path / TEXTS_FILE)
    assert (texts.texts, texts.labels, texts.identities) == (
        ["one", "four"], ["calm", "cross"], ["document 100", "document 103"],
    )  # fmt: skip
    assert task_texts([("one", "calm"), ("four", "cross")]).texts == texts.texts
    assert json.loads((tmp_path / TEXTS_FILE).read_text().splitlines()[0])["source"] == "gold"
