"""A load that is killed again and again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, cast

from psycopg import sql

from amzn_review.archive.raw_pack import pack_path
from amzn_review.batch.manifest import open_manifests
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.tables import create_tables
from benchmarks.bench_error import BenchError
from benchmarks.fault_process import READY, FaultJob
from benchmarks.fault_verdict import Outcome, outcome_of
from benchmarks.workshop import ROOT, SQL_DIR, Workshop
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import PostgresServer

_END_TIMEOUT_S = 60


@dataclass
class FaultRun:
    """One data folder and one warehouse, with processes that load the one into the other.

    Files lie in `to_come` until they arrive. `struck` counts what a process was doing when it was killed.
    What is in the stream at `stream_url` is loaded too.
    """

    workshop: Workshop
    address: DatabaseAddress
    layout: DataLayout
    batch_files: int
    struck: Counter[str] = field(default_factory=Counter)
    stream_url: str = ""
    _next: subprocess.Popen[str] | None = None

    @property
    def to_come(self) -> Path:
        """Where files lie that have not arrived yet, in the same folders."""
        return self.layout.root.with_name(f"{self.layout.root.name}-to-come")

    def waiting(self) -> int:
        """How many files are below uploaded/, those of the batch under way too, or still to come."""
        return sum(
            len(names) for root in (self.layout.uploaded, self.to_come) for _, _, names in os.walk(root)
        )

    def is_more_to_come(self) -> bool:
        """Whether some files have not arrived yet."""
        return any(names for _, _, names in os.walk(self.to_come))

    def let_files_arrive(self, at_least: int) -> None:
        """Move files into uploaded/ until so many are there, or none are to come."""
        missing = at_least - sum(len(names) for _, _, names in os.walk(self.layout.uploaded))
        for folder, _, names in os.walk(self.to_come):
            target = self.layout.uploaded / Path(folder).relative_to(self.to_come)
            target.mkdir(parents=True, exist_ok=True)
            for name in names[: max(0, missing)]:
                Path(folder, name).rename(target / name)
            missing -= len(names)

    def finish(self) -> float:
        """Load all that waits, undisturbed. Returns the seconds; raises BenchError when the process fails."""
        process = self._ready_process()
        began = time.monotonic()
        self._begin(process)
        if process.wait() != 0:
            raise BenchError(self._failure(process))
        return time.monotonic() - began

    def kill_process(self, after_s: float) -> bool:
        """Load until the process is killed. Returns False when it was done before."""
        process = self._ready_process()
        self._begin(process)
        time.sleep(after_s)
        process.kill()
        status = process.wait()
        if status not in (0, -signal.SIGKILL):
            raise BenchError(self._failure(process))
        if status != 0:
            self.struck[self._phase()] += 1
        return status != 0

    def kill_database(self, after_s: float) -> bool:
        """Load until PostgreSQL stops at once; start it again when the process has given up.

        Returns False when the process was done before.
        """
        process = self._ready_process()
        self._begin(process)
        time.sleep(after_s)
        if process.poll() == 0:
            return False
        stop_at_once(self.workshop.server)
        process.wait(_END_TIMEOUT_S)
        self.workshop.server.start()
        return True

    def outcome(self) -> Outcome:
        """What is in the tables and in the folders now."""
        with self.address.connect() as connection:
            return outcome_of(connection, self.layout)

    def close(self) -> None:
        """End the process that was to be the next, and remove the files."""
        if self._next:
            self._next.kill()
            self._next.wait()
        for folder in (self.layout.root, self.to_come):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.workshop.folder / f"{self.address.database}.log"

    def _failure(self, process: subprocess.Popen[str]) -> str:
        last_lines = "\n".join(self._log.read_text().splitlines()[-20:])
        return f"The loading process ended with status {process.returncode}:\n{last_lines}"

    def _ready_process(self) -> subprocess.Popen[str]:
        """A process that waits for its job. The next one imports meanwhile: that takes longer than a life."""
        process, self._next = self._next or self._start(), self._start()
        if cast(IO[str], process.stdout).readline() != READY:
            process.wait()
            raise BenchError(self._failure(process))
        return process

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "benchmarks.fault_process"],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip

    def _begin(self, process: subprocess.Popen[str]) -> None:
        uri = self.address.uri("postgresql")
        job = FaultJob(str(self.layout.root), uri, self.batch_files, self.stream_url)
        stdin = cast(IO[str], process.stdin)
        stdin.write(json.dumps(asdict(job)) + "\n")
        stdin.flush()

    def _phase(self) -> str:
        """What the killed process was doing, as the next one finds it."""
        manifests = open_manifests(self.layout)
        if not manifests:
            return "listing"
        batch_id = manifests[0].batch_id
        with self.address.connect() as connection:
            query = "select 1 from ingest_batches where batch_id = %s"
            if not connection.execute(query, [batch_id]).fetchone():
                return "loading"
        return "closing" if pack_path(self.layout, batch_id).exists() else "archiving"


def stop_at_once(server: PostgresServer) -> None:
    """Stop PostgreSQL as if the power had failed, which is what `pg_ctl stop -m immediate` does."""
    os.kill(int((server.data_dir / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGQUIT)
    deadline = time.monotonic() + _END_TIMEOUT_S
    while server.is_running() and time.monotonic() < deadline:
        time.sleep(0.01)


@contextmanager
def fault_run(workshop: Workshop, name: str, batch_files: int) -> Iterator[FaultRun]:
    """A run with an empty warehouse, and an empty folder that is gone at the end of the block.

    The database stays, because PostgreSQL may not run when the block is left by an error.
    """
    with workshop.administrator() as connection:
        connection.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    address = workshop.address(name)
    with address.connect() as connection:
        create_tables(connection, SQL_DIR)
    run = FaultRun(workshop, address, DataLayout(workshop.folder / name), batch_files)
    try:
        yield run
    finally:
        run.close()
