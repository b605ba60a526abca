"""One contender, and one run of it under the conditions that all of them get."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from benchmarks.bench_error import BenchError
from benchmarks.contenders.contender_job import ContenderJob, Seconds
from benchmarks.workshop import ROOT, Workshop

CATEGORY = Path("uploaded") / "reviews" / "all_beauty"
_QUIET_DLT = {"RUNTIME__DLTHUB_TELEMETRY": "false"}


@dataclass(frozen=True)
class Contender:
    """A module of benchmarks.contenders, its `arguments`, the Python it runs in, and the table it fills.

    `takes_files`: the files are gone when it has run.
    """

    module: str
    table: str
    arguments: tuple[str, ...] = ()
    python: Path = Path(sys.executable)
    takes_files: bool = False


@dataclass
class Course:
    """The conditions: each run gets the `files` (content by name) and a database like `template`.

    Who takes files away gets a fresh copy, the others share one in `folder`, which is empty at first.
    `columns` are those of the rows in `rows`, which the floor copies.
    """

    workshop: Workshop
    folder: Path
    template: str
    files: Mapping[str, bytes]
    columns: str = ""

    @property
    def rows(self) -> Path:
        """COPY's text of the rows that our loader makes of the files."""
        return self.folder / "rows"

    def make_rows(self, ours: Contender) -> None:
        """Load the files once with our loader and write its rows out, without their identity."""
        with self.workshop.database("rows", self.template) as address:
            self._run_in(address.uri("postgresql"), ours)
            with address.connect() as connection, connection.cursor() as cursor:
                cursor.execute("select * from reviews_without_keys")
                self.columns = ", ".join(column.name for column in cursor.description or ())
                select = f"select {self.columns} from reviews order by review_id"
                with self.rows.open("wb") as rows, cursor.copy(f"copy ({select}) to stdout".encode()) as copy:
                    for block in copy:
                        rows.write(block)

    def run(self, contender: Contender) -> Seconds:
        """Its seconds by name. Raises BenchError when it fails, or loads other than one row a file."""
        with self.workshop.database("run", self.template) as address:
            return self._run_in(address.uri("postgresql"), contender)

    def _run_in(self, uri: str, contender: Contender) -> Seconds:
        with self.workshop.fresh_folder("work") as work_dir:
            data_dir = work_dir if contender.takes_files else self.folder
            if not (data_dir / CATEGORY).exists():
                _write(self.files, data_dir / CATEGORY)
            self.workshop.checkpoint()
            with psycopg.connect(
                uri
            ) as connection:  # the first connection to a new database builds its caches
                _require_rows(connection, contender, 0)
            job = ContenderJob(str(data_dir), uri, str(work_dir), str(self.rows), self.columns)
            seconds = answer_of(contender, job)
            with psycopg.connect(uri) as connection:
                _require_rows(connection, contender, len(self.files))
        return seconds


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        os.write(descriptor, content)
        os.close(descriptor)


def answer_of(contender: Contender, job: ContenderJob) -> Seconds:
    """Run a contender in a process of its own. Raises BenchError with what it said when it fails."""
    done = subprocess.run(
        [contender.python, "-m", f"benchmarks.contenders.{contender.module}", *contender.arguments],
        input=json.dumps(asdict(job)), capture_output=True, text=True, check=False,
        cwd=ROOT, env={**os.environ, **_QUIET_DLT, "DLT_DATA_DIR": job.work_dir},
    )  # fmt: skip
    if done.returncode != 0:
        raise BenchError(
            f"{contender.module} failed, so there is nothing to compare. It said:\n{done.stderr}"
        )
    seconds: Seconds = json.loads(done.stdout.splitlines()[-1])
    return seconds


def _require_rows(connection: psycopg.Connection, contender: Contender, expected: int) -> None:
    """Count what is in the contender's table; where it makes the table itself, only when it has run."""
    schema, _, _ = contender.table.rpartition(".")
    if schema and not expected:
        return
    row = connection.execute(f"select count(*) from {contender.table}".encode()).fetchone()
    found = row[0] if row else 0
    if found != expected:
        raise BenchError(
            f"{contender.module}: {found:,} rows in {contender.table}; expected {expected:,}, one a file. "
            "Its time does not count, so the benchmark ends here."
        )
