"""`text-models bias` on a version that was really trained, and what the card says of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.scoring_service.toy_models import write_toy_site
from text_models.cli import main

COLUMNS = ["--text-column", "Text", "--label-column", "Label"]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy site with a champion that knows "nasty" and "hateful" from "gentle" and "lovely"."""
    folder = tmp_path_factory.mktemp("site") / "data"
    write_toy_site(folder)
    return folder


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """40 texts, half of them bad, half of which name a group; labels are called as nobody else calls them."""
    file = tmp_path / "templates.csv"
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["Text", "Label"])
        for number in range(10):
            for word, label in (("nasty", "BAD"), ("lovely", "NOT_BAD")):
                rows.writerow([f"number {number} is a {word} muslim", label])
                rows.writerow([f"number {number} is a {word} neighbour", label])
    return file


def bias(data_dir: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["bias", "spite-en", *words], env={"DATA_DIR": str(data_dir)})


def test_it_is_measured_kept_and_shown_on_the_card(data_dir: Path, templates: Path) -> None:
    asked = [str(templates), *COLUMNS, "--positive", "BAD"]
    done = bias(data_dir, *asked, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["label"], found["rows"], found["positive_rows"]) == ("spiteful", 40, 20)
    (subgroup,) = found["subgroups"]
    assert (subgroup["term"], subgroup["rows"], subgroup["positive_rows"]) == ("muslim", 20, 10)
    assert subgroup["bpsn_auc"] == subgroup["bnsp_auc"] == [1.0, 1.0, 1.0]
    assert len(found["too_few"]) == 49
    (file,) = found["files"]
    assert (file["name"], len(file["sha256"])) == ("templates.csv", 64)

    text = bias(data_dir, *asked).stdout
    assert "muslim" in text
    assert text.startswith("Label 'spiteful' on 40 texts of templates.csv, 20 of them with it: AUC 1.000")
    card = CliRunner().invoke(main, ["card", "spite-en"], env={"DATA_DIR": str(data_dir)}).stdout
    assert "## Unintended bias\n\nLabel 'spiteful' on 40 texts of templates.csv" in card
    assert "| muslim | 20 | 10 | 1.000 (1.000 to 1.000)" in card
    # The version is as complete as before.
    answer = CliRunner().invoke(
        main, ["predict", "spite-en", "a nasty text"], env={"DATA_DIR": str(data_dir)}
    )
    assert answer.exit_code == 0


def test_a_card_without_it_says_so(data_dir: Path) -> None:
    card = CliRunner().invoke(main, ["card", "spite-ru"], env={"DATA_DIR": str(data_dir)}).stdout
    assert "## Unintended bias\n\nNot measured: " in card


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([*COLUMNS, "--positive", "WORST"], "Found 0 texts with label 'spiteful' and 40 without"),
        (
            [*COLUMNS, "--positive", "BAD", "--label", "rude"],
            "'rude' is no label of the version: choose kind, sp",
        ),
        (["--text-column", "Words"], "has no column 'Words'; found 'Text', 'Label'"),
        (COLUMNS, "BAD"),  # none of the task's labels, and nobody said what it stands for
    ],
)
def test_bad_input_is_a_sentence(data_dir: Path, templates: Path, words: list[str], sentence: str) -> None:
    done = bias(data_dir, str(templates), *words)
    assert done.exit_code != 0
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_a_language_without_terms_is_named(data_dir: Path, templates: Path) -> None:
    words = ["bias", "spite-ru", str(templates), *COLUMNS, "--positive", "BAD"]
    done = CliRunner().invoke(main, words, env={"DATA_DIR": str(data_dir)})
    assert "There are no identity terms for ru, only for en: name a file with --terms" in done.output
    terms = templates.with_name("terms.toml")
    terms.write_text('terms = ["muslim"]')
    assert (
        CliRunner().invoke(main, [*words, "--terms", str(terms)], env={"DATA_DIR": str(data_dir)}).exit_code
        == 0
    )
