from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

import pytest

from storage.folder_lock import FolderBusyError, only_process
from tests.conftest import PROJECT_ROOT

HOLDER = """
import pathlib, sys, time
from storage.folder_lock import only_process
with only_process(pathlib.Path(sys.argv[1]), "load", pathlib.Path("here")):
    print("locked", flush=True)
    time.sleep(600)
"""


def test_the_second_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    lock = tmp_path / "new" / ".lock"
    with (
        only_process(lock, "load", tmp_path),
        pytest.raises(
            FolderBusyError, match=rf"^Another load is at work in {tmp_path}: wait until it has ended, or "
        ),
        only_process(lock, "load", tmp_path),
    ):
        pass
    with only_process(lock, "load", tmp_path):
        pass


def test_the_second_waits_if_it_is_told_to(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    order: list[str] = []

    def second() -> None:
        with only_process(lock, "load", tmp_path, wait=True):
            order.append("second")

    with only_process(lock, "load", tmp_path):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join(30)
    assert order == ["first", "second"]


def test_what_raises_lets_go_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_process(tmp_path / ".lock", "load", tmp_path):
        raise ZeroDivisionError
    with only_process(tmp_path / ".lock", "load", tmp_path):
        pass


def test_a_killed_process_lets_go_of_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, lock], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True
    )
    assert cast(IO[str], holder.stdout).readline() == "locked\n"
    with pytest.raises(FolderBusyError), only_process(lock, "load", tmp_path):
        pass
    holder.kill()
    assert holder.wait() == -signal.SIGKILL
    with only_process(lock, "load", tmp_path):
        pass
