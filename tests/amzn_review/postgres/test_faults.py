"""Killed at random moments, and at every single one of its steps: nothing is lost, nothing is twice."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from amzn_review.postgres.loader import Loader
from benchmarks.fault_files import write_fault_files
from benchmarks.fault_run import fault_run, stop_at_once
from benchmarks.fault_verdict import differences, outcome_of
from benchmarks.faults import DIFFERENCES, FaultPlan, fault_result
from benchmarks.workshop import Workshop, open_workshop
from tests.amzn_review.load_site import LoadSite, line, numbered, packed
from tests.conftest import SQL_DIR

LARGE = packed(b"".join(line(reviewerID=f"L{n}", reviewText=os.urandom(200).hex()) for n in range(400)))


def arrivals_of(step: int) -> dict[str, bytes]:
    """A file of every kind, other ones at each step."""
    return {
        f"reviews/lamps/{step}-one.json.gz": packed(numbered(10 * step)),
        f"reviews/lamps/{step}-lines.json.gz": packed(
            numbered(10 * step + 1) + b"bad\n" + numbered(10 * step + 2)
        ),
        f"reviews/lamps/{step}-bad.json.gz": b"bad",
        f"reviews/lamps/{step}-large.json.gz": LARGE + packed(numbered(10 * step + 3)),
        f"metadata/products/{step}.json.gz": packed(b'{"asin": "B%d"}' % step),
    }


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A PostgreSQL of the test's own, because it is killed too."""
    with open_workshop(tmp_path_factory.mktemp("workshop")) as opened:
        yield opened


def test_killed_at_random_moments(workshop: Workshop) -> None:
    plan = FaultPlan(files=3000, process_kills=20, database_kills=3, seed=7)
    result = fault_result(workshop, plan, lambda *_: None)
    assert {name: result[name] for name in DIFFERENCES} == dict.fromkeys(DIFFERENCES, 0)
    assert (result["files"], result["process_kills"], result["database_kills"]) == (3000, 20, 3)
    assert sum(result["process_kills_while"].values()) == 20


@pytest.mark.parametrize(
    ("mishap", "seen"),
    [
        ("delete from reviews where reviewer_id = 'R10'", {"rows_lost": 1}),
        ("update reviews set rating = 1 where reviewer_id = 'R10'", {"rows_lost": 1, "rows_twice": 1}),
        ("insert into users (user_id) values ('new')", {"rows_twice": 1}),
        ("delete from quarantined_records", {"rows_lost": 2}),
        ("update reviews set line_number = 7 where reviewer_id = 'R10'", {"rows_of_another_source": 1}),
        ("update ingest_batches set files = files + 1, products = 0", {"ledger_off_by": 2}),
        ("quarantine/not-gzip/*/reviews/lamps/1-bad.json.gz", {"files_lost": 1}),
        ("quarantine/not-json/*/lines/reviews/lamps/1-lines.line-2.json.gz", {"lines_lost": 1}),
        ("raw/*.parquet", {"files_lost": 3}),
        ("manifests/done/*", {"left_over": 1}),
    ],
)
def test_a_verdict_sees_what_is_wrong(site: LoadSite, mishap: str, seen: dict[str, int]) -> None:
    files = arrivals_of(1)
    for key, content in files.items():
        site.put(key, content)
    site.load()
    good = outcome_of(site.connection, site.layout)
    assert differences(good, good, files) == dict.fromkeys(DIFFERENCES, 0)
    if "/" not in mishap:
        site.connection.execute(mishap)
    else:
        (path,) = site.layout.root.glob(mishap)
        path.rename(path.with_name(f".{path.name}") if "done" in mishap else site.layout.root.parent / "gone")
    found = differences(good, outcome_of(site.connection, site.layout), files)
    assert found == dict.fromkeys(DIFFERENCES, 0) | seen


