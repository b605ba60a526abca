"""Drawing leaves the user's home alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from charts.matplotlib_folder import VARIABLE, choose_matplotlib_folder

DRAW = """
import os, sys
sys.prefix = sys.argv[1]
from charts.open_chart import open_chart
with open_chart(100, 100) as chart:
    chart.svg("a chart")
print(os.environ["MPLCONFIGDIR"], os.path.isdir(os.environ["MPLCONFIGDIR"]))
"""


def draw(home: Path, prefix: Path, **others: str) -> tuple[Path, str]:
    """Draw in a process of its own; return the folder that matplotlib was given, and what stderr holds."""
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment = kept | {"HOME": str(home), "TMPDIR": str(home.parent / "tmp")} | others
    command = [sys.executable, "-c", DRAW, str(prefix)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    folder, was_there = done.stdout.split()
    assert was_there == "True"
    return Path(folder), done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home, beside a folder for temporary files."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_the_list_of_fonts_lies_beside_the_packages(home: Path, tmp_path: Path) -> None:
    folder, told = draw(home, tmp_path / "prefix")
    assert (folder, told) == (tmp_path / "prefix" / "cache" / "matplotlib", "")
    assert [path.suffix for path in folder.iterdir()] == [".json"]
    assert list(home.iterdir()) == []


def test_without_a_place_there_it_is_temporary(home: Path, tmp_path: Path) -> None:
    (tmp_path / "prefix").write_text("no folder")
    folder, told = draw(home, tmp_path / "prefix")
    assert (folder.parent, told) == (tmp_path / "tmp", "")
    assert list((tmp_path / "tmp").iterdir()) == list(home.iterdir()) == []


def test_a_folder_that_was_named_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    choose_matplotlib_folder()
    assert os.environ[VARIABLE] == str(tmp_path)
