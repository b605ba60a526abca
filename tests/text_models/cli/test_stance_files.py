"""Stance, from files of texts and accounts: learned from weak labels, tested on those that people gave."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from text_models.cli import main

SIDES = {"left": ("union", "climate", "welfare"), "right": ("border", "tax", "liberty")}
FILLING = (
    "today",
    "people",
    "home",
    "work",
    "road",
    "city",
    "park",
    "school",
    "day",
    "near",
    "morning",
    "talk",
)
NOWHERE = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": "1"}
TEXTS_EACH = 20


def side_of(author: int) -> str:
    return "left" if author % 2 else "right"


def text_of(side: str, chance: random.Random) -> str:
    """Twelve words, of which one tells a side in six of ten texts: the author's own in three of four."""
    other = "right" if side == "left" else "left"
    words = chance.choices(FILLING, k=12)
    if chance.random() < 0.6:
        words[5] = chance.choice(SIDES[side if chance.random() < 0.75 else other])
    return " ".join(words)


def write(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Texts of 40 authors without labels, their accounts, and texts of 20 others that people labelled."""
    folder, chance = tmp_path_factory.mktemp("stance"), random.Random(3)
    texts = [(f"@author{a}", text_of(side_of(a), chance)) for a in range(40) for _ in range(TEXTS_EACH)]
    gold = [
        (f"@author{a}", text_of(side_of(a), chance), side_of(a))
        for a in range(100, 120)
        for _ in range(TEXTS_EACH)
    ]
    return {
        "texts": write(folder / "texts.csv", ("author", "text"), texts),
        "accounts": write(
            folder / "accounts.csv", ("author", "label"), [(f"@author{a}", side_of(a)) for a in range(50)]
        ),
        "gold": write(folder / "gold.csv", ("author", "text", "label"), gold),
    }


def compare(files: dict[str, Path], *words: str, switched_on: str = "stance") -> Result:
    columns = ("--text-column", "text", "--label-column", "label", "--group-column", "author")
    from_files = (
        "--train",
        str(files["texts"]),
        "--test",
        str(files["gold"]),
        "--accounts",
        str(files["accounts"]),
    )
    return CliRunner().invoke(
        main,
        ["compare", "stance", *from_files, "--models", "majority,nb_counts", *columns, *words],
        env={"DATA_DIR": str(files["texts"].parent), "TASKS_SWITCHED_ON": switched_on, **NOWHERE},
    )


def test_more_texts_of_an_author_tell_the_side_better(files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = compare(files, "--protocol", "weak-to-gold", "--unit", "author-k", "--out", str(out), "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["rows"] == {"train": 40 * TEXTS_EACH, "test": 20 * TEXTS_EACH}
    split = found["split"]
    assert split["leaked_pairs"] == 0
    assert [split["groups"][part] for part in ("train", "dev", "test")] == [32, 8, 20]
    curve = {row["texts"]: row["accuracy"] for row in found["by_author"]}
    assert list(curve) == [1, 2, 5, 10, 20]
    # A text tells its side by .6 * .75 + .4 / 2 = .65 of the time; twenty of an author nearly always.
    assert curve[1] == pytest.approx(0.65, abs=0.06)
    assert curve[1] < curve[5] < curve[20]
    assert curve[20] >= 0.9
    # No author's name is kept: neither in the figures nor in the split.
    for file in out.iterdir():
        assert "author1" not in file.read_text(), file.name


def test_all_texts_of_an_author_are_one_document(files: dict[str, Path]) -> None:
    result = compare(files, "--protocol", "weak-to-gold", "--unit", "author", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["rows"], found["by_author"]) == ({"train": 40, "test": 20}, [])
    assert found["models"]["nb_counts"]["metrics"]["accuracy"]["value"] >= 0.9


def test_descriptions_that_say_nothing_are_set_aside(files: dict[str, Path], tmp_path: Path) -> None:
    chance = random.Random(5)
    good = [(f"@author{a}", text_of(side_of(a), chance)) for a in range(40)]
    bad = ("", "https://example.org @friend", "hello you", good[2][1], good[4][1])
    rows = [*good, *((f"@author{40 + place}", text) for place, text in enumerate(bad))]
    described = write(tmp_path / "described.csv", ("author", "text"), rows)
    asked = {**files, "texts": described}
    result = compare(asked, "--protocol", "weak-to-gold", "--unit", "description", "--json")
    assert result.exit_code == 0, result.stderr
    assert [line for line in result.stderr.splitlines() if "set aside" in line or "left out" in line] == [
        "described.csv: 1 text is empty: left out.",
        "set aside, description of links, names and signs alone: 1.",
        "set aside, description of fewer than 3 words: 1.",
        "set aside, description equal to one before: 2.",
    ]
    assert json.loads(result.stdout)["rows"]["train"] == 40


def test_stance_is_off_until_it_is_switched_on(files: dict[str, Path]) -> None:
    result = compare(files, switched_on="")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Task stance is off: it guesses the political opinion of persons")
