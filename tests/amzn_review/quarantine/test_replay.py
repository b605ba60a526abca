"""Records go back from the quarantine and are loaded once, whatever happens on the way."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from amzn_review.quarantine.fixes import FIXES
from amzn_review.quarantine.ledger import NotSetAsideError
from amzn_review.quarantine.quarantined_record import QuarantinedRecord, find_records
from amzn_review.quarantine.replay import Replay
from storage.folder_lock import FolderBusyError, only_process
from tests.amzn_review.load_site import Found, LoadSite, balance, line, numbered, packed
from tests.conftest import SQL_DIR
from text_files.json_lines import MAX_LINE_BYTES

A = "reviews/lamps/a.json.gz"
PYTHON_REVIEW = (
    b"{'overall': 5.0, 'reviewerID': 'R1', 'asin': 'B1', 'reviewText': 'It\\'s \"warm\"', "
    b"'unixReviewTime': 1472688000, 'helpful': [2, 3]}\n"
)


def replay(site: LoadSite, *fixes: str, max_line_bytes: int = MAX_LINE_BYTES) -> Replay:
    return Replay(site.layout, site.address.connect, SQL_DIR, max_line_bytes, [FIXES[name] for name in fixes])


def set_aside(site: LoadSite, content: bytes, key: str = A) -> QuarantinedRecord:
    """Load one file that is not good; the record that was made of it."""
    site.put(key, content)
    site.load()
    return find_records(site.connection, SQL_DIR)[-1]


def still_open(site: LoadSite) -> list[int]:
    return [record.quarantine_id for record in find_records(site.connection, SQL_DIR)]


def texts(site: LoadSite) -> list[tuple[Any, ...]]:
    return site.rows("select review_text, source_key, line_number from reviews order by review_id")


@pytest.mark.parametrize(
    ("content", "fix", "mended", "text"),
    [
        (line(reviewText="x\0y"), "drop-nul", line(reviewText="xy"), "xy"),
        (
            line(reviewText="cafe").replace(b"cafe", b"caf\xe9"),
            "from-latin-1",
            line(reviewText="cafe").replace(b"cafe", "café".encode()),
            "café",
        ),
        (
            PYTHON_REVIEW,
            "from-python-literal",
            b'{"overall": 5.0, "reviewerID": "R1", "asin": "B1", "reviewText": "It\'s \\"warm\\"", '
            b'"unixReviewTime": 1472688000, "helpful": [2, 3]}\n',
            'It\'s "warm"',
        ),
    ],
    ids=["drop-nul", "from-latin-1", "from-python-literal"],
)
def test_a_fix_repairs_a_copy_and_the_original_is_kept(
    site: LoadSite, content: bytes, fix: str, mended: bytes, text: str
) -> None:
    record = set_aside(site, packed(content))
    (outcome,) = replay(site, fix).run()
    assert (outcome.record, outcome.key, outcome.problem) == (record, A, None)
    assert [(file.place, file.key) for file in site.found()] == [("raw", A), ("uploaded", A)]
    assert gzip.decompress(site.lies("uploaded")[A]) == mended
    assert site.lies("raw") == {A: packed(content)}
    assert still_open(site) == []
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}
    assert texts(site) == [(text, A, 1)]


def test_a_file_repaired_by_hand_goes_back_as_it_is_and_is_loaded_once(site: LoadSite) -> None:
    record = set_aside(site, packed(line(overall=6)))
    record.path(site.layout).write_bytes(packed(numbered(1)))
    # A fix that has nothing to do changes nothing.
    (outcome,) = replay(site, "drop-nul").run([record.quarantine_id])
    assert (outcome.key, outcome.problem) == (A, None)
    assert site.found() == [Found("uploaded", A, packed(numbered(1)))]
    assert not record.path(site.layout).parent.exists()
    site.load()
    assert site.found() == [Found("pack", A, packed(numbered(1)))]
    assert texts(site) == [("text 1", A, 1)]
    ((replayed_at, is_past),) = site.rows("select replayed_at, replayed_at <= now() from quarantined_records")
    assert (replayed_at is not None, is_past) == (True, True)
    assert replay(site).run() == []
    with pytest.raises(NotSetAsideError) as caught:
        replay(site).run([record.quarantine_id])
    assert str(caught.value) == (
        f"Record 1 is not set aside: it was handed back on {replayed_at:%Y-%m-%d %H:%M:%S} UTC. "
        "See `amzn-review quarantine list`."
    )


def test_a_setting_that_stood_in_the_way(site: LoadSite) -> None:
    site.put(A, packed(line(reviewText="x" * 1_000)))
    site.load(max_line_bytes=500)
    assert site.quarantined() == [(A, 0, "oversized", "file", True)]
    (stays,) = replay(site, max_line_bytes=500).run()
    assert (
        stays.problem == "file: found a longer line at line 1, expected at most 500 bytes a line (oversized)."
    )
    (outcome,) = replay(site).run()
    assert outcome.key == A
    site.load()
    assert texts(site) == [("x" * 1_000, A, 1)]


def test_lines_of_a_larger_file_go_back_one_by_one(site: LoadSite) -> None:
    lines = [numbered(number) for number in range(1_000)]
    lines[4] = line(reviewText="five\0")
    lines[499] = line(overall=0)
    lines[999] = line(reviewText="thousand\0")
    site.put(A, packed(b"".join(lines)))
    assert balance(site.load()) == {
        "files": 1,
        "listed": 1_000,
        "staged": 997,
        "loaded": 997,
        "quarantined": 3,
    }
    outcomes = replay(site, "drop-nul").run(reason="nul-character")
    keys = ["reviews/lamps/a.line-5.json.gz", "reviews/lamps/a.line-1000.json.gz"]
    assert [(outcome.record.line_number, outcome.key) for outcome in outcomes] == [
        (5, keys[0]),
        (1_000, keys[1]),
    ]
    assert sorted(site.lies("raw")) == sorted(keys)
    assert balance(site.load()) == {"files": 2, "listed": 2, "staged": 2, "loaded": 2}
    assert sorted(texts(site)[997:]) == [("five", keys[0], 1), ("thousand", keys[1], 1)]
    (set_aside_still,) = site.lies("lines/out-of-range").items()
    assert set_aside_still[0] == "reviews/lamps/a.line-500.json.gz"
    assert gzip.decompress(set_aside_still[1]) == lines[499]
    assert len(still_open(site)) == 1


@pytest.mark.parametrize("fixes", [(), tuple(FIXES)], ids=["without", "with all fixes"])
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "file: found nothing, expected at least one line (empty)."),
        (
            packed(numbered(1))[:40],
            "file: found the end after 0 whole lines, expected a whole gzip file (truncated-gzip).",
        ),
        (
            b"{}",
            "file: found a file that begins with b'{}', expected gzip, as its name ends in .gz (not-gzip).",
        ),
        (
            packed(b"\n" + line(overall=6)),
            "line 2: overall: found 6, expected a whole number from 1 to 5 (out-of-range).",
        ),
        (
            packed(line(reviewText="x").replace(b'"x"', b'"\\ud800"')),
            'line 1: record: found b\'{"overall": 5.0, "vote": "12", "verified": true, "reviewTime": "09 1, '
            '2016", …, '
            "expected UTF-8 text, without half of a surrogate pair (not-utf-8).",
        ),
    ],
    ids=["empty", "truncated", "not gzip", "out of range", "half a pair"],
)
def test_what_is_still_bad_stays_untouched(
    site: LoadSite, content: bytes, problem: str, fixes: tuple[str, ...]
) -> None:
    set_aside(site, content)
    before = site.found()
    assert len(before) == 1
    for outcomes in (replay(site, *fixes).rehearse(), replay(site, *fixes).run()):
        assert [(outcome.key, outcome.problem) for outcome in outcomes] == [(None, problem)]
    assert site.found() == before
    assert still_open(site) == [1]


def test_what_is_no_file_or_not_there_stays(site: LoadSite) -> None:
    site.put("reviews/lamps/z.json.gz", b"")
    folder = site.layout.uploaded / "reviews" / "lamps"
    (folder / "link.json.gz").symlink_to("z.json.gz")
    os.mkfifo(folder / "pipe.json.gz")
    site.put("reviews/lamps/gone.json.gz", b"")
    site.load()
    records = {record.key: record for record in find_records(site.connection, SQL_DIR)}
    places = {Path(key).name: record.path(site.layout) for key, record in records.items()}
    places["gone.json.gz"].unlink()
    before = site.found()
    found = {Path(outcome.record.key).name: outcome.problem for outcome in replay(site).run()}
    assert found == {
        "gone.json.gz": f"there is no file {places['gone.json.gz']}: was it moved, or removed?",
        "link.json.gz": "it is a link, and links are never followed: put what it leads to in its place as a "
        f"file, {places['link.json.gz']}.",
        "pipe.json.gz": f"it is no file that can be read: put a file in its place, {places['pipe.json.gz']}.",
        "z.json.gz": "file: found nothing, expected at least one line (empty).",
    }
    assert site.found() == before
    # What the sentence says helps.
    places["link.json.gz"].unlink()
    places["link.json.gz"].write_bytes(packed(numbered(1)))
    replay(site).run([records["reviews/lamps/link.json.gz"].quarantine_id])
    site.load()
    assert texts(site) == [("text 1", "reviews/lamps/link.json.gz", 1)]


def test_a_name_with_control_characters_goes_back_under_a_plain_one(site: LoadSite) -> None:
    set_aside(site, packed(line(reviewText="x\0")), key="reviews/lamps/a\x1b[2J\udcff.json.gz")
    (stays,) = replay(site).run()
    assert stays.problem == "its name has control characters: replay it with `--fix rename`."
    (still_bad,) = replay(site, "rename").run()
    assert still_bad.problem is not None
    assert "(nul-character)" in still_bad.problem
    (outcome,) = replay(site, "rename", "drop-nul").run()
    assert outcome.key == "reviews/lamps/a__2J_.json.gz"
    site.load()
    assert texts(site) == [("x", "reviews/lamps/a__2J_.json.gz", 1)]


def test_a_name_with_a_backslash_is_its_own_again(site: LoadSite) -> None:
    key = "reviews/lamps/a\\x07 'ü\" b.json.gz"
    record = set_aside(site, packed(line(reviewText="x\0") + numbered(1)), key=key)
    assert record.source_key != key
    (outcome,) = replay(site, "drop-nul").run()
    assert outcome.key == "reviews/lamps/a\\x07 'ü\" b.line-1.json.gz"
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}


def test_a_file_of_products(site: LoadSite) -> None:
    key = "metadata/products/p.json.gz"
    set_aside(site, packed(b"{'asin': 'B1', 'title': 'Lamp', 'price': 9.5}"), key=key)
    (outcome,) = replay(site, "from-python-literal").run()
    assert outcome.key == key
    assert balance(site.load()) == {"products": 1}
    assert site.rows("select asin, product_name from products") == [("B1", "Lamp")]


def test_a_file_that_waits_under_the_name_is_not_overwritten(site: LoadSite) -> None:
    record = set_aside(site, packed(line(reviewText="x\0")))
    site.put(A, packed(numbered(1)))
    site.put("reviews/lamps/replayed-1.json.gz", packed(numbered(2)))
    (outcome,) = replay(site, "drop-nul").run()
    assert outcome.key == "reviews/lamps/replayed-1-2.json.gz"
    assert sorted(key for key in site.lies("uploaded")) == [
        A,
        "reviews/lamps/replayed-1-2.json.gz",
        "reviews/lamps/replayed-1.json.gz",
    ]
    assert balance(site.load()) == {"files": 3, "listed": 3, "staged": 3, "loaded": 3}
    assert sorted(text for text, *_ in texts(site)) == ["text 1", "text 2", "x"]
    assert record.quarantine_id not in still_open(site)


def test_a_rehearsal_says_the_same_and_changes_nothing(site: LoadSite) -> None:
    set_aside(site, packed(line(reviewText="x\0")))
    set_aside(site, packed(line(overall=6)), key="reviews/lamps/b.json.gz")
    before = site.found()
    rehearsed = replay(site, "drop-nul").rehearse()
    assert site.found() == before
    assert sorted(path.name for path in site.layout.quarantine.iterdir()) == ["nul-character", "out-of-range"]
    assert still_open(site) == [1, 2]
    assert rehearsed == replay(site, "drop-nul").run()


def test_records_that_are_not_there(site: LoadSite) -> None:
    record = set_aside(site, packed(line(reviewText="x\0")))
    before = site.found()
    for act in (replay(site, "drop-nul").run, replay(site, "drop-nul").rehearse):
        with pytest.raises(NotSetAsideError, match="There is no record 99: see"):
            act([record.quarantine_id, 99])
        assert act(reason="no-such-reason") == []
    assert site.found() == before


def test_a_batch_that_is_not_archived_yet(site: LoadSite) -> None:
    site.put(A, packed(line(reviewText="x\0")))
    batch = site.freeze()
    batch.load()
    (stays,) = replay(site, "drop-nul").run()
    assert stays.problem == (
        f"the files of batch {batch.manifest.batch_id} are not archived yet: "
        "run `amzn-review load --local` first."
    )
    site.load()
    (outcome,) = replay(site, "drop-nul").run()
    assert outcome.key == A


def test_one_replay_at_a_time(site: LoadSite) -> None:
    set_aside(site, packed(line(reviewText="x\0")))
    lock = site.layout.manifests / ".replay-lock"
    with (
        only_process(lock, "replay", site.layout.root),
        pytest.raises(FolderBusyError, match="Another replay"),
    ):
        replay(site, "drop-nul").run()
    assert still_open(site) == [1]


@contextmanager
def _refuse() -> Iterator[psycopg.Connection]:
    raise psycopg.OperationalError("the server is gone")
    yield


def interrupted_before_the_mark(site: LoadSite) -> QuarantinedRecord:
    """A record whose file was handed back by a replay that the database then left alone."""
    record = set_aside(site, packed(line(reviewText="x\0")))
    answers: Iterator[AbstractContextManager[psycopg.Connection]] = iter([site.address.connect(), _refuse()])
    unlucky = replace(replay(site, "drop-nul"), connect=lambda: next(answers))
    with pytest.raises(psycopg.OperationalError, match="the server is gone"):
        unlucky.run()
    assert still_open(site) == [1]
    assert not record.path(site.layout).exists()
    return record


def test_interrupted_before_the_original_moved(site: LoadSite) -> None:
    record = set_aside(site, packed(line(reviewText="x\0")))
    path = record.path(site.layout)
    original = path.read_bytes()
    replay(site, "drop-nul").run()
    # Everything after the first step undone: the copy is there, the original and its record are as before.
    path.parent.mkdir(parents=True)
    path.write_bytes(original)
    (site.layout.raw / record.batch_id / A).unlink()
    site.connection.execute("update quarantined_records set replayed_at = null")
    (outcome,) = replay(site, "drop-nul").run()
    assert outcome.key == A
    assert [(file.place, file.key) for file in site.found()] == [("raw", A), ("uploaded", A)]
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "loaded": 1}


def test_interrupted_before_the_original_moved_and_loaded_meanwhile(site: LoadSite) -> None:
    record = set_aside(site, packed(line(reviewText="x\0")))
    path = record.path(site.layout)
    original = path.read_bytes()
    replay(site, "drop-nul").run()
    path.parent.mkdir(parents=True)
    path.write_bytes(original)
    site.connection.execute("update quarantined_records set replayed_at = null")
    site.load()
    (outcome,) = replay(site, "drop-nul").run()
    assert outcome.key == A
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "duplicate": 1}
    assert texts(site) == [("x", A, 1)]


@pytest.mark.parametrize("is_marked", [False, True], ids=["before the mark", "after the mark"])
@pytest.mark.parametrize("is_loaded", [False, True], ids=["", "loaded meanwhile"])
def test_interrupted_after_the_original_moved(site: LoadSite, is_marked: bool, is_loaded: bool) -> None:
    record = interrupted_before_the_mark(site)
    if is_marked:
        site.connection.execute("update quarantined_records set replayed_at = now()")
    if is_loaded:
        site.load()
    (outcome,) = replay(site).run([record.quarantine_id])
    assert (outcome.record.quarantine_id, outcome.key, outcome.problem) == (1, A, None)
    assert still_open(site) == []
    assert site.lies("raw") == {A: packed(line(reviewText="x\0"))}
    assert list(site.layout.quarantine.iterdir()) == [site.layout.quarantine / "nul-character"]
    site.load()
    assert texts(site) == [("x", A, 1)]
    assert balance(site.load()) == {}
    assert replay(site).run() == []


def test_interrupted_and_the_tables_made_anew(site: LoadSite) -> None:
    interrupted_before_the_mark(site)
    site.empty_warehouse()
    another = set_aside(site, packed(line(overall=6)), key="reviews/lamps/b.json.gz")
    assert another.quarantine_id == 1
    assert replay(site).run(reason="nothing") == []
    assert still_open(site) == [1]
    assert site.lies("raw") == {A: packed(line(reviewText="x\0"))}
    assert texts(site) == [("x", A, 1)]


def test_many_records_cost_as_many_transactions_as_one_and_leave_no_copies(site: LoadSite) -> None:
    opened = 0

    @contextmanager
    def connect() -> Iterator[psycopg.Connection]:
        nonlocal opened
        opened += 1
        with site.address.connect() as connection:
            yield connection

    counts = []
    for number in (1, 40):
        for place in range(number):
            site.put(
                f"reviews/lamps/{number}-{place}.json.gz", packed(line(reviewText=f"{number} {place}\0"))
            )
        site.load(max_bad_percent=100)
        # As a killed process leaves one.
        left = site.layout.uploaded / ".replay" / "999.json.gz"
        left.parent.mkdir()
        left.write_bytes(b"half a co")
        opened = 0
        assert len(replace(replay(site, "drop-nul"), connect=connect).run()) == number
        assert not left.parent.exists()
        counts.append(opened)
    assert counts[0] == counts[1]
    site.load()
    assert len(texts(site)) == 41


CHILD = """
import sys
from pathlib import Path
from amzn_review.data_layout import DataLayout
from amzn_review.quarantine.fixes import FIXES
from amzn_review.quarantine.replay import Replay
from services.postgres.databases import DatabaseAddress
root, sql_dir, host, port, database, user, password = sys.argv[1:]
address = DatabaseAddress(host, int(port), database, user, password)
replay = Replay(DataLayout(Path(root)), address.connect, Path(sql_dir), 2**24, [FIXES["drop-nul"]])
print("ready", flush=True)
replay.run()
"""


def test_killed_at_any_moment_nothing_is_lost_and_nothing_loaded_twice(site: LoadSite) -> None:
    names = [f"reviews/lamps/{number}.json.gz" for number in range(24)]
    originals = {name: packed(line(reviewText=f"{name}\0")) for name in names}
    for name in names:
        site.put(name, originals[name])
    site.load(max_bad_percent=100)
    chance = random.Random(7)
    address = site.address
    arguments = [str(site.layout.root), str(SQL_DIR), address.host, str(address.port)]
    arguments += [address.database, address.user, address.password]
    kills = 0
    while still_open(site):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, *arguments],
            cwd=SQL_DIR.parents[1],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        # Longer and longer, so that one gets to the end on a machine of any speed.
        time.sleep(chance.uniform(0, 0.05 * (kills + 1)))
        child.kill()
        kills += child.wait() == -signal.SIGKILL
        child.stdout.close()
        if chance.random() < 0.5:
            site.load()
    assert kills > 0
    replay(site).run()
    site.load()
    assert sorted(texts(site)) == sorted((name, name, 1) for name in names)
    assert site.lies("raw") == originals
    assert {file.place for file in site.found()} == {"raw", "pack"}
