"""A load from a stream, whose uploader and loader are killed again and again."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, cast

from amzn_review.data_layout import DataLayout
from benchmarks.bench_error import BenchError
from benchmarks.fault_run import FaultRun, fault_run
from benchmarks.fault_verdict import Outcome, Places
from benchmarks.stream_fault_uploader import READY, UploadJob
from benchmarks.stream_server import KEY, StreamServer, running_server
from benchmarks.workshop import ROOT, Workshop

_ID = re.compile(r"\.redis-\d+-\d+(?=(?:\.line-\d+)?\.json\.gz$)", re.ASCII)
_AT_ONCE = 7  # files in one round trip


@dataclass
class StreamFaultRun:
    """A data folder `home` that an uploader adds to the stream, and the `load` of it into another folder."""

    load: FaultRun
    server: StreamServer
    home: DataLayout
    files: int
    _next: subprocess.Popen[str] | None = None

    def put_at_home(self, files: Mapping[str, bytes]) -> None:
        """Write the files where the uploader looks for them."""
        for key, content in files.items():
            path = self.home.root / key.removeprefix("reviews/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def added(self) -> int:
        """How many files the uploader has noted as added."""
        journals = self.home.stream_journals(KEY).rglob("*.log")
        return sum(journal.read_bytes().count(b"\n") for journal in journals)

    def waiting(self) -> int:
        """How many files are not loaded yet: at home, in the stream, or below uploaded/."""
        in_stream = int(self.server.client.xlen(KEY))
        # What is in uploaded/ is in the stream too, until it is acknowledged.
        return self.files - self.added() + in_stream

    def upload(self, limit: int) -> None:
        """Add up to `limit` reviews, undisturbed."""
        with self._begin_upload(limit) as process:
            status = process.wait()
        if status != 0:
            raise BenchError(f"The uploader ended with status {status}.")

    def kill_uploader(self, after_s: float, limit: int) -> bool:
        """Add up to `limit` reviews until the uploader is killed. Returns False when it was done before."""
        with self._begin_upload(limit) as process:
            time.sleep(after_s)
            process.kill()
            status = process.wait()
        if status not in (0, -signal.SIGKILL):
            raise BenchError(f"The uploader ended with status {status}.")
        return status != 0

    def outcome(self) -> Outcome:
        """What is in the tables and in the folders, under the names that the files had at home."""
        found = self.load.outcome()
        left = [f"an entry of {KEY}"] * int(self.server.client.xlen(KEY))
        left += [f"a member of {KEY}:added"] * int(self.server.client.scard(f"{KEY}:added"))
        return _renamed(found, left)

    def close(self) -> None:
        """End the uploader that was to be the next."""
        if self._next:
            with self._next as process:
                process.kill()

    def _begin_upload(self, limit: int) -> subprocess.Popen[str]:
        """An uploader at work. The next one imports meanwhile."""
        process, self._next = self._next or _start(), _start()
        if cast(IO[str], process.stdout).readline() != READY:
            raise BenchError(f"The uploader ended with status {process.wait()} before it began.")
        job = UploadJob(str(self.home.root), self.server.url, limit, _AT_ONCE)
        stdin = cast(IO[str], process.stdin)
        stdin.write(json.dumps(asdict(job)) + "\n")
        stdin.flush()
        return process


@contextmanager
def stream_fault_run(
    workshop: Workshop, files: Mapping[str, bytes], batch_files: int
) -> Iterator[StreamFaultRun]:
    """A run with an empty warehouse, and a server and folders that are gone at the end of the block."""
    with (
        workshop.fresh_folder("valkey") as folder,
        running_server(folder) as server,
        workshop.fresh_folder("home") as home,
        fault_run(workshop, "streamed", batch_files) as load,
    ):
        load.stream_url = server.url
        run = StreamFaultRun(load, server, DataLayout(Path(home)), len(files))
        run.put_at_home(files)
        try:
            yield run
        finally:
            run.close()


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.stream_fault_uploader"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _renamed(found: Outcome, left: list[str]) -> Outcome:
    """The outcome without the ids that the stream gave."""

    def plain(value: object) -> object:
        return _ID.sub("", value) if isinstance(value, str) else value

    rows = Counter[tuple[object, ...]]()
    for row, number in found.tables["quarantined_records"].items():
        rows[tuple(map(plain, row))] += number
    places = Places(
        Counter({(_ID.sub("", key), digest): number for (key, digest), number in found.places.files.items()}),
        Counter({(_ID.sub("", key), line): number for (key, line), number in found.places.lines.items()}),
        [*found.places.left_over, *left],
    )
    sources = {(_ID.sub("", key), number): review for (key, number), review in found.sources.items()}
    return replace(found, tables=found.tables | {"quarantined_records": rows}, sources=sources, places=places)
