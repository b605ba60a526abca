"""What `make test` shares among processes, and the ports that each of them has for itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.conftest import PROJECT_ROOT

FILE = """
import os, time
from pathlib import Path
import pytest

pytestmark = pytest.mark.{mark}

@pytest.mark.parametrize("number", range(4))
def test_note(number):
    with Path("ran.txt").open("a") as ran:
        ran.write(f"{{Path(__file__).stem}} {{os.getpid()}}\\n")
    time.sleep(0.3)
"""
PORTS = """
import json, sys
from tests.free_port import free_port
print(json.dumps([free_port() for _ in range(60)]), flush=True)
sys.stdin.read()
"""


def test_each_file_has_one_process_and_slow_files_have_the_same_first(tmp_path: Path) -> None:
    marks = {"test_a": "quick", "test_b": "quick", "test_c": "slow", "test_d": "slow"}
    for name, mark in marks.items():
        (tmp_path / f"{name}.py").write_text(FILE.format(mark=mark))
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = quick\n    slow\n")
    pytest = (sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.side_by_side")
    done = subprocess.run(
        [*pytest, "--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    ran = [line.split() for line in (tmp_path / "ran.txt").read_text().splitlines()]
    assert len(ran) == 16
    processes = {name: {process for file, process in ran if file == name} for name in marks}
    assert [len(found) for found in processes.values()] == [1, 1, 1, 1]
    assert processes["test_c"] == processes["test_d"] != processes["test_a"]
    assert "test_c" in {file for file, _ in ran[:2]}


def test_two_processes_never_hand_out_the_same_port() -> None:
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", PORTS],
                    cwd=PROJECT_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                )
            )
            for _ in range(2)
        ]  # fmt: skip
        first, second = (set(json.loads(process.stdout.readline())) for process in started if process.stdout)
        for process in started:
            process.communicate()
    assert (len(first), len(second), first & second) == (60, 60, set())
