"""`text-models predict` and `explain`, on odd texts too; neither needs a database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.text_models.training.mood_notes import MOOD, MOOD_TOML
from tests.text_models.training.mood_version import train_mood
from text_models.cli import main
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.champion import write_champion
from text_models.versions.version_folder import VersionFolder

Command = Callable[..., Result]


@pytest.fixture(scope="module")
def champion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR with a champion of task mood."""
    data_dir = tmp_path_factory.mktemp("data")
    (data_dir / "tasks").mkdir()
    (data_dir / "tasks" / "mood.toml").write_text(MOOD_TOML)
    version = train_mood(data_dir / "models" / "mood", "nb_lr", rows=300)
    write_champion(data_dir / "models" / "mood", version.name)
    return data_dir


@pytest.fixture
def run(champion: Path) -> Command:
    def run(*words: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(main, words, env={"DATA_DIR": str(champion)}, input=stdin)

    return run


@pytest.fixture
def version(champion: Path) -> str:
    (folder,) = (path for path in (champion / "models" / "mood").glob("[!.]*") if path.is_dir())
    return folder.name


def test_a_text_gets_its_label_and_score(run: Command, version: str) -> None:
    result = run("predict", "mood", "what a grumpy face")
    assert re.fullmatch(rf"cross 0\.\d{{3}} \(version {version}\)\n", result.stdout)
    told = json.loads(run("predict", "mood", "what a grumpy face", "--json").stdout)
    assert (told["model_version"], told["labels"], list(told["scores"])) == (
        version, ["cross"], ["calm", "cross", "merry"],
    )  # fmt: skip
    assert sum(told["scores"].values()) == pytest.approx(1)
    assert f"{told['scores']['cross']:.3f}" in result.stdout


def test_several_texts_and_lines_are_numbered_and_blank_lines_left_out(run: Command, tmp_path: Path) -> None:
    lines = "\ufeffa grumpy one\r\n\r\n   \nthey were laughing".encode()
    (tmp_path / "texts.txt").write_bytes(lines)
    of_file = run("predict", "mood", "--file", str(tmp_path / "texts.txt")).stdout
    assert run("predict", "mood", stdin=lines).stdout == of_file
    assert run("predict", "mood", "--file", "-", stdin=lines).stdout == of_file
    assert [re.sub(r"0\.\d{3}", "p", line).split(maxsplit=3) for line in of_file.splitlines()] == [
        ["1", "cross", "p", "a grumpy one"], ["4", "merry", "p", "they were laughing"],
    ]  # fmt: skip
    told = run("predict", "mood", "--json", stdin=lines).stdout.splitlines()
    assert [(json.loads(line)["line"], json.loads(line)["labels"]) for line in told] == [
        (1, ["cross"]), (4, ["merry"]),
    ]  # fmt: skip
    two = run("predict", "mood", "a grumpy one", "gentle").stdout
    assert [line.split()[:2] for line in two.splitlines()] == [
        ["1", "cross"], ["2", "calm"],
    ]  # fmt: skip
    assert run("predict", "mood", stdin=b"").stdout == ""


@pytest.mark.parametrize(
    "text",
    ["\U0001f600\U0001f621", "x" * 100_000, "grumpy " * 15_000, "\x00", "a\x00b", "!", "\u0301\u0301", "1"],
)
def test_an_odd_text_gets_an_answer_too(run: Command, text: str) -> None:
    result = run("predict", "mood", "--json", stdin=text.encode())
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    assert sum(json.loads(line)["scores"].values()) == pytest.approx(1)
    plain = run("predict", "mood", stdin=text.encode())
    (line,) = plain.stdout.splitlines()
    assert line.isprintable()
    if "\x00" not in text:
        explained = json.loads(run("explain", "mood", text, "--json").stdout)
        assert all(text[part["start"] : part["end"]] == part["text"] for part in explained["parts"])


OF_LINE = "expected a text a line. Convert the file and run again."
CONVERT = "convert it and run again."
EMPTY = "is empty: there is nothing to judge. Received: "


@pytest.mark.parametrize(
    ("words", "stdin", "sentence"),
    [
        (["predict", "mood", ""], None, f"Text 1 {EMPTY}''"),
        (["predict", "mood", "fine", " \n"], None, rf"Text 2 {EMPTY}' \n'"),
        (["explain", "mood", ""], None, f"Text 1 {EMPTY}''"),
        (["predict", "mood", "half \ud800 pair"], None, f"Text 1 is not UTF-8 (character 6): {CONVERT}"),
        (["explain", "mood", "\udcff"], None, f"Text 1 is not UTF-8 (character 1): {CONVERT}"),
        (
            ["predict", "mood"],
            b"fine\n\xff\xfe\n",
            f"Line 2 of standard input is not UTF-8 (invalid start byte at byte 0); {OF_LINE}",
        ),
        (
            ["predict", "mood"],
            b"\xed\xa0\x80",
            f"Line 1 of standard input is not UTF-8 (invalid continuation byte at byte 0); {OF_LINE}",
        ),
        (
            ["explain", "mood", "x", "--label", "sad"],
            None,
            "'sad' is no label of this classifier; expected one of calm, cross, merry.",
        ),
    ],
)
def test_a_text_that_cannot_be_judged_is_named(
    run: Command, words: list[str], stdin: bytes | None, sentence: str
) -> None:
    result = run(*words, stdin=stdin)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {sentence}\n")


EXPLAINED = (
    "Gr\u00fcmpy caf\u00e9 \U0001f621\U0001f621 was grumpy, grumpy! "
    "na\u0131\u0308ve \U0001f469\u200d\U0001f680 laughing"
)


def test_explanations_name_their_place_in_the_text_as_it_is(run: Command, version: str) -> None:
    told = json.loads(run("explain", "mood", EXPLAINED, "--label", "cross", "--json").stdout)
    assert (told["model_version"], told["label"]) == (version, "cross")
    # Counted by hand: each emoji is one character, and a combining mark is one too.
    places = {(part["start"], part["end"]): part["text"] for part in told["parts"]}
    assert {place: places[place] for place in [(0, 6), (7, 11), (12, 14), (19, 25), (27, 33)]} == {
        (0, 6): "Gr\u00fcmpy", (7, 11): "caf\u00e9", (12, 14): "\U0001f621\U0001f621", (19, 25): "grumpy",
        (27, 33): "grumpy",
    }  # fmt: skip
    assert all(EXPLAINED[start:end] == text for (start, end), text in places.items())
    weights = {(part["start"], part["end"]): part["weight"] for part in told["parts"]}
    # A repeated word shares what it moves; its own mood is spoken for, another one's against.
    assert weights[19, 25] == weights[27, 33] > 0
    assert weights[len(EXPLAINED) - 8, len(EXPLAINED)] < 0


def test_an_explanation_is_readable(run: Command, version: str) -> None:
    head, columns, strongest, *_ = run("explain", "mood", "they were so grumpy today").stdout.splitlines()
    assert re.fullmatch(rf"cross 0\.\d{{3}} \(version {version}\)", head)
    assert columns.split() == ["weight", "part", "place"]
    assert re.fullmatch(r"\+\d\.\d{3} +grumpy +13-19", strongest)
    long = run("explain", "mood", " ".join(f"word{number}" for number in range(60))).stdout.splitlines()
    assert (len(long), long[-1]) == (23, "40 more parts move it less: --json lists all.")


def test_no_text_at_a_terminal_is_a_usage_error(champion: Path) -> None:
    both = CliRunner().invoke(main, ["predict", "mood", "x", "--file", "-"], env={"DATA_DIR": str(champion)})
    assert (both.exit_code, both.stderr.splitlines()[-1]) == (
        2,
        "Error: Give TEXTS or --file FILE, not both.",
    )


def test_any_number_of_lines_takes_the_memory_of_a_few(champion: Path, version: str) -> None:
    models = champion / "models" / "mood"
    predictor = VersionPredictor.load(MOOD, VersionFolder.read(models, version))
    taken = answered = lead = 0

    def lines() -> Iterator[tuple[int, str]]:
        nonlocal taken, lead
        for number in range(3_500):
            taken += 1
            lead = max(lead, taken - answered)
            yield number, f"number {number} is grumpy"

    for number, answer in predictor.predict_each(lines()):
        assert (number, answer.labels) == (answered, ("cross",))
        answered += 1
    # A thousand at a time, and the line that shows that the thousand is full.
    assert (answered, lead) == (3_500, 1_001)


def test_the_share_of_each_label_among_texts(run: Command, version: str, tmp_path: Path) -> None:
    lines = tmp_path / "texts.txt"
    lines.write_text("what a grumpy face\n" * 18 + "they were laughing\n" * 2)
    told = json.loads(run("share", "mood", str(lines), "--json").stdout)
    assert (told["version"], told["texts"]) == (version, 20)
    assert list(told["shares"]) == ["calm", "cross", "merry"]
    assert sum(shares["learned"] for shares in told["shares"].values()) == pytest.approx(1, abs=1e-5)
    here = {label: shares["here"] for label, shares in told["shares"].items()}
    assert here == {
        "calm": pytest.approx(0, abs=0.05), "cross": pytest.approx(0.9, abs=0.05),
        "merry": pytest.approx(0.1, abs=0.05),
    }  # fmt: skip
    assert f"cross: {here['cross']:.2%} of 20 texts" in run("share", "mood", str(lines)).stdout


def test_a_file_without_a_text_has_no_shares(run: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n \n")
    result = run("share", "mood", str(tmp_path / "empty.txt"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("empty.txt holds no text; expected one a line.\n")
