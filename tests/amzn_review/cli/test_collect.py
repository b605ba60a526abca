"""`amzn-review documents collect|sources`, as a person types them; loading is tested beside the loader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.amzn_review.collecting.conftest import BACK, Collecting
from tests.amzn_review.collecting.post_server import TOKEN, PostServer, post, serving


@pytest.fixture
def collecting(tmp_path: Path) -> Iterator[Collecting]:
    with serving(PostServer()) as server:
        yield Collecting(tmp_path / "data", server)


def typed(collecting: Collecting, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("amzn-review"), "documents", *words],
        env={**os.environ, "DATA_DIR": str(collecting.root), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_collected_and_listed(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(number) for number in range(1, 13)]
    done = typed(collecting, "collect", "lamps", "--no-load", COLLECT_TOKEN_TESTS=TOKEN)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "source lamps: 12 posts of 2 pages (0 repeated, 0 skipped, 0 bad, 0 deleted)\n"
    assert len(collecting.ids()) == 12
    listed = typed(collecting, "sources", "--json", COLLECT_TOKEN_TESTS=TOKEN)
    (found,) = json.loads(listed.stdout)
    assert {name: found[name] for name in ("name", "task", "pages", "posts", "mark", "fault")} == {
        "name": "lamps", "task": "tags", "pages": 2, "posts": 12, "mark": "12", "fault": None,
    }  # fmt: skip
    assert TOKEN not in done.stderr + listed.stdout + listed.stderr


def test_a_token_that_is_not_set(collecting: Collecting) -> None:
    collecting.declare(BACK)
    done = typed(collecting, "collect", "lamps", "--no-load")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: Source lamps needs a token: set environment variable COLLECT_TOKEN_TESTS in the shell; it "
        "belongs in no file.\n"
    )


def test_a_source_that_is_down(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.faults.append(403)
    done = typed(collecting, "collect", "lamps", "--no-load", COLLECT_TOKEN_TESTS=TOKEN)
    assert done.returncode == 1
    counts, sentence = done.stderr.splitlines()
    assert counts == "source lamps: 0 posts of 0 pages (0 repeated, 0 skipped, 0 bad, 0 deleted)"
    assert sentence == (
        f"Error: Source lamps ({collecting.server.url}/back) answered 403: it does not admit the token of "
        "COLLECT_TOKEN_TESTS. Get a token that may read posts."
    )


def test_nothing_is_declared(collecting: Collecting) -> None:
    done = typed(collecting, "sources")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No source is declared in" in done.stderr
    assert "bluesky-search, mastodon-search, mastodon-tag, x-recent-search" in done.stderr
