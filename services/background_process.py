"""A long-running program that we start, find again in a later command, and end."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

# Two readings of one process's start differ by less than this; a recycled id's by far more.
START_TIME_TOLERANCE_S = 1.0


@dataclass(frozen=True)
class BackgroundProcess:
    """One named program: its id lies in `run_dir`, its output in `log_dir`."""

    name: str
    run_dir: Path
    log_dir: Path

    @property
    def log_file(self) -> Path:
        """Where the program's output goes; started again, it is appended to."""
        return self.log_dir / f"{self.name}.log"

    @property
    def _id_file(self) -> Path:
        return self.run_dir / f"{self.name}.json"

    def find(self) -> psutil.Process | None:
        """The running process, or None. An id that the system has given to another is not ours."""
        try:
            process = psutil.Process(self._saved()["pid"])
            return process if self._is_ours(process) and process.status() != psutil.STATUS_ZOMBIE else None
        except (FileNotFoundError, psutil.NoSuchProcess):
            return None

    def configuration(self) -> str | None:
        """What `start` was told that the running process runs with; None when none runs."""
        return self._saved().get("configuration", "") if self.find() else None

    def start(self, command: Sequence[str], environment: Mapping[str, str], configuration: str) -> None:
        """Start `command` in a session of its own unless it runs already, with whatever configuration."""
        if self.find() is not None:
            return
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self.log_dir.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            child = subprocess.Popen(
                command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        saved = {
            "pid": child.pid,
            "create_time": psutil.Process(child.pid).create_time(),
            "configuration": configuration,
        }
        partial = self._id_file.with_suffix(".partial")
        partial.write_text(json.dumps(saved))
        partial.replace(self._id_file)

    def terminate(self) -> None:
        """Ask the program to end, and do not wait."""
        process = self.find()
        if process is not None:
            process.terminate()

    def stop(self, *, grace_s: float = 15) -> bool:
        """End the program and all that it started, even if it was itself killed before its children.

        Returns whether there was anything to end.
        """
        family = self._family()
        if process := self.find():
            process.terminate()
            psutil.wait_procs([process], timeout=grace_s)
        for member in family:
            _kill(member)
        psutil.wait_procs(family, timeout=grace_s)
        self._id_file.unlink(missing_ok=True)
        return bool(family)

    def _saved(self) -> dict[str, Any]:
        saved: dict[str, Any] = json.loads(self._id_file.read_text())
        return saved

    def _is_ours(self, process: psutil.Process) -> bool:
        return bool(abs(process.create_time() - self._saved()["create_time"]) < START_TIME_TOLERANCE_S)

    def _family(self) -> list[psutil.Process]:
        """The live processes of the session that we started.

        The system gives a session's id to no other process while one of its members lives; so the members
        are ours unless a process of that id began at another time.
        """
        try:
            leader = self._saved()["pid"]
            if psutil.pid_exists(leader) and not self._is_ours(psutil.Process(leader)):
                return []
        except (FileNotFoundError, psutil.NoSuchProcess):
            return []
        return _session_of(leader)

    def log_tail(self, lines: int = 5) -> str:
        """The last lines that the program wrote, for an error message."""
        try:
            text = self.log_file.read_text(errors="replace")
        except FileNotFoundError:
            return "(no log)"
        return "\n".join(text.splitlines()[-lines:])


def _session_of(session_id: int) -> list[psutil.Process]:
    """Every live process of one session: also those whose parent is gone already."""
    members = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session_id and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
        except (ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            continue
    return members


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return
