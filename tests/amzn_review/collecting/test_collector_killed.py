"""Killed at random moments while posts arrive and are loaded: every post once, and the state right."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pytest

from tests.amzn_review.collecting.conftest import BACK, FORWARD, Collecting, load
from tests.amzn_review.collecting.post_server import PostServer, post
from tests.amzn_review.load_site import LoadSite
from tests.conftest import PROJECT_ROOT

KILLS = 30
ARRIVING = 40  # posts before each run: eight pages of five
ENOUGH_RUNS = 2 + (KILLS * 2 * ARRIVING) // (5 * 100)
FAULTS = (None, None, None, 503, "cut off", "dies", (429, {"Retry-After": "0"}), "says more")
# Forks a copy of itself for each line that it reads, so that none waits for imports. The copy collects, and
# is killed after as many seconds as the line says.
PROGRAM = """
import os, signal, sys, time
from pathlib import Path
import httpx, msgspec
from amzn_review.collecting.api_client import ApiClient
from tests.amzn_review.collecting.conftest import Collecting
from tests.amzn_review.collecting.post_server import PostServer

collecting = Collecting(Path(sys.argv[1]), PostServer())
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        collector = collecting.collector()
        collector.client.pause = 0.001
        collector.client.sleep = lambda seconds: None
        collector.run()
        os._exit(0)
    if line.strip():
        time.sleep(float(line))
        os.kill(pid, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@contextmanager
def forking(collecting: Collecting) -> Iterator[tuple[IO[str], IO[str]]]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(collecting.root)],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin
    assert program.stdout
    with program:
        try:
            yield program.stdin, program.stdout
        finally:
            program.stdin.close()


def collect(orders: IO[str], answers: IO[str], kill_after: float | None) -> int:
    """The exit code of one run in a process of its own, killed after some seconds if they are told."""
    orders.write(f"{kill_after or ''}\n")
    orders.flush()
    return int(answers.readline())


def arrive(server: PostServer, posts: int = ARRIVING) -> None:
    """Posts with gaps between their numbers, as where others' posts lie between."""
    last = int(server.posts[-1]["id"]) if server.posts else 0
    server.posts += [post(last + 3 * number) for number in range(1, posts + 1)]


@pytest.mark.parametrize(("declaration", "least"), [(BACK, KILLS), (FORWARD, 10)], ids=["back", "forward"])
def test_killed_at_random_moments(
    declaration: str, least: int, site: LoadSite, post_server: PostServer
) -> None:
    collecting = Collecting(site.layout.root, post_server)
    collecting.declare(declaration)
    post_server.page = 5
    post_server.posts = [post(1)]
    moments = random.Random()
    with forking(collecting) as (orders, answers):
        assert collect(orders, answers, None) == 0
        arrive(post_server)
        began = time.monotonic()
        assert collect(orders, answers, None) == 0
        whole = time.monotonic() - began
        kills = 0
        while kills < least:
            arrive(post_server)
            post_server.faults.clear()
            post_server.faults.extend(moments.choice(FAULTS) for _ in range(4))
            status = collect(orders, answers, moments.uniform(0, whole))
            assert status in (0, -signal.SIGKILL)
            kills += status != 0
            if moments.random() < 0.3:
                load(site)
        post_server.faults.clear()
        arrive(post_server)
        # What was begun before the kill comes first, then what is newer, at most a hundred pages a run.
        assert [collect(orders, answers, None) for _ in range(ENOUGH_RUNS)] == [0] * ENOUGH_RUNS
    load(site)
    expected = sorted(int(it["id"]) for it in post_server.posts)
    assert sorted(int(found) for (found,) in site.rows("select external_id from documents")) == expected
    state = collecting.state()
    assert (state.mark, state.sweep, state.undelivered, state.posts) == (
        str(expected[-1]), None, (), len(expected),
    )  # fmt: skip
    assert collecting.waiting() == []
    ((loaded, listed, others),) = site.rows(
        "select sum(loaded), sum(listed), sum(listed - loaded - duplicate) from document_batches"
    )
    assert (loaded, others) == (len(expected), 0)
    assert listed - loaded < len(expected) // 4  # what was delivered twice
    assert json.loads((collecting.layout.collected / "lamps.json").read_bytes())["version"] == 1
