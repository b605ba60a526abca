"""Real programs, started and ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from services.background_process import BackgroundProcess

SLEEPS = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]
HAS_A_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import signal, time; "
    'signal.signal(signal.SIGTERM, signal.SIG_IGN); print("child", flush=True); time.sleep(60)\']); '
    "time.sleep(60)",
]


@pytest.fixture
def process(tmp_path: Path) -> BackgroundProcess:
    return BackgroundProcess("sleeper", tmp_path / "run", tmp_path / "logs")


def wait_for(process: BackgroundProcess, word: str) -> None:
    deadline = time.monotonic() + 60
    while word not in process.log_tail() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert word in process.log_tail()


def test_started_once_found_again_and_ended(process: BackgroundProcess) -> None:
    assert (process.find(), process.configuration()) == (None, None)
    process.start(SLEEPS, os.environ, "one")
    wait_for(process, "ready")
    found = process.find()
    assert found is not None
    process.start(SLEEPS, os.environ, "two")
    assert (process.find(), process.configuration()) == (found, "one")
    assert process.stop()
    assert not psutil.pid_exists(found.pid) or found.status() == psutil.STATUS_ZOMBIE
    assert (process.find(), process.stop()) == (None, False)


def start_with_child(process: BackgroundProcess) -> tuple[psutil.Process, psutil.Process]:
    """Start the program whose child ignores SIGTERM; returns both."""
    process.start(HAS_A_CHILD, os.environ, "")
    wait_for(process, "child")
    found = process.find()
    assert found is not None
    (child,) = found.children()
    return found, child


def has_ended(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_child_that_ignores_the_signal_ends_too(process: BackgroundProcess) -> None:
    _, child = start_with_child(process)
    process.stop()
    assert has_ended(child)


def test_children_of_a_killed_program_end_too(process: BackgroundProcess) -> None:
    found, child = start_with_child(process)
    found.kill()
    psutil.wait_procs([found], timeout=5)
    assert process.find() is None
    assert process.stop()
    assert has_ended(child)


def boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def test_a_recycled_id_is_not_ours(process: BackgroundProcess) -> None:
    process.run_dir.mkdir()
    saved = {"pid": os.getpid(), "started": f"{boot_id()} 1", "configuration": ""}
    (process.run_dir / "sleeper.json").write_text(json.dumps(saved))
    assert process.find() is None
    assert not process.stop()


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"pid": 1}', "\xff"])
def test_a_damaged_file_counts_as_none(process: BackgroundProcess, content: str) -> None:
    process.run_dir.mkdir()
    (process.run_dir / "sleeper.json").write_text(content, encoding="latin-1")
    assert (process.find(), process.configuration(), process.stop()) == (None, None, False)


def test_started_again_it_ends_what_a_killed_one_left(process: BackgroundProcess) -> None:
    found, child = start_with_child(process)
    found.kill()
    psutil.wait_procs([found], timeout=5)
    process.start(SLEEPS, os.environ, "")
    assert has_ended(child)
    assert process.stop()


STRANGER = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    print(os.getpid(), flush=True)
    if os.fork() == 0:
        os.chdir("/")
        os.close(1)
        time.sleep(60)
"""


@pytest.mark.parametrize("boot", ["this", "an earlier"])
def test_a_strangers_session_of_the_same_number_is_left_alone(process: BackgroundProcess, boot: str) -> None:
    shown = subprocess.run([sys.executable, "-c", STRANGER], stdout=subprocess.PIPE, text=True, check=True)
    session = int(shown.stdout)
    (stranger,) = [p for p in psutil.process_iter() if p.pid != session and _session(p) == session]
    started = f"{boot_id() if boot == 'this' else 'earlier'} 12345"
    process.run_dir.mkdir()
    saved = {"pid": session, "started": started, "configuration": ""}
    (process.run_dir / "sleeper.json").write_text(json.dumps(saved))
    assert (process.find(), process.stop()) == (None, False)
    assert stranger.is_running()
    stranger.kill()


def _session(process: psutil.Process) -> int:
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return -1
