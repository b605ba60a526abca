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

from services.service_error import ServiceError
from storage.atomic_file import write_durably

KILL_ROUNDS = 2


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
        saved = self._saved()
        if saved is None or _start_of(saved["pid"]) != saved["started"]:
            return None
        try:
            process = psutil.Process(saved["pid"])
            return process if process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None

    def configuration(self) -> str | None:
        """What `start` was told that the running process runs with; None when none runs."""
        saved = self._saved()
        return saved["configuration"] if saved and self.find() else None

    def start(self, command: Sequence[str], environment: Mapping[str, str], configuration: str) -> None:
        """Start `command` in a session of its own unless it runs already, with whatever configuration."""
        if self.find() is not None:
            return
        self.stop()  # a killed program's children must not outlive the file that names their session
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self.log_dir.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            child = subprocess.Popen(
                command,
                env=dict(environment),
                cwd=self.run_dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        saved = {"pid": child.pid, "started": _start_of(child.pid), "configuration": configuration}
        write_durably(self._id_file, json.dumps(saved).encode())

    def terminate(self) -> None:
        """Ask the program to end, and do not wait."""
        process = self.find()
        if process is not None:
            process.terminate()

    def stop(self, *, grace_s: float = 15) -> bool:
        """End the program and all that it started, even if it was itself killed before its children.

        Returns whether there was anything to end.
        """
        was_there = bool(self._family())
        if process := self.find():
            process.terminate()
            psutil.wait_procs([process], timeout=grace_s)
        for _ in range(KILL_ROUNDS):  # what is forked while the first round falls, falls in the next
            family = self._family()
            for member in family:
                _kill(member)
            psutil.wait_procs(family, timeout=grace_s)
        if left := [process.pid for process in self._family()]:
            raise ServiceError(
                f"{self.name} does not end: processes {left} are still there after kill -9, or are "
                "another user's. End them by hand, then run the same command again."
            )
        self._id_file.unlink(missing_ok=True)
        return was_there

    def _saved(self) -> dict[str, Any] | None:
        """What `start` wrote down; None when there is nothing, or nothing that it could have written."""
        try:
            saved: dict[str, Any] = json.loads(self._id_file.read_bytes())
            return saved if {"pid", "started", "configuration"} <= saved.keys() else None
        except (FileNotFoundError, ValueError, AttributeError):
            return None

    def _family(self) -> list[psutil.Process]:
        """The live processes of the session that we started.

        While its first process lives, that one's start tells that the session is ours. When it is gone, its
        id may be a stranger's by now: then only those are ours that work in our folder, since this boot.
        """
        saved = self._saved()
        if saved is None or not saved["started"].startswith(_boot()):
            return []
        start = _start_of(saved["pid"])
        if start is not None:
            return _session_of(saved["pid"]) if start == saved["started"] else []
        return [process for process in _session_of(saved["pid"]) if _works_in(process, self.run_dir)]

    def log_tail(self, lines: int = 5) -> str:
        """The last lines that the program wrote, for an error message."""
        try:
            text = self.log_file.read_text(errors="replace")
        except FileNotFoundError:
            return "(no log)"
        return "\n".join(text.splitlines()[-lines:])


def _start_of(pid: int) -> str | None:
    """When a process began, in ticks since which boot: exact, and no clock that is set changes it.

    Field 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. None when it has ended.
    """
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except (FileNotFoundError, ProcessLookupError):
        return None
    return f"{_boot()} {after_name.split()[19]}"


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder.resolve()
    except psutil.Error:
        return False


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
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return  # whoever is still there is named afterwards