def test_a_verdict_sees_what_is_there_twice(site: LoadSite) -> None:
    files = arrivals_of(1)
    for key, content in files.items():
        site.put(key, content)
    (sheet,) = site.load()
    good = outcome_of(site.connection, site.layout)
    pack = site.layout.raw / f"{sheet.batch_id}.parquet"
    shutil.copy(pack, pack.with_name("again.parquet"))
    for found in list(site.layout.quarantine.rglob("*.json.gz")):
        target = Path(str(found).replace(sheet.batch_id, "again"))
        target.parent.mkdir(parents=True)
        shutil.copy(found, target)
    site.put("reviews/lamps/left.json.gz", b"")
    assert differences(good, outcome_of(site.connection, site.layout), files) == {
        **dict.fromkeys(DIFFERENCES, 0), "files_twice": 4, "lines_twice": 1, "left_over": 1,
    }  # fmt: skip


def test_postgresql_starts_again_when_it_stops_right_after_an_undone_batch(workshop: Workshop) -> None:
    """It would not if an unlogged table were truncated in a transaction that is undone.

    Then its new file is gone before the log says so; played back, the log makes that file anew, and the start
    ends with "could not create file: File exists".
    """
    with fault_run(workshop, "undone", batch_files=10) as run:
        write_fault_files({"reviews/lamps/a.json.gz": packed(line())}, run.layout.uploaded)

        @contextmanager
        def connect() -> Iterator[psycopg.Connection]:
            with run.address.connect(autocommit=True) as elsewhere, run.address.connect() as connection:
                yield connection
                elsewhere.execute("insert into users (user_id) values (gen_random_uuid())")
                raise ZeroDivisionError

        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                list(Loader(run.layout, connect, SQL_DIR, "undone").run())
            stop_at_once(workshop.server)
            workshop.server.start()
        run.finish()
        assert run.waiting() == 0


STEPS = {"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "open", "shutil.rmtree", "fcntl.flock"}


class Killer:
    """Counts what the process does to files and transactions, and kills it at one of these steps."""

    def __init__(self, step: int) -> None:
        self.left = step

    def count(self, event: str, *_: object) -> None:
        """An audit hook (PEP 578)."""
        if event in STEPS:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def connection(self, site: LoadSite) -> Iterator[psycopg.Connection]:
        """A transaction whose beginning, commit and end are steps."""
        with site.address.connect() as connection:
            self.count("fcntl.flock")
            yield connection
            self.count("fcntl.flock")
        self.count("fcntl.flock")


def load_until_killed(site: LoadSite, step: int) -> bool:
    """Load in a process that dies at this step. Returns False when it needs fewer."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            killer = Killer(step)
            sys.addaudithook(killer.count)
            list(Loader(site.layout, lambda: killer.connection(site), SQL_DIR, "killed").run())
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return status != 0


def test_killed_at_every_step(site: LoadSite) -> None:
    site.put("reviews/lamps/first.json.gz", LARGE)
    site.load()
    step = 0
    while True:
        step += 1
        files = arrivals_of(step)
        for key, content in files.items():
            site.put(key, content)
        is_killed = load_until_killed(site, step)
        site.load()
        found = [file for file in site.found() if f"/{step}" in file.key]
        assert sorted((file.key, file.content) for file in found if ".line-" not in file.key) == sorted(
            files.items()
        )
        assert {file.place for file in found} == {"pack", "raw", "quarantine/not-gzip", "lines/not-json"}
        assert len(found) == len(files) + 1
        if not is_killed:
            break
    assert step > 80
    numbers = [f"R{10 * number + kind}" for number in range(1, step + 1) for kind in range(4)]
    assert site.reviewers() == sorted([*numbers, *(f"L{n}" for n in range(400))])
    ((listed, loaded, duplicate, quarantined, held),) = site.rows(
        "select sum(listed), sum(loaded), sum(duplicate), sum(quarantined), sum(held) from ingest_batches"
    )
    assert (loaded, duplicate, quarantined, held) == (400 + 4 * step, 400 * step, 2 * step, 0)
    assert listed == loaded + duplicate + quarantined
    leftovers = [
        path.name for path in site.layout.root.rglob(".*") if path.name not in (".outgoing", ".lock")
    ]
    assert leftovers == []
