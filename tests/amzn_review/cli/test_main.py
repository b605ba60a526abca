from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from amzn_review.cli import main
from console.lazy_group import LazyGroup, first_paragraph

PROJECT_ROOT = Path(__file__).resolve().parents[3]
assert isinstance(main, LazyGroup)
COMMANDS = {name: first_paragraph(point) for name, point in main.points.items()}


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert COMMANDS
    for name, line in COMMANDS.items():
        assert f"{name} " in result.stdout
        assert line in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.help or "").partition("\n\n")[0] == COMMANDS[name]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from amzn_review.cli import main; main(['--help'], standalone_mode=False); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & set(sys.argv[1:])))"
    )
    heavy = ["faker", "rich", "orjson", "tensorflow", "airflow", "boto3", "sklearn", "psycopg", "matplotlib"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command() -> None:
    result = CliRunner().invoke(main, ["nonsense"])
    assert (result.exit_code, "No such command 'nonsense'" in result.stderr) == (2, True)


def doers(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something: the leaves of the tree."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        yield from doers(child, (*path, name))


def test_the_walk_meets_every_group() -> None:
    assert {path[0] for path in doers()} == set(COMMANDS)
    assert {("data", "clear"), ("db", "reset"), ("local", "run"), ("uploader", "run")} <= set(doers())


@pytest.mark.parametrize("path", list(doers()), ids=" ".join)
def test_every_help_holds_an_example_to_paste(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert " ".join(["amzn-review", *path]) in lines[lines.index("Example:") + 1]


def test_from_a_file_to_uploaded(
    tmp_path: Path, start_amzn_review: Callable[..., subprocess.Popen[str]]
) -> None:
    source = tmp_path / "Desk_Lamps_5.jsonl"
    fields = {"overall": 5.0, "asin": "B1", "reviewerID": "A1", "unixReviewTime": 1472688000}
    source.write_text(f"{json.dumps(fields)}\n{json.dumps(fields)}\n")
    data_dir = tmp_path / "data"
    talk = []
    for arguments in [
        ["data", "split", str(source)],
        ["data", "split", str(source), "--category", "lamps", "--json"],
        ["data", "split", str(source)],
        ["data", "products", "--category", "lamps", "--category", "desk_lamps"],
        ["uploader", "run", "--local", "--rate", "0", "--limit", "3"],
    ]:
        process = start_amzn_review(data_dir, *arguments)
        output, errors = process.communicate(timeout=60)
        assert (errors, process.returncode) == ("", 0)
        talk.append(output)
    made = next((data_dir / "metadata" / "products").iterdir())
    assert talk[0] == "desk_lamps: 2 reviews written, 0 already there\n"
    report = {"file": str(source), "category": "lamps", "written": 2, "already_there": 0, "blank": 0}
    assert json.loads(talk[1]) == report
    assert talk[2] == "desk_lamps: 0 reviews written, 2 already there\n"
    assert (
        talk[3]
        == f"lamps: 1 of 1 products made up in {made}\ndesk_lamps: all 1 products in use have metadata\n"
    )
    first, *by_category = talk[4].splitlines()
    assert first == "dropped 3, 1 remain; run again to continue"
    assert by_category[-1] == "  product metadata: 1 files"
    assert len(list((data_dir / "uploaded" / "reviews").glob("*/*.json.gz"))) == 3


def test_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    result = CliRunner().invoke(main, ["data", "demo", "--reviews", "6", "--json"])
    assert json.loads(result.stdout) == {
        "written": 6,
        "already_there": 0,
        "by_category": {"coffee_makers": 2, "garden_tools": 2, "desk_lamps": 2},
        "products": json.loads(result.stdout)["products"],
    }
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["uploader", "run"], 1, "Error: AWS_S3_BUCKET is not set: name your bucket in .env, or STORAGE=s3"),
        (["uploader", "run", "--local"], 1, "Error: No category has pieces in {data}: make them with"),
        (["uploader", "run", "--local", "--rate", "-1"], 2, "Invalid value for '--rate'"),
        (["uploader", "run", "--local", "--workers", "0"], 2, "Invalid value for '--workers'"),
        (["data", "split"], 2, "Missing argument 'FILE...'"),
        (["data", "split", "absent.json.gz"], 1, "Error: absent.json.gz does not exist: expected a file"),
        (["data", "split", "tests"], 1, "Error: tests is not a file: expected a file of JSON records"),
        (["data", "split", "README.md", "--category", "raw"], 1, "Error: A category cannot be called 'raw'"),
        (["data", "products", "--category", "lamps"], 1, "lamps does not exist: make it with"),
        (["data", "products", "--category", "../x"], 1, "Error: A category cannot be called '../x'"),
        (["data", "demo", "--reviews", "2"], 2, "Invalid value for '--reviews'"),
    ],
)
def test_bad_input_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, sentence: str
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATA_CATEGORIES", "")
    monkeypatch.chdir(PROJECT_ROOT)
    result = CliRunner().invoke(main, arguments)
    assert (result.stdout, result.exit_code) == ("", status)
    assert sentence.format(data=tmp_path) in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_place_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.json").write_text("1\n")
    # A file stands where the folder should be: refused to root as well, unlike a folder without permission.
    (tmp_path / "data").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    result = CliRunner().invoke(main, ["data", "split", str(tmp_path / "x.json")])
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path}/data/x: Not a directory; mend that and run again.\n"


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    # A limit of 8 bytes a file stands for the full disk: the journal's line is cut short, as there.
    (tmp_path / "lamps").mkdir()
    (tmp_path / "lamps" / "longer-than-8.json.gz").touch()
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8, resource.RLIM_INFINITY)); "
        "from amzn_review.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, "uploader", "run", "--local"],
        cwd=PROJECT_ROOT,
        env={"DATA_DIR": str(tmp_path), "DATA_CATEGORIES": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    journal = tmp_path / "uploaded" / ".journal" / "reviews" / "lamps.log"
    advice = "free some space and run again; what was finished stays."
    sentence = f"Error: The disk under {journal} is full: {advice}\n"
    assert (done.stdout, done.stderr, done.returncode) == ("", sentence, 1)
    assert journal.read_bytes() == b""
