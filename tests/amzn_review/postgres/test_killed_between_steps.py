"""A load that ended between two of its steps is finished by the next one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from amzn_review.postgres.loader import Loader
from tests.amzn_review.load_site import LoadSite, balance, loaded, numbered, packed
from tests.amzn_review.sample_files import LAMP, LARGE, SMALL
from tests.conftest import SQL_DIR


@pytest.mark.parametrize("content", [SMALL, LARGE, b"bad"], ids=["small", "large", "bad"])
def test_listed_but_not_loaded(site: LoadSite, content: bytes) -> None:
    site.put(LAMP, content)
    frozen = site.freeze()
    site.put("reviews/lamps/later.json.gz", packed(numbered(10_000)))
    first, second = site.load()
    assert first.batch_id == frozen.manifest.batch_id
    assert (first.listed, second.listed) == (4000 if content == LARGE else 1, 1)
    assert "uploaded" not in {file.place for file in site.found()}


@pytest.mark.parametrize("content", [SMALL, LARGE, b"bad"], ids=["small", "large", "bad"])
def test_loaded_but_not_archived(site: LoadSite, content: bytes) -> None:
    site.put(LAMP, content)
    frozen = site.freeze()
    sheet = frozen.load()
    site.put("reviews/lamps/later.json.gz", packed(numbered(10_000)))
    first, second = site.load()
    assert first == sheet
    assert balance([second]) == loaded(1)
    places = [file.place for file in site.found() if file.key == LAMP]
    assert places == [{SMALL: "pack", LARGE: "raw"}.get(content, "quarantine/not-gzip")]


def test_an_answer_that_was_lost_is_found_in_the_ledger(site: LoadSite) -> None:
    """The commit arrives, the word that it did does not."""

    @contextmanager
    def connect() -> Iterator[psycopg.Connection]:
        with site.address.connect() as connection:
            yield connection
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    site.put(LAMP, packed(numbered(1) + numbered(2)))
    with pytest.raises(psycopg.OperationalError):
        list(Loader(site.layout, connect, SQL_DIR, "killed").run())
    assert site.reviewers() == ["R1", "R2"]
    (sheet,) = site.load()
    assert (sheet.run_id, sheet.loaded, sheet.duplicate) == ("killed", 2, 0)
    assert site.reviewers() == ["R1", "R2"]


def test_a_commit_that_failed_leaves_nothing(site: LoadSite) -> None:
    @contextmanager
    def connect() -> Iterator[psycopg.Connection]:
        with site.address.connect() as connection:
            yield connection
            site.connection.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])

    site.put(LAMP, packed(numbered(1)))
    before = site.found()
    with pytest.raises(psycopg.OperationalError):
        list(Loader(site.layout, connect, SQL_DIR, "killed").run())
    assert site.snapshot() == ([], [], [], [], [], [], before)
    assert balance(site.load()) == loaded(1)
