"""How fast the same 10,721 one-review files get into PostgreSQL, by us and by others.

Rules of the measurement:
- 10,721 made-up reviews, the same ones every time, one a gzip file of 500 bytes on average. The sizes are
  spread like those of the category All_Beauty, about 63 in 100 reviewers and 1,300 products are distinct.
- A PostgreSQL server of the benchmark's own, set up as the embedded one. Every run gets an empty database,
  and begins after a checkpoint and a sync(2), with the files in the page cache. Ours takes its files away and
  gets a fresh copy every time; the others share one.
- Every run is a process of its own and times itself: from the call, imports done, to the commit, connecting
  included. What it left in its table is counted; a number other than that of the files ends the benchmark.
- The contenders take turns in every round, and every round begins with another one. Medians of all rounds.
- ours: listing, hashing, manifest, validation, star schema, checks, ledger, until the commit.
  ours_with_archive: until the files are packed into raw/ and gone from uploaded/ as well.
- floor: open, read and close the same files, and COPY the rows that ours made of them, into the warehouse's
  own table with its keys. floor_without_keys: into a table that has neither key nor index.
- one_by_one: parse a file, INSERT, commit, then the next; into a table without key or index.
- batched: parse all, execute_values into a staging table, then users, products, time and reviews by INSERT …
  SELECT … ON CONFLICT DO NOTHING, as ours fills them. batched_staging_only: without the star schema.
- dlt: filesystem source, read_jsonl, PostgreSQL destination, default settings, telemetry off.
- duckdb: read_json with the columns given, CSV, COPY; into a table without key or index.
"""

from __future__ import annotations

import json
from typing import Any

from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.tables import create_tables
from benchmarks.bench_error import BenchError
from benchmarks.contender import Contender, Course
from benchmarks.load_result import load_result, load_table
from benchmarks.machine import machine
from benchmarks.review_files import ReviewFiles
from benchmarks.workshop import ROOT, SQL_DIR, Workshop, open_workshop
from console.steps import Steps
from tools import install

FILES = ReviewFiles(reviews=10_721, reviewers=10_721, products=1_300)
ROUNDS = 5
RESULT = ROOT / "benchmarks" / "results" / "load.json"
CONTENDER_TABLES = ROOT / "benchmarks" / "contenders" / "contender_tables.sql"
BENCH_PYTHON = install.BENCH_VENV / "bin" / "python"

OURS = Contender("ours", "reviews", takes_files=True)
OF_THIS_PROJECT = (
    OURS,
    Contender("floor", "reviews"),
    Contender("floor", "reviews_without_keys", ("without-keys",)),
    Contender("batched", "reviews"),
    Contender("batched", "plain_reviews", ("staging-only",)),
    Contender("one_by_one", "plain_reviews"),
)
OF_OTHERS = (
    Contender("dlt_contender", "dlt_reviews.reviews", python=BENCH_PYTHON),
    Contender("duckdb_contender", "plain_reviews", python=BENCH_PYTHON),
)


def main() -> None:
    """Measure, print a table, write benchmarks/results/load.json. Raises BenchError, ServiceError."""
    if install.main(["bench"]) != 0:
        raise BenchError("dlt and duckdb, which BENCH=load compares with, could not be installed: see above.")
    print(__doc__, flush=True)
    with open_workshop() as workshop:
        result = measure(workshop, FILES, ROUNDS, OF_THIS_PROJECT + OF_OTHERS)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(load_table(result))
    print(f"Written to {RESULT.relative_to(ROOT)}.")


def measure(
    workshop: Workshop, files: ReviewFiles, rounds: int, contenders: tuple[Contender, ...]
) -> dict[str, Any]:
    """The content of load.json. Raises BenchError when a contender fails or loads another number of rows."""
    steps = Steps()
    measured: dict[str, list[float]] = {}
    with workshop.fresh_folder("course") as folder, workshop.database("empty_warehouse") as address:
        with address.connect() as connection:
            create_tables(connection, SQL_DIR)
            run_sql(connection, CONTENDER_TABLES)
            conditions = machine(connection)
        with steps.step("files", f"{files.reviews:,} files, and the rows of the floor"):
            course = Course(workshop, folder, address.database, dict(files.gzipped()))
            course.make_rows(OURS)
        for turn in range(rounds):
            first = turn % len(contenders)
            with steps.step("rounds", f"Round {turn + 1} of {rounds}"):
                for contender in (*contenders[first:], *contenders[:first]):
                    for name, seconds in course.run(contender).items():
                        measured.setdefault(name, []).append(seconds)
    return {
        "machine": conditions,
        "files": len(course.files),
        "bytes": sum(map(len, course.files.values())),
        "rounds": rounds,
        **load_result(measured),
    }
