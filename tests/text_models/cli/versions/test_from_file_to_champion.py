"""From files of texts to a champion and back: train, models, promote, history, rollback, card, evaluate."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from services.postgres.databases import DatabaseAddress
from tests.text_models.training.mood_notes import mood_notes, topic_notes, write_csv, write_json_lines
from text_models.normalise import text_key
from text_models.versions.champion import read_champion
from text_models.versions.registry import Registry

Command = Callable[..., Result]
VERSION = re.compile(r"\d{8}T\d{9}-[0-9a-f]{8}")


def trained(run: Command, *words: str | Path) -> dict[str, object]:
    """What `train mood … --json` says."""
    result = run("train", "mood", *words, "--json")
    assert result.exit_code == 0, result.stderr
    told: dict[str, object] = json.loads(result.stdout)
    return told


def test_from_a_file_to_a_champion_and_back(
    run: Command, data_dir: Path, tmp_path: Path, registry_address: DatabaseAddress
) -> None:
    notes = write_csv(tmp_path / "notes.csv", mood_notes(300, seed=1))
    # The first: who predicts, and that it is the first champion, a sentence each.
    first = run("train", "mood", notes, "--licence", "CC0")
    assert first.exit_code == 0, first.stderr
    predicts, decided = first.stdout.splitlines()
    # The majority class has F1 .5 in one of three moods: the rest of 1 is .833.
    assert predicts == (
        "Multinomial naive Bayes on counts predicts, chosen on development data: macro-F1 1.000 (1.000 to "
        "1.000), +0.833 (+0.793 to +0.881) over the majority class, on 60 test notes."
    )
    a = read_champion(data_dir / "models" / "mood") or ""
    assert VERSION.fullmatch(a)
    assert decided.startswith(
        f"Promoted: version {a} (multinomial naive Bayes on counts) is the first champion, "
    )
    assert [line.split(":")[0] for line in first.stderr.splitlines()] == [
        "majority", "nb_counts", "nb_lr", "nb_counts is the best and learns from both parts now.",
    ]  # fmt: skip
    # One that learned nothing of use does not take its place.
    worse = trained(
        run, write_csv(tmp_path / "noise.csv", mood_notes(200, seed=2, wrong=1.0)), "--models", "nb_lr"
    )
    b = str(worse["version"])
    assert (worse["is_promoted"], read_champion(data_dir / "models" / "mood")) == (False, a)
    assert str(worse["reason"]).startswith(f"Not promoted, champion {a} stays: version {b} (")
    # A third, by hand; then back, and no further back than to the first.
    c = str(trained(run, notes, "--models", "nb_lr", "--seed", "3")["version"])
    assert run("promote", "mood", c).stdout == f"Version {c} is the champion now; before, {a}.\n"
    assert run("promote", "mood", c).stdout == f"Version {c} was the champion already.\n"
    assert run("rollback", "mood").stdout == f"Version {a} is the champion again; {c} is withdrawn.\n"
    refused = run("rollback", "mood")
    assert (refused.exit_code, refused.stdout, refused.stderr) == (
        1,
        "",
        f"Error: The mood model has no earlier champion to go back to: {a} is the first. "
        "`text-models promote mood VERSION` chooses any version.\n",
    )
    events = json.loads(run("history", "mood", "--json").stdout)
    assert [(event["change"], event["before"], event["version"]) for event in events] == [
        ("gate", None, a), ("hand", a, c), ("rollback", c, a),
    ]  # fmt: skip
    assert [event["why"] for event in events] == [decided, "Chosen by hand.", f"Rolled back from {c}."]
    assert len({event["who"] for event in events}) == 1
    head, *lines = run("history", "mood").stdout.splitlines()
    assert head.split() == ["at", "who", "how", "from", "to", "why"]
    assert [line.split()[2] for line in lines] == ["gate", "hand", "rollback"]
    # The registry has all three under the task's name, and none under another.
    listed = json.loads(run("models", "mood", "--json").stdout)
    assert [(row["version"], row["is_champion"]) for row in listed] == [(a, True), (b, False), (c, False)]
    assert run("models", "mood").stdout.splitlines()[1].split()[:3] == ["*", a, "nb_counts"]
    assert Registry(registry_address.uri("postgresql+psycopg2"), "topics").versions() == []
    _check_card(run, data_dir, a, notes)


def _check_card(run: Command, data_dir: Path, version: str, notes: Path) -> None:
    card = run("card", "mood").stdout
    assert card == (data_dir / "models" / "mood" / version / "card.md").read_text()
    assert card.startswith(f"# Mood: version {version}\n\nMultinomial naive Bayes on counts predicts, ")
    digest = hashlib.sha256(notes.read_bytes()).hexdigest()
    assert f"| notes.csv | train | {notes.stat().st_size:,} | {digest} |" in card
    assert "| rows | 192 | 48 | 60 |" in card
    assert "| share of calm | 33.33% | 33.33% | 33.33% |" in card
    assert "authors; leaked pairs: 0." in card
    assert "so that figures say little: calm (20), cross (20), merry (20)." in card
    assert "- Data: CC0." in card
    assert re.search(r"\| scikit-learn \| \d+\.\d+", card)
    assert re.search(r"\| macro-F1 \| 0\.167 \(.*\) \| (0\.9\d\d|1\.000) \(.*\) \|", card)


def test_a_test_file_is_opened_for_one_version(
    run: Command, data_dir: Path, tmp_path: Path, registry_address: DatabaseAddress
) -> None:
    learned, others = mood_notes(300, seed=1), mood_notes(90, seed=7)
    version = str(
        trained(run, write_csv(tmp_path / "notes.csv", learned), "--models", "nb_counts")["version"]
    )
    test = write_csv(tmp_path / "test.csv", others + learned)
    before = run("card", "mood", version).stdout
    found = run("evaluate", "mood", version, test, "--json")
    assert found.exit_code == 0, found.stderr
    told = json.loads(found.stdout)
    # 240 of the 300 were learned from, the 60 of the test part were not.
    assert (told["rows"], found.stderr) == (150, "Left out: 240 notes that the version has learned from.\n")
    assert [[file["name"] for file in opened["files"]] for opened in told["tests_opened"]] == [
        ["notes.csv"], ["test.csv"],
    ]  # fmt: skip
    assert told["tests_opened"][1]["files"][0]["sha256"] == hashlib.sha256(test.read_bytes()).hexdigest()
    registry = Registry(registry_address.uri("postgresql+psycopg2"), "mood")
    client = registry._client  # what MLflow itself shows
    (run_found,) = client.search_runs([client.get_experiment_by_name("mood").experiment_id])
    opened = {name: json.loads(tag)["rows"] for name, tag in run_found.data.tags.items() if "opened" in name}
    assert opened == {"test_opened.00000": 60, "test_opened.00001": 150}
    (row,) = registry.versions()
    assert (row.rows, row.metrics["macro_f1"]) == (
        150,
        told["predictors"]["nb_counts"]["macro_f1"]["value"],
    )  # fmt: skip
    after = run("card", "mood", version).stdout
    assert "- Test texts were opened 2 times (" in after
    assert "opened" not in before
    # All of it learned from, a label that is not known, and no text: a sentence each, and nothing changed.
    only_learned = write_csv(
        tmp_path / "old.csv", [note for note in learned if _is_learned(data_dir, version, note)]
    )
    strange = write_csv(tmp_path / "strange.csv", [*others, ("something else", "sad")])
    for file, sentence in (
        (only_learned, "Error: Version .* has learned from each of the 240 notes: name a file of others\\."),
        (strange, "Error: .*strange\\.csv.*'sad'"),
    ):
        refused = run("evaluate", "mood", version, file)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert re.match(sentence, refused.stderr), refused.stderr
    assert run("card", "mood", version).stdout == after


def test_every_look_at_test_texts_is_kept(run: Command, tmp_path: Path) -> None:
    assert run("history", "mood", "--tests").stdout == "No test texts of task mood have been opened yet.\n"
    notes = write_csv(tmp_path / "notes.csv", mood_notes(300, seed=1))
    test = write_csv(tmp_path / "test.csv", mood_notes(90, seed=7))
    words = ("--train", notes, "--test", test, "--models", "majority,nb_counts")
    assert run("compare", "mood", *words).stderr.count("opened") == 0
    version = str(trained(run, notes, "--models", "nb_counts")["version"])
    test.rename(renamed := tmp_path / "renamed.csv")
    again = run("evaluate", "mood", version, renamed)
    assert re.search(
        r"Test texts out of these files were opened once before, last on \d{4}-\d\d-\d\d by compare: ",
        again.stderr,
    )
    openings = json.loads(run("history", "mood", "--tests", "--json").stdout)
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (notes, renamed)]
    assert [(one["by"], one["rows"], one["files"], one["models"]) for one in openings] == [
        ("compare", 90, [["test.csv", digests[1]]], ["majority", "nb_counts"]),
        ("train", 60, [["notes.csv", digests[0]]], [version]),
        ("evaluate", 90, [["renamed.csv", digests[1]]], [version]),
    ]
    head, *lines = run("history", "mood", "--tests").stdout.splitlines()
    assert head.split() == ["at", "who", "by", "texts", "files", "models"]
    assert [line.split()[2:5] for line in lines] == [
        ["compare", "90", "test.csv"], ["train", "60", "notes.csv"], ["evaluate", "90", "renamed.csv"],
    ]  # fmt: skip


def _is_learned(data_dir: Path, version: str, note: tuple[str, str]) -> bool:
    keys = (data_dir / "models" / "mood" / version / "learned_keys.txt").read_text().split()
    return text_key(note[0]) in keys


def test_labels_that_no_declaration_names_are_kept_with_the_version(
    run: Command, data_dir: Path, tmp_path: Path
) -> None:
    notes = write_json_lines(tmp_path / "notes.jsonl", topic_notes(400, seed=1))
    done = run("train", "topics", notes, "--aim", "f1")
    assert done.exit_code == 0, done.stderr
    answers = run("predict", "topics", "rain and soup", "what a carriage", "nothing of all this", "--json")
    told = [json.loads(line) for line in answers.stdout.splitlines()]
    assert [answer["labels"] for answer in told] == [["food", "weather"], ["trains"], []]
    assert [list(answer["scores"]) for answer in told] == [["food", "trains", "weather"]] * 3
    plain = run("predict", "topics", "nothing of all this").stdout
    assert plain == f"(none) (version {read_champion(data_dir / 'models' / 'topics')})\n"
    assert "- Thresholds by the aim `f1`, chosen on development data." in run("card", "topics").stdout


NO_CHAMPION = "There is no champion in .*mood yet: no version has passed the gate\\. "
NO_VERSION = "There is no version 'v9' of the mood model in .*: there is none\\."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["predict", "mood", "angry"],
            f"{NO_CHAMPION}`text-models train mood …` trains one; a version that did",
        ),
        (["explain", "mood", "angry"], NO_CHAMPION),
        (["card", "mood"], NO_CHAMPION),
        (["card", "mood", "v9"], NO_VERSION),
        (["promote", "mood", "v9"], NO_VERSION),
        (
            ["predict", "mood", "x", "--version", "../v1"],
            "There is no version '\\.\\./v1' of the mood model in ",
        ),
        (
            ["rollback", "mood"],
            "The mood model has no earlier champion to go back to: there has been none\\. ",
        ),
        (["models", "moods"], "There is no task 'moods'; declared: .*mood.*A task of your own is a file "),
        (
            ["train", "rating", __file__],
            "The rating model is trained and judged by a pipeline of its own: see ",
        ),
        (["predict", "stance", "x"], "Task stance is off: "),
    ],
)
def test_where_there_is_nothing_yet_a_sentence_says_so(run: Command, words: list[str], sentence: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert re.match(f"Error: {sentence}", line), line


def test_before_the_first_version_lists_are_empty(run: Command) -> None:
    assert run("models", "mood").stdout == (
        "No version of task mood is registered yet: `text-models train` registers one.\n"
    )
    assert run("history", "mood").stdout == "Task mood has had no champion yet.\n"
    assert (run("models", "mood", "--json").stdout, run("history", "mood", "--json").stdout) == (
        "[]\n",
        "[]\n",
    )


def test_a_version_of_another_task_is_not_promoted(run: Command, data_dir: Path, tmp_path: Path) -> None:
    version = str(trained(run, write_csv(tmp_path / "notes.csv", mood_notes(200, seed=1)))["version"])
    models = data_dir / "models"
    (models / "topics").mkdir()
    (models / "mood" / version).rename(models / "topics" / version)
    refused = run("promote", "topics", version)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"Error: Version '{version}' in {models}/topics is of task 'mood', expected 'topics': choose one of "
        "this task's own.\n"
    )
    assert not (models / "topics" / "champion.json").exists()


@pytest.mark.parametrize(
    ("notes", "words", "sentence"),
    [
        (
            [("one", "calm"), ("two", "calm"), ("three", "calm")] * 10,
            "",
            "all have the label 'calm'; expected two",
        ),
        # Two groups of equal texts, for three parts.
        (
            [("quiet water, no wind", "calm"), ("go away at once", "cross")] * 5,
            "",
            "Protocol split leaves no row in the part ",
        ),
        (
            [*mood_notes(60, seed=1), ("what", "sad")],
            "",
            "notes.csv, row 61, label: found 'sad', expected one of ",
        ),
        (mood_notes(60, seed=1), "--models nb_typo", "There is no classifier 'nb_typo'; expected some of "),
        (mood_notes(60, seed=1), "--models albert", "Classifier albert is trained by a step of its own"),
        (mood_notes(60, seed=1), "--aim best", "'best' is no aim of thresholds; expected f1, "),
        (mood_notes(60, seed=1), "--label-column lable", "lable"),
    ],
)
def test_texts_that_cannot_be_learned_from_leave_nothing_behind(
    run: Command, data_dir: Path, notes: list[tuple[str, str]], words: str, sentence: str
) -> None:
    file = write_csv(data_dir.with_name("notes.csv"), notes)
    result = run("train", "mood", file, *words.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
    models = data_dir / "models" / "mood"
    assert {path.name for path in models.glob("*")} <= {".training.lock"}
