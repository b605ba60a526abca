"""`text-models describe TASK FILE…`: the report on stdout, as JSON and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.text_models.comparison.made_texts import MOOD_TOML, notes, write_notes
from text_models.cli import main

COLUMNS = ("--text-column", "text", "--label-column", "label")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A training and a test file, and the task."""
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "mood.toml").write_text(MOOD_TOML)
    return write_notes(tmp_path / "train.csv", notes(60)), write_notes(tmp_path / "test.csv", notes(20, 7))


def _run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["describe", "mood", *words], env={"DATA_DIR": str(folder)})


def test_texts_are_described(files: tuple[Path, Path], tmp_path: Path) -> None:
    train, test = map(str, files)
    result = _run(tmp_path, train, "--test", test, *COLUMNS, "--out", str(tmp_path / "report"))
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Equal: 0 of 80 rows have the text of an earlier one."
    assert lines[4:9] == [
        "Labels by part",
        "      train       dev       test",
        "rows  60          0         20",
        "bad   20 (33.3%)  0 (0.0%)  7 (35.0%)",
        "good  40 (66.7%)  0 (0.0%)  13 (65.0%)",
    ]
    page = (tmp_path / "report" / "index.html").read_text()
    assert "<h1>Texts of mood</h1>" in page
    assert "<h2>Unknown words by size of the vocabulary</h2>" in page
    assert not [word for word in ("src=", "href=", "url(", "<script") if word in page]


def test_json_holds_the_same(files: tuple[Path, Path], tmp_path: Path) -> None:
    content = json.loads(_run(tmp_path, str(files[0]), "--test", str(files[1]), *COLUMNS, "--json").stdout)
    assert content["rows"] == {"train": 60, "dev": 0, "test": 20}
    assert content["missing"]["dev"] == {"of_words": None, "of_different": None}
    assert content["unknown"][-1]["unknown"] == pytest.approx(content["missing"]["test"]["of_words"])
    assert content["frequent"][0].keys() == {"word", "texts"}


def test_options_of_texts_without_files_are_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = _run(tmp_path, "--test", str(files[1]))
    assert result.exit_code == 2
    assert "These options are for texts: name the training FILES behind the task." in result.stderr
    assert _run(tmp_path).exit_code == 0, "without any the task is described"
