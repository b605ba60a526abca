"""`text-models compare`, from files to the folder that it keeps."""

from __future__ import annotations

import csv
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner, Result
from sklearn.metrics import accuracy_score, f1_score

from tests.text_models.comparison.made_texts import MOOD_TOML, notes, write_notes
from text_models.cli import main
from text_models.comparison.comparison_folder import comparison_folder

Command = Callable[..., Result]
NUMBERS = ("value", "low", "high")


def _run(folder: Path, *words: str) -> Result:
    (folder / "tasks").mkdir(exist_ok=True)
    (folder / "tasks" / "mood.toml").write_text(MOOD_TOML)
    columns = ["--text-column", "text", "--label-column", "label"]
    # Nobody answers on this port, so that no registry of this machine is written to.
    nowhere = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": "1"}
    return CliRunner().invoke(
        main, ["compare", "mood", *words, *columns], env={"DATA_DIR": str(folder), **nowhere}
    )


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """A comparison with everything that can be asked of it: its folder, JSON and what stderr said."""
    folder = tmp_path_factory.mktemp("compared")
    train, test = (
        write_notes(folder / "train.csv", notes(150)),
        write_notes(folder / "test.csv", notes(60, 7)),
    )
    result = _run(
        folder,
        *("--train", str(train), "--test", str(test), "--models", "majority,nb_counts,albert"),
        *("--sizes", "8,all", "--folds", "2", "--aim", "f1", "--out", str(folder / "out"), "--json"),
    )
    assert result.exit_code == 0, result.stderr
    return folder, json.loads(result.stdout), result.stderr


def test_the_json_has_its_shape(compared: tuple[Path, dict[str, Any], str]) -> None:
    _, content, _ = compared
    assert content["task"] == "mood"
    assert content["rows"] == {"train": 150, "test": 60}
    assert content["best"] == "nb_counts"
    assert content["cheapest_equal"] == "nb_counts"
    assert list(content["models"]) == ["majority", "nb_counts"]
    for model in content["models"].values():
        assert list(model) == ["metrics", "fit_seconds", "predict_per_second", "peak_mb"]
        assert list(model["metrics"]) == ["accuracy", "macro_f1", "log_loss"]
        for metric in model["metrics"].values():
            assert list(metric) == list(NUMBERS)
            assert metric["low"] <= metric["value"] <= metric["high"]
        assert model["fit_seconds"] >= 0
        assert model["predict_per_second"] > 0
        assert 20 < model["peak_mb"] < 1_000
    # Of 60 test texts 40 are good, which is what the majority says.
    majority = content["models"]["majority"]["metrics"]
    truth = ["bad" if row % 3 == 0 else "good" for row in range(60)]
    assert majority["accuracy"]["value"] == pytest.approx(accuracy_score(truth, ["good"] * 60))
    assert majority["macro_f1"]["value"] == pytest.approx(
        f1_score(truth, ["good"] * 60, average="macro", zero_division=0)
    )
    assert content["skipped"] == {"albert": "it is trained by a step of its own"}
    assert content["split"]["rows"] == {"train": 120, "dev": 30, "test": 60}
    assert content["split"]["leaked_pairs"] == 0
    assert content["first_line"].startswith("nb_counts is best: macro-F1 ")


def test_details_tell_options_thresholds_and_the_curve(compared: tuple[Path, dict[str, Any], str]) -> None:
    _, content, _ = compared
    details = content["details"]["nb_counts"]
    assert details["options"] in [tried["options"] for tried in details["tried"]]
    assert set(details["thresholds"]["labels"]) == {"bad", "good"}
    assert [(point["wanted"], point["texts"]) for point in details["curve"]] == [(8, 8), (None, 120)]
    assert details["curve"][1]["value"] == pytest.approx(max(each["score"] for each in details["tried"]))
    assert {"numpy", "scikit-learn"} <= set(details["libraries"])
    assert "thresholds" not in content["details"]["majority"], "what does not read keeps its answer"


def test_the_folder_holds_everything(compared: tuple[Path, dict[str, Any], str]) -> None:
    folder, content, stderr = compared
    out = folder / "out"
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "comparison.json", "folds/majority.parquet", "folds/nb_counts.parquet", "index.html", "split.csv",
        "thresholds/nb_counts.json",
    ]  # fmt: skip
    assert json.loads((out / "comparison.json").read_text()) == content
    with (out / "split.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "part"]
    assert [row["part"] for row in rows].count("test") == 60
    assert sorted(path.name for path in folder.iterdir()) == ["out", "tasks", "test.csv", "train.csv"]
    *lines, registry = stderr.splitlines()
    assert registry.startswith("The registry was not told that the test texts were opened: PostgreSQL ")
    assert [line.partition(": done")[0] for line in lines] == [
        "1/2 majority", "2/2 nb_counts", "curve majority", "curve nb_counts", "folds majority",
        "folds nb_counts", "test majority", "test nb_counts",
    ]  # fmt: skip


def test_the_same_files_give_the_same_figures(
    compared: tuple[Path, dict[str, Any], str], tmp_path: Path
) -> None:
    folder, content, _ = compared
    # More rungs beside it change no interval of a rung either.
    result = _run(
        tmp_path,
        *("--train", str(folder / "train.csv"), "--test", str(folder / "test.csv")),
        *("--models", "majority,nb_counts,nb_tfidf", "--aim", "f1", "--json"),
    )
    again = json.loads(result.stdout)
    for name in ("majority", "nb_counts"):
        assert again["models"][name]["metrics"] == content["models"][name]["metrics"]
        assert again["development"][name] == content["development"][name]
    assert again["split"] == content["split"]


def test_what_needs_too_much_memory_is_named_and_skipped(tmp_path: Path) -> None:
    train = write_notes(tmp_path / "train.csv", notes(100))
    result = _run(tmp_path, "--train", str(train), "--models", "majority,nb_counts", "--memory", "90m")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("A baseline wins: the majority class, which does not read; macro-F1 ")
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("Left out: nb_counts")]
    assert line.startswith("Left out: nb_counts, ended at ")
    assert line.endswith(" MB: it may hold 90 MB.")


