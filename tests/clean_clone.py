"""A clean clone of what is committed, driven by make from the outside."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from services.postgres.databases import warehouse_address
from settings import Settings, load_settings
from tests.conftest import PROJECT_ROOT
from tests.free_port import free_port

TABLES = ("reviews", "products", "users", "time", "ingest_batches", "quarantined_records")
PATIENCE = {"LOAD_YOUNG_SECONDS": "3600"}  # an unfinished file stays young at any speed of this machine
COUNTS = ("listed", "loaded", "duplicate", "quarantined", "held")


@dataclass(frozen=True)
class Clone:
    """A clean clone with ports of its own; `more` of its settings; the shell that make runs in, its umask."""

    root: Path
    ports: dict[str, str]
    more: dict[str, str]
    shell: Mapping[str, str]
    umask: int

    def make(self, *arguments: str) -> tuple[str, str]:
        """Run make in the shell; returns what it wrote to stdout and to stderr."""
        return self._make(arguments, self.shell)

    def install(self) -> None:
        """Install what `make local` needs, in a shell that lets downloads through."""
        self._make(["install-run"], {})

    def _make(self, arguments: Sequence[str], shell: Mapping[str, str]) -> tuple[str, str]:
        ours = (
            "AIRFLOW", "AWS_", "CLIMATE_", "DATA_", "EXECUTOR", "LOAD_", "MAKE", "POSTGRES_", "RATING_",
            "REDIS_", "S3_", "STORAGE",
        )  # fmt: skip
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        done = subprocess.run(
            ["make", "--no-print-directory", *arguments],
            cwd=self.root, env={**inherited, **shell, **self.ports, **self.more, **PATIENCE},
            capture_output=True, text=True, check=False, umask=self.umask,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout, done.stderr

    def local(self, *arguments: str) -> dict[str, Any]:
        """Run `make local`; returns its last line, which is JSON."""
        summary: dict[str, Any] = json.loads(self.make("local", *arguments)[0].splitlines()[-1])
        return summary

    def settings(self) -> Settings:
        """The clone's settings."""
        return load_settings({**self.ports, **self.more}, self.root)

    def warehouse(self) -> psycopg.Connection:
        """A connection to the clone's warehouse."""
        return warehouse_address(self.settings()).connect()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of the tables that a run writes."""
        with self.warehouse() as connection:
            return {name: connection.execute(f"table {name} order by 1").fetchall() for name in TABLES}

    def listening(self) -> list[str]:
        """Every address that a program of this clone listens on."""
        return sorted(
            f"{connection.laddr.ip}:{connection.laddr.port}"
            for process in psutil.process_iter()
            if str(quietly(process.cwd)).startswith(str(self.root))  # Airflow rewrites its command line
            for connection in quietly(process.net_connections)
            if connection.status == psutil.CONN_LISTEN
        )


def quietly(question: Any) -> Any:
    """What a process answers; nothing when it has ended meanwhile, or is another user's."""
    try:
        return question()
    except psutil.Error:
        return []


def clean_clone(
    folder: Path, port_names: Sequence[str], shell: Mapping[str, str], umask: int, **more: str
) -> Clone:
    """A clone in `folder` with free ports under these names; nothing is installed or started yet."""
    root = folder / "amzn-review"
    subprocess.run(["git", "clone", "--quiet", PROJECT_ROOT, root], check=True)
    return Clone(root, {name: str(free_port()) for name in port_names}, more, shell, umask)
