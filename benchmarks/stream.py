"""How fast the same records get into PostgreSQL from a folder and from a Redis stream, by the same loader.

Rules of the measurement:
- 30,000 made-up reviews as in BENCH=load, one a gzip file; each is one entry of the stream. They are there
  before the clock starts.
- A PostgreSQL and a Valkey of the benchmark's own, both set up as the embedded ones: Valkey writes its log to
  the disk each second, and an acknowledgement waits for that.
- Every run is a process of its own, and times itself from the call, imports done. Both take turns.
- until_commits: until the transaction has ended. with_archive: until the originals are in raw/, and for the
  stream until its entries are acknowledged and deleted. Medians of all rounds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from statistics import median
from typing import Any

import psycopg

from amzn_review.postgres.tables import create_tables
from benchmarks.bench_error import BenchError
from benchmarks.contender import CATEGORY, Contender, answer_of
from benchmarks.contenders.contender_job import ContenderJob
from benchmarks.machine import machine
from benchmarks.review_files import ReviewFiles
from benchmarks.stream_server import KEY, StreamServer, running_server
from benchmarks.workshop import ROOT, SQL_DIR, Workshop, open_workshop
from console.steps import Steps

FILES = ReviewFiles(reviews=30_000, reviewers=30_000, products=3_600)
ROUNDS = 3
RESULT = ROOT / "benchmarks" / "results" / "stream.json"
_AT_ONCE = 1_000


def main() -> None:
    """Measure, print, write benchmarks/results/stream.json. Raises BenchError, ServiceError."""
    print(__doc__, flush=True)
    with open_workshop() as workshop:
        result = measure(workshop, FILES, ROUNDS)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def measure(workshop: Workshop, files: ReviewFiles, rounds: int) -> dict[str, Any]:
    """The content of stream.json. Raises BenchError when a run fails or loads another number of rows."""
    steps = Steps()
    contents = dict(files.gzipped())
    seconds: dict[str, list[float]] = {}
    with (
        workshop.fresh_folder("valkey") as folder,
        running_server(folder, is_persistent=True) as server,
        workshop.database("empty_warehouse") as template,
    ):
        with template.connect() as connection:
            create_tables(connection, SQL_DIR)
            conditions = machine(connection)
        for turn in range(rounds):
            with steps.step("rounds", f"Round {turn + 1} of {rounds}"):
                sides = [
                    Contender("ours", "reviews"),
                    Contender("ours_from_stream", "reviews", (server.url,)),
                ]
                for side in sides[:: 1 if turn % 2 else -1]:
                    for name, spent in _run(workshop, template.database, server, contents, side).items():
                        seconds.setdefault(name, []).append(spent)
    rates = {
        name: round(len(contents) / median(seconds[name]))
        for name in ("ours", "ours_with_archive", "stream", "stream_with_archive")
    }
    return {
        "machine": conditions,
        "records": len(contents),
        "rounds": rounds,
        "records_per_second": rates,
        "stream_to_files_until_commits": round(rates["stream"] / rates["ours"], 3),
        "stream_to_files_with_archive": round(rates["stream_with_archive"] / rates["ours_with_archive"], 3),
        "seconds_all": {name: [round(spent, 3) for spent in seconds[name]] for name in rates},
    }


def _run(
    workshop: Workshop, template: str, server: StreamServer, contents: Mapping[str, bytes], side: Contender
) -> Mapping[str, float]:
    """One run of a side in an empty warehouse and folder; what it left is counted."""
    with workshop.database("run", template) as address, workshop.fresh_folder("work") as folder:
        if side.arguments:
            _fill(server, contents)
        else:
            (folder / CATEGORY).mkdir(parents=True)
            for name, content in contents.items():
                (folder / CATEGORY / name).write_bytes(content)
        workshop.checkpoint()
        uri = address.uri("postgresql")
        seconds = answer_of(side, ContenderJob(str(folder), uri, str(folder), "", ""))
        with psycopg.connect(uri) as connection:
            ((loaded,),) = connection.execute("select count(*) from reviews").fetchall()
        left = server.client.xlen(KEY)
        if loaded != len(contents) or left:
            raise BenchError(
                f"{side.module} loaded {loaded:,} of {len(contents):,} records, and {left:,} entries are "
                "left in the stream; expected all, and none."
            )
    return seconds


def _fill(server: StreamServer, contents: Mapping[str, bytes]) -> None:
    names = list(contents)
    folder = f"reviews/{CATEGORY.name}"
    for start in range(0, len(names), _AT_ONCE):
        with server.client.pipeline(transaction=False) as together:
            for name in names[start : start + _AT_ONCE]:
                together.xadd(KEY, {"folder": folder, "name": name, "file": contents[name]})
            together.execute()