def test_a_budget_for_nothing_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    train, out = write_notes(tmp_path / "train.csv", notes(100)), tmp_path / "out"
    words = ["--train", str(train), "--models", "majority,nb_counts", "--budget", "1s", "--out", str(out)]
    result = _run(tmp_path, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    spent = "not begun: the budget of 1s was spent"
    assert result.stderr.splitlines()[-1] == (
        f"Error: No rung of task mood was fitted (majority: {spent}; nb_counts: {spent})."
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tasks", "train.csv"]


def _kill_process_of(rung: str, killed: list[int]) -> None:
    """Kill the process that fits a rung as soon as it is there."""
    until = time.monotonic() + 60
    while time.monotonic() < until and not killed:
        for child in psutil.Process().children():
            # One that has ended since it was listed has no command line.
            with suppress(psutil.NoSuchProcess):
                if any(f"/{rung}/fit" in word for word in child.cmdline()):
                    child.kill()
                    killed.append(child.pid)
        time.sleep(0.01)


def test_a_killed_process_is_named_and_the_others_are_compared(tmp_path: Path) -> None:
    train, out, killed = write_notes(tmp_path / "train.csv", notes(100)), tmp_path / "out", list[int]()
    killer = threading.Thread(target=_kill_process_of, args=("nb_counts", killed))
    killer.start()
    result = _run(tmp_path, "--train", str(train), "--models", "majority,nb_counts", "--out", str(out))
    killer.join()
    assert len(killed) == 1
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "Error: Not compared, as something went wrong in the process: nb_counts. Why is told above; run them "
        "again by --models."
    )
    content = json.loads((out / "comparison.json").read_text())
    assert content["skipped"] == {"nb_counts": "its process was killed by signal 9 (SIGKILL)"}
    assert set(content["models"]) == {"majority"}


def test_one_comparison_at_a_time_writes_into_a_folder(tmp_path: Path) -> None:
    train, out = write_notes(tmp_path / "train.csv", notes(60)), tmp_path / "out"
    with comparison_folder(out) as folder:
        result = _run(tmp_path, "--train", str(train), "--models", "majority", "--out", str(out))
        (folder / "comparison.json").write_text("{}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: Another comparison is at work in {out}: wait until it has ended, or stop it first.\n"
    )
    assert [path.name for path in out.iterdir()] == ["comparison.json"], "the first one was not disturbed"


def test_a_folder_of_something_else_is_not_touched(tmp_path: Path) -> None:
    train, out = write_notes(tmp_path / "train.csv", notes(60)), tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years")
    result = _run(tmp_path, "--train", str(train), "--models", "majority", "--out", str(out))
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: {out} holds something else than a comparison (no comparison.json): name another folder, or "
        "one that is not there yet.\n"
    )
    assert [path.read_text() for path in out.iterdir()] == ["years"]


def test_a_baseline_wins_where_words_tell_nothing(tmp_path: Path) -> None:
    train = write_notes(tmp_path / "train.csv", notes(120, is_told=False))
    result = _run(tmp_path, "--train", str(train), "--models", "majority,nb_counts", "--seeds", "2")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("A baseline wins: ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--models", "gpt"], "There is no classifier 'gpt'; expected some of "),
        (["--budget", "20"], "'20' is no time; expected seconds, minutes or hours"),
        (["--aim", "recall"], "'recall' is no aim of thresholds; expected f1, precision=.95 or flag-rate=2%"),
        (["--protocol", "cross"], "Protocol cross tests on one variant: name it."),
        (["--folds", "3"], "--folds keeps probabilities in a folder: name it by --out."),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(words: list[str], sentence: str, tmp_path: Path) -> None:
    train = write_notes(tmp_path / "train.csv", notes(60))
    result = _run(tmp_path, "--train", str(train), *words)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert sentence in result.stderr


def test_one_label_alone_is_a_sentence(tmp_path: Path) -> None:
    train = write_notes(tmp_path / "train.csv", [(text, "good") for text, _ in notes(60)])
    result = _run(tmp_path, "--train", str(train), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "good" in result.stderr
    assert not (tmp_path / "out").exists()
