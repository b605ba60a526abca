"""`rating-model predict` on a real model, a real warehouse and bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result

from tests.rating_model.version_site import VersionSite, corpus
from text_models.versions.champion import write_champion

Command = Callable[..., Result]


@pytest.fixture
def champion(version_site: VersionSite) -> str:
    """A version that predicts."""
    version_site.evaluated("b1", corpus(200, seed=1))
    write_champion(version_site.models_dir, "b1")
    return "b1"


def answer(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_text(rating_model: Command, champion: str) -> None:
    found = answer(rating_model("predict", "The lamp is wonderful, the cup perfect", "--json"))
    assert list(found) == ["model_version", "rating", "expected_rating", "confidence"]
    assert (found["model_version"], found["rating"]) == ("b1", 5)
    said = rating_model("predict", "The lamp is wonderful, the cup perfect").stdout
    expected, confidence = found["expected_rating"], found["confidence"]
    assert said == f"5 of 5 stars (expected {expected:.2f}, confidence {confidence:.2f}, version b1)\n"


@pytest.mark.parametrize("text", ["x" * 100_000, "😀😀😀", "&#128512;", "!", "a\x00b"])
def test_any_text_gets_an_answer(rating_model: Command, champion: str, text: str) -> None:
    assert answer(rating_model("predict", text, "--json"))["rating"] in {1, 2, 3, 4, 5}


def test_lines_of_a_file_keep_their_numbers(rating_model: Command, champion: str, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_bytes("\ufeffperfect, lovely\n\n   \nawful, broken\r\n😀\n".encode())
    lines = rating_model("predict", "--file", str(file), "--json").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert [(row["line"], row["rating"]) for row in found[:2]] == [(1, 5), (4, 1)]
    assert found[2]["line"] == 5
    piped = rating_model("predict", "--file", "-", stdin=file.read_bytes()).stdout.splitlines()
    expected, confidence = found[1]["expected_rating"], found[1]["confidence"]
    assert piped[1] == f"      4  1  {expected:.2f}  {confidence:.2f}  awful, broken"


def test_another_version_answers_when_it_is_asked(
    rating_model: Command, champion: str, version_site: VersionSite
) -> None:
    version_site.evaluated("b2", corpus(60, seed=2))
    assert answer(rating_model("predict", "good", "--version", "b2", "--json"))["model_version"] == "b2"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["predict", ""], "Error: There is no text to judge. Received: ''\n"),
        (["predict", "&nbsp; \n"], "Error: There is no text to judge. Received: '&nbsp; \\n'\n"),
        (["predict", "good", "--version", "b9"], "Error: There is no version 'b9' of the rating model in "),
        (["predict", "--backfill", "b9"], "Error: There is no version 'b9' of the rating model in "),
        (
            ["predict", "good", "--version", "../b1"],
            "Error: There is no version '../b1' of the rating model ",
        ),
    ],
)
def test_what_cannot_be_answered(
    rating_model: Command, champion: str, words: list[str], sentence: str
) -> None:
    result = rating_model(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["predict"], 'Give one of "TEXT", --file FILE and --backfill VERSION.'),
        (["predict", "good", "--backfill", "b1"], 'Give one of "TEXT", --file FILE and --backfill VERSION.'),
        (["predict", "--backfill", "b1", "--version", "b2"], "--backfill names the version itself"),
        (["predict", "--file", "missing.txt"], "'missing.txt': No such file or directory"),
    ],
)
def test_what_is_asked_the_wrong_way(rating_model: Command, words: list[str], sentence: str) -> None:
    result = rating_model(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_no_champion_yet(rating_model: Command) -> None:
    result = rating_model("predict", "good")
    assert result.exit_code == 1
    assert "no version has passed the gate. `make local` trains one" in result.stderr


def test_a_file_that_is_no_text_names_its_line(rating_model: Command, champion: str, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_bytes(b"good\n\xff\xfe\n")
    result = rating_model("predict", "--file", str(file))
    assert result.exit_code == 1
    assert f"Error: Line 2 of {file} is not UTF-8 (invalid start byte at byte 0); expected " in result.stderr


@pytest.mark.parametrize(
    "name", ["model.json", "evaluation.json", "tfidf/vocabulary.json", "tfidf/weights.safetensors"]
)
def test_a_damaged_model_is_named(
    rating_model: Command, champion: str, version_site: VersionSite, name: str
) -> None:
    path = version_site.models_dir / "b1" / name
    path.write_bytes(path.read_bytes()[:50])
    result = rating_model("predict", "good")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is damaged (" in result.stderr
    assert str(path.parent) in result.stderr


def test_backfill(rating_model: Command, champion: str, warehouse: psycopg.Connection) -> None:
    warehouse.execute(
        "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
        "batch_id, source_key, line_number) "
        "select gen_random_uuid(), 'R', 'P', 1, 'perfect', 0, '2018-01-01', 'b', 'k', 1 "
        "from generate_series(1, 3000)"
    )
    warehouse.commit()
    assert rating_model("predict", "--backfill", "b1").stdout == (
        "3,000 predictions of version b1 stored; every review has one now.\n"
    )
    assert answer(rating_model("predict", "--backfill", "b1", "--json")) == {
        "model_version": "b1",
        "stored": 0,
    }
    rows = warehouse.execute("select rating, model_version, count(*) from review_predictions group by 1, 2")
    assert rows.fetchall() == [(5, "b1", 3000)]


def test_a_linear_champion_answers_without_tensorflow(champion: str, version_site: VersionSite) -> None:
    code = (
        "import sys; from rating_model.cli import main; main(['predict', 'good'], standalone_mode=False); "
        "print({'tensorflow', 'mlflow', 'psycopg', 'airflow'} & set(sys.modules))"
    )
    environment = {**os.environ, "DATA_DIR": str(version_site.models_dir.parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "set()"
