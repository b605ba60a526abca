"""Records are settled and their files kept, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import psycopg
import pytest

from amzn_review.postgres.migrations import migrate
from amzn_review.quarantine.dismissal import Dismissal
from amzn_review.quarantine.ledger import NotSetAsideError
from amzn_review.quarantine.quarantined_record import QuarantinedRecord, find_records
from amzn_review.quarantine.replay import Replay
from storage.folder_lock import FolderBusyError, only_process
from tests.amzn_review.load_site import Found, LoadSite, line, numbered, packed
from tests.conftest import SQL_DIR

A = "reviews/lamps/a.json.gz"
SIX = packed(line(overall=6))


def dismissal(site: LoadSite) -> Dismissal:
    return Dismissal(site.layout, site.address.connect, SQL_DIR)


def replay(site: LoadSite) -> Replay:
    return Replay(site.layout, site.address.connect, SQL_DIR, 2**24)


def set_aside(site: LoadSite, content: bytes = SIX) -> QuarantinedRecord:
    """Load one file that is not good; the record that was made of it."""
    site.put(A, content)
    site.load()
    return find_records(site.connection, SQL_DIR)[-1]


def states(site: LoadSite) -> list[str]:
    return [record.state for record in find_records(site.connection, SQL_DIR, with_settled=True)]


def test_the_file_moves_and_the_record_is_marked(site: LoadSite) -> None:
    record = set_aside(site)
    (settled,) = dismissal(site).run([record.quarantine_id])
    assert (settled.record, settled.problem) == (record, None)
    assert settled.path == site.layout.dismissed / "out-of-range" / record.batch_id / A
    assert site.found() == [Found("dismissed/out-of-range", A, SIX)]
    assert not record.first_path(site.layout).parent.exists()
    assert find_records(site.connection, SQL_DIR) == []
    assert states(site) == ["dismissed"]
    assert site.rows("select dismissed_at <= now(), replayed_at from quarantined_records") == [(True, None)]
    assert replay(site).run() == []


def test_what_is_not_named_stays(site: LoadSite) -> None:
    bad = [line(overall=stars) for stars in (6, 7, 8)]
    site.put(A, packed(b"".join(map(numbered, range(20))) + b"".join(bad)))
    site.load()
    dismissal(site).run([1, 3])
    assert states(site) == ["dismissed", "set aside", "dismissed"]
    assert site.lies("lines/out-of-range") == {"reviews/lamps/a.line-22.json.gz": packed(bad[1])}
    assert sorted(site.lies("dismissed/out-of-range")) == [
        "reviews/lamps/a.line-21.json.gz",
        "reviews/lamps/a.line-23.json.gz",
    ]


def test_a_link_moves_as_it_is(site: LoadSite) -> None:
    (site.layout.uploaded / A).parent.mkdir(parents=True)
    (site.layout.uploaded / A).symlink_to("elsewhere")
    site.load()
    dismissal(site).run([1])
    assert site.found() == [Found("dismissed/symlink", A, b"elsewhere")]


def test_a_record_without_a_file_is_settled(site: LoadSite) -> None:
    record = set_aside(site)
    record.path(site.layout).unlink()
    (settled,) = dismissal(site).run([record.quarantine_id])
    assert (settled.path, settled.problem) == (None, None)
    assert states(site) == ["dismissed"]


def test_a_dismissed_record_comes_back_by_its_number(site: LoadSite) -> None:
    record = set_aside(site)
    dismissal(site).run([1])
    record.path(site.layout).write_bytes(packed(numbered(1)))
    (outcome,) = replay(site).run([1])
    assert (outcome.key, outcome.problem) == (A, None)
    site.load()
    assert site.found() == [Found("pack", A, packed(numbered(1)))]
    assert states(site) == ["handed back"]


def test_what_is_settled_or_unknown_is_refused_before_anything_moves(site: LoadSite) -> None:
    set_aside(site)
    dismissal(site).run([1])
    set_aside(site, packed(line(overall=7)))
    before = site.found()
    ((dismissed_at,),) = site.rows(
        "select dismissed_at at time zone 'UTC' from quarantined_records where quarantine_id = 1"
    )
    with pytest.raises(NotSetAsideError) as caught:
        dismissal(site).run([2, 1])
    assert str(caught.value) == (
        f"Record 1 is not set aside: it was dismissed on {dismissed_at:%Y-%m-%d %H:%M:%S} UTC. "
        "See `amzn-review quarantine list`."
    )
    with pytest.raises(NotSetAsideError, match=r"^There is no record 99: see"):
        dismissal(site).run([2, 99])
    assert (site.found(), states(site)) == (before, ["dismissed", "set aside"])


def test_two_files_are_never_made_one(site: LoadSite) -> None:
    record = set_aside(site)
    place = record.dismissed_path(site.layout)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"another")
    before = site.found()
    (stays,) = dismissal(site).run([1])
    assert stays.problem == f"{place} is there already: move one of the two files away."
    assert (site.found(), states(site)) == (before, ["set aside"])


def test_a_batch_that_is_not_archived_yet(site: LoadSite) -> None:
    site.put(A, SIX)
    batch = site.freeze()
    batch.load()
    (stays,) = dismissal(site).run([1])
    assert stays.problem == (
        f"the files of batch {batch.manifest.batch_id} are not archived yet: "
        "run `amzn-review load --local` first."
    )
    site.load()
    dismissal(site).run([1])
    assert site.found() == [Found("dismissed/out-of-range", A, SIX)]


@contextmanager
def _refuse() -> Iterator[psycopg.Connection]:
    raise psycopg.OperationalError("the server is gone")
    yield


@pytest.mark.parametrize("next_step", ["dismiss", "replay"])
def test_interrupted_after_the_file_moved(site: LoadSite, next_step: str) -> None:
    set_aside(site)
    answers: Iterator[AbstractContextManager[psycopg.Connection]] = iter([site.address.connect(), _refuse()])
    with pytest.raises(psycopg.OperationalError, match="the server is gone"):
        Dismissal(site.layout, lambda: next(answers), SQL_DIR).run([1])
    assert (site.found(), states(site)) == ([Found("dismissed/out-of-range", A, SIX)], ["set aside"])
    if next_step == "dismiss":
        dismissal(site).run([1])
        assert (site.found(), states(site)) == ([Found("dismissed/out-of-range", A, SIX)], ["dismissed"])
    else:
        (record,) = find_records(site.connection, SQL_DIR)
        record.path(site.layout).write_bytes(packed(numbered(1)))
        replay(site).run()
        assert (site.found(), states(site)) == ([Found("uploaded", A, packed(numbered(1)))], ["handed back"])


def test_not_beside_a_replay(site: LoadSite) -> None:
    set_aside(site)
    lock = site.layout.manifests / ".replay-lock"
    with (
        only_process(lock, "replay", site.layout.root),
        pytest.raises(FolderBusyError, match="Another replay"),
    ):
        dismissal(site).run([1])
    assert states(site) == ["set aside"]


def test_a_table_that_was_made_before_gets_the_column_and_keeps_its_rows(site: LoadSite) -> None:
    with site.of_before():
        before = find_records(site.connection, SQL_DIR, with_settled=True)
        assert before
        site.connection.execute("alter table quarantined_records drop column dismissed_at")
        said: list[str] = []
        migrate(site.address.connect, SQL_DIR, said.append)
        assert said[0] == "The tables that were there are taken over as 0001_baseline."
        after = find_records(site.connection, SQL_DIR, with_settled=True)
        assert [record.quarantine_id for record in after] == [record.quarantine_id for record in before]
        assert after == [replace(record, dismissed_at=None) for record in before]
