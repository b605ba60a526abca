"""What becomes of what arrives, whatever happens to it meanwhile."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from amzn_review.load_limits import LoadLimits
from amzn_review.loader import Loader, TooManyBadError
from tests.amzn_review.archived import extract
from tests.amzn_review.load_site import Found, LoadSite, balance, line, numbered, packed
from tests.conftest import SQL_DIR

LAMP = "reviews/lamps/a.json.gz"


def loaded(number: int, **others: int) -> dict[str, int]:
    """The sums of a load of `number` new reviews, a file each, unless `others` say otherwise."""
    return {"files": number, "listed": number, "staged": number, "loaded": number} | others


def many_lines(number: int, seed: str = "") -> bytes:
    """So many different lines that gzip makes some 90 bytes of each."""
    return b"".join(
        line(reviewerID=f"R{seed}{place}", reviewText=os.urandom(40).hex()) for place in range(number)
    )


def snapshot(site: LoadSite) -> tuple[Any, ...]:
    """All tables of the star schema, the ledger, and all files."""
    names = ("reviews", "users", "products", "time", "ingest_batches", "quarantined_records")
    return (*(site.rows(f"select * from {name} order by 1") for name in names), site.found())  # noqa: S608 - our names


def test_nothing_waits_and_nothing_happens(site: LoadSite) -> None:
    assert site.load() == []
    assert site.rows("select * from ingest_batches") == []
    assert not any(site.layout.manifests.rglob("*.jsonl"))


def test_a_batch_leaves_one_row_in_the_ledger_and_one_archive(site: LoadSite) -> None:
    files = {
        f"reviews/{place}/{number}.json.gz": packed(numbered(number)) for number, place in enumerate("abcab")
    }
    for key, content in files.items():
        site.put(key, content)
    (sheet,) = site.load()
    assert balance([sheet]) == loaded(5)
    assert site.rows(
        "select batch_id, run_id, files, listed, staged, loaded, held_keys from ingest_batches"
    ) == [(sheet.batch_id, "a-run", 5, 5, 5, 5, [])]
    assert site.rows("select source_key, batch_id, line_number from reviews order by source_key") == [
        (key, sheet.batch_id, 1) for key in sorted(files)
    ]
    assert site.lies("pack") == files
    assert [path.name for path in site.layout.raw.iterdir()] == [f"{sheet.batch_id}.parquet"]
    assert [path.name for path in (site.layout.manifests / "done").iterdir()] == [f"{sheet.batch_id}.jsonl"]
    assert list((site.layout.manifests / "open").iterdir()) == []
    assert [path.name for path in site.layout.uploaded.rglob("*") if path.is_file()] == []
    assert list((site.layout.uploaded / ".outgoing").iterdir()) == []


def test_a_batch_takes_no_more_files_than_the_limit(site: LoadSite) -> None:
    for number in range(25):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    assert [sheet.loaded for sheet in site.load(batch_files=10)] == [10, 10, 5]
    assert site.reviewers() == sorted(f"R{number}" for number in range(25))


def test_the_second_run_changes_nothing(site: LoadSite) -> None:
    site.put(LAMP, packed(numbered(1) + b"bad\n" + numbered(2)))
    site.put("reviews/lamps/bad.json.gz", b"bad")
    site.load()
    before = snapshot(site)
    assert site.load() == []
    assert snapshot(site) == before
    assert len(before[0]) == 2


def test_equal_records_are_counted_and_loaded_once(site: LoadSite) -> None:
    site.put("reviews/lamps/1.json.gz", packed(line()))
    site.put(
        "reviews/lamps/2.json.gz", packed(line(vote=12, overall=5))
    )  # the same review, spelled otherwise
    site.put("reviews/chairs/3.json.gz", packed(line() + numbered(1) + line()))
    assert balance(site.load()) == {"files": 3, "listed": 5, "staged": 5, "loaded": 2, "duplicate": 3}
    assert site.rows("select source_key, line_number from reviews order by 1, 2") == [
        ("reviews/chairs/3.json.gz", 1),
        ("reviews/chairs/3.json.gz", 2),
    ]
    site.put("reviews/lamps/4.json.gz", packed(line()))
    assert balance(site.load()) == {"files": 1, "listed": 1, "staged": 1, "duplicate": 1}
    assert len(site.lies("pack")) == 4


@pytest.mark.parametrize(
    ("key", "content", "sums"),
    [
        (LAMP, packed(numbered(1)), {"files": 1, "listed": 1, "staged": 1, "duplicate": 1}),
        (
            "reviews/lamps/renamed.json.gz",
            packed(numbered(1)),
            {"files": 1, "listed": 1, "staged": 1, "duplicate": 1},
        ),
        (
            "reviews/chairs/a.json.gz",
            packed(numbered(1)),
            {"files": 1, "listed": 1, "staged": 1, "duplicate": 1},
        ),
        (
            LAMP,
            gzip.compress(numbered(1), 1, mtime=1),
            {"files": 1, "listed": 1, "staged": 1, "duplicate": 1},
        ),
        (LAMP, packed(numbered(2)), loaded(1)),
        (LAMP, packed(numbered(1) + numbered(2)), loaded(2, files=1, duplicate=1, loaded=1)),
        ("reviews/lamps/other.json.gz", packed(numbered(2)), loaded(1)),
    ],
    ids=["same again", "renamed", "other folder", "packed anew", "other content", "grown", "new"],
)
def test_what_comes_later(site: LoadSite, key: str, content: bytes, sums: dict[str, int]) -> None:
    first = packed(numbered(1))
    site.put(LAMP, first)
    site.load()
    site.put(key, content)
    assert balance(site.load()) == sums
    assert site.reviewers() == ["R1", "R2"][: 1 + sums.get("loaded", 0)]
    assert [file for file in site.found() if file.key == key and file.content == content]
    kept = [content for _, content in extract(site.layout, LAMP)]
    assert kept == ([first, content] if key == LAMP else [first])


def test_an_old_time_stamp_makes_no_difference(site: LoadSite) -> None:
    site.put("reviews/lamps/new.json.gz", packed(numbered(1)), age_seconds=0)
    site.load()
    site.put("reviews/lamps/late.json.gz", packed(numbered(2)), age_seconds=20 * 365 * 86_400)
    site.put("reviews/lamps/ahead.json.gz", packed(numbered(3)), age_seconds=-86_400)
    assert balance(site.load()) == loaded(2)


def test_a_broken_file_from_the_future_is_not_left_for_ever(site: LoadSite) -> None:
    site.put(LAMP, b"\x1f\x8b", age_seconds=-86_400)
    assert balance(site.load()) == {"files": 1, "listed": 1, "quarantined": 1}


def test_hidden_and_foreign_files_are_left_alone(site: LoadSite) -> None:
    site.put(LAMP, packed(line()))
    for key in (
        "reviews/lamps/.b.json.gz",
        "reviews/lamps/notes.txt",
        "reviews/c.json.gz",
        "reviews/.d/e.json.gz",
    ):
        site.put(key, packed(numbered(1)))
    assert balance(site.load()) == loaded(1)
    left = [
        str(path.relative_to(site.layout.uploaded))
        for path in site.layout.uploaded.rglob("*.*")
        if path.is_file()
    ]
    assert sorted(left) == [
        "reviews/.d/e.json.gz",
        "reviews/c.json.gz",
        "reviews/lamps/.b.json.gz",
        "reviews/lamps/notes.txt",
    ]


def test_metadata_describe_products_before_and_after_their_reviews(site: LoadSite) -> None:
    site.put(LAMP, packed(line(asin="B1") + line(asin="B2")))
    site.put("metadata/products/m.json.gz", packed(b'{"asin": "B2", "title": "Lamp", "price": "$12.50"}'))
    assert balance(site.load()) == loaded(2, files=1, products=1)
    products = "select asin, product_name, price::text, category, is_placeholder from products order by 1"
    assert site.rows(products) == [("B1", None, None, "lamps", True), ("B2", "Lamp", "12.50", None, False)]
    site.put(
        "metadata/products/n.json.gz", packed(b'{"asin": "B1", "title": "Cup", "category": ["Home", "Cups"]}')
    )
    assert balance(site.load()) == {"products": 1}
    assert site.rows(products) == [("B1", "Cup", None, "Cups", False), ("B2", "Lamp", "12.50", None, False)]
    site.put("metadata/products/faker-1.json.gz", packed(b'{"asin": "B1", "title": "made up"}'))
    site.load()
    assert site.rows(products)[0] == ("B1", "Cup", None, "Cups", False)


def test_bad_lines_of_a_good_file_are_set_aside_by_number(site: LoadSite) -> None:
    lines = [numbered(number) for number in range(1, 1001)]
    lines[16] = b'{"overall": 5,\n'
    lines[499] = line(overall=6)
    lines[999] = b"[1, 2]"  # the last one, without a line end
    content = packed(b"".join(lines))
    site.put(LAMP, content)
    (sheet,) = site.load()
    assert balance([sheet]) == {"files": 1, "listed": 1000, "staged": 997, "loaded": 997, "quarantined": 3}
    assert site.quarantined() == [
        (LAMP, 17, "not-json", "record", False),
        (LAMP, 500, "out-of-range", "overall", False),
        (LAMP, 1000, "not-an-object", "record", False),
    ]
    assert site.lies("pack") == {LAMP: content}
    set_aside = {
        str(path.relative_to(site.layout.quarantine)): gzip.decompress(path.read_bytes())
        for path in site.layout.quarantine.rglob("*.gz")
    }
    assert set_aside == {
        f"not-json/{sheet.batch_id}/lines/reviews/lamps/a.line-17.json.gz": lines[16],
        f"out-of-range/{sheet.batch_id}/lines/reviews/lamps/a.line-500.json.gz": lines[499],
        f"not-an-object/{sheet.batch_id}/lines/reviews/lamps/a.line-1000.json.gz": b"[1, 2]",
    }
    assert site.rows("select min(line_number), max(line_number), sum(line_number) from reviews") == [
        (1, 999, 500_500 - 17 - 500 - 1000)
    ]


@pytest.mark.parametrize("length", [240, 247])
def test_a_bad_line_of_a_file_with_a_long_name(site: LoadSite, length: int) -> None:
    key = f"reviews/lamps/{'x' * length}.json.gz"
    site.put(key, packed(line() + b"bad\n"))
    assert balance(site.load()) == {"files": 1, "listed": 2, "staged": 1, "loaded": 1, "quarantined": 1}
    ((found,),) = ([path.read_bytes()] for path in site.layout.quarantine.rglob("*.json.gz"))
    assert gzip.decompress(found) == b"bad\n"


def test_a_set_aside_line_never_takes_the_place_of_a_file(site: LoadSite) -> None:
    site.put(LAMP, packed(line() + b"bad\n"))
    site.put("reviews/lamps/a.line-2.json.gz", packed(b"worse\n"))
    assert balance(site.load()) == {"files": 2, "listed": 3, "staged": 1, "loaded": 1, "quarantined": 2}
    kept = [gzip.decompress(path.read_bytes()) for path in site.layout.quarantine.rglob("*.json.gz")]
    assert sorted(kept) == [b"bad\n", b"worse\n"]


def test_a_large_file_of_many_lines_is_kept_beside_the_pack(site: LoadSite) -> None:
    content = packed(many_lines(3000) + b"bad\n" + many_lines(3000, "b"))
    assert len(content) > 300_000
    site.put(LAMP, content)
    site.put("reviews/lamps/small.json.gz", packed(line()))
    (sheet,) = site.load()
    assert balance([sheet]) == {"files": 2, "listed": 6002, "staged": 6001, "loaded": 6001, "quarantined": 1}
    assert site.quarantined() == [(LAMP, 3001, "not-json", "record", False)]
    assert site.lies("raw") == {LAMP: content}
    assert site.lies("pack") == {"reviews/lamps/small.json.gz": packed(line())}
    assert extract(site.layout, LAMP) == [(sheet.batch_id, content)]


@pytest.mark.parametrize("cut", [8, 200_000])
def test_a_large_file_that_breaks_off_brings_nothing(site: LoadSite, cut: int) -> None:
    content = packed(many_lines(6000))[:-cut]
    site.put(LAMP, content)
    site.put("reviews/lamps/b.json.gz", packed(line()))
    assert balance(site.load()) == {"files": 2, "listed": 2, "staged": 1, "loaded": 1, "quarantined": 1}
    assert site.reviewers() == ["A3TESTREVIEWER"]
    assert site.quarantined() == [(LAMP, 0, "truncated-gzip", "file", True)]
    assert site.lies("quarantine/truncated-gzip") == {LAMP: content}


def test_a_large_file_that_is_still_written_is_left_until_it_is_whole(site: LoadSite) -> None:
    whole = packed(many_lines(6000))
    site.put(LAMP, whole[:200_000], age_seconds=1)
    site.put("reviews/lamps/b.json.gz", packed(line()))
    assert balance(site.load()) == {"files": 2, "listed": 2, "staged": 1, "loaded": 1, "held": 1}
    site.put(LAMP, whole, age_seconds=1)
    assert balance(site.load()) == loaded(6000, files=1)
    assert site.lies("raw") == {LAMP: whole}


def test_any_number_of_files_may_break_off_after_a_line(site: LoadSite) -> None:
    good = {f"reviews/lamps/g{number}.json.gz": packed(numbered(number)) for number in range(1000)}
    whole = packed(line())
    broken = {f"reviews/lamps/b{number}.json.gz": whole[:-8] + bytes(4) + whole[-4:] for number in range(150)}
    for key, content in (good | broken).items():
        site.put(key, content)
    assert balance(site.load()) == loaded(1000, files=1150, listed=1150, quarantined=150)
    assert site.lies("quarantine/damaged-gzip") == broken
    assert site.lies("pack") == good


def test_files_that_are_left_keep_no_other_waiting(site: LoadSite) -> None:
    for number in range(5):
        site.put(f"reviews/lamps/{number}.json.gz", b"\x1f\x8b", age_seconds=0)
    for number in range(5):
        site.put(f"reviews/tables/{number}.json.gz", packed(numbered(number)))
    assert balance(site.load(batch_files=2)) == loaded(5, files=10, listed=10, held=5)
    assert len(site.lies("uploaded")) == 5


class TestTooManyBad:
    @pytest.fixture
    def before(self, site: LoadSite) -> list[Found]:
        """79 good files and 21 bad ones: 21 % is bad."""
        for number in range(79):
            site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
        for number in range(21):
            site.put(f"reviews/lamps/bad-{number}.json.gz", packed(b"bad"))
        return site.found()

    def test_nothing_is_loaded_and_all_files_wait(self, site: LoadSite, before: list[Found]) -> None:
        for _ in range(2):
            with pytest.raises(
                TooManyBadError, match=r"^21 of the 100 records .* LOAD_MAX_BAD_PERCENT = 20 "
            ):
                site.load()
            assert snapshot(site) == ([], [], [], [], [], [], before)
            assert list((site.layout.manifests / "open").iterdir()) == []
            assert not (site.layout.manifests / "done").exists()

    @pytest.mark.usefixtures("before")
    def test_a_higher_limit_sets_them_aside(self, site: LoadSite) -> None:
        with pytest.raises(TooManyBadError):
            site.load()
        assert balance(site.load(max_bad_percent=21)) == loaded(79, files=100, listed=100, quarantined=21)

    @pytest.mark.usefixtures("before")
    def test_mended_files_are_loaded(self, site: LoadSite) -> None:
        with pytest.raises(TooManyBadError):
            site.load()
        for number in range(21):
            site.put(f"reviews/lamps/bad-{number}.json.gz", packed(numbered(1000 + number)))
        assert balance(site.load()) == loaded(100)

    def test_few_bad_files_say_nothing_about_the_stream(self, site: LoadSite) -> None:
        for number in range(9):
            site.put(f"reviews/lamps/{number}.json.gz", b"bad")
        assert balance(site.load()) == {"files": 9, "listed": 9, "quarantined": 9}

    def test_batches_before_it_stay(self, site: LoadSite) -> None:
        for number in range(20):
            site.put(f"metadata/products/{number}.json.gz", packed(b'{"asin": "B%d"}' % number))
        for number in range(20):
            site.put(f"reviews/lamps/{number}.json.gz", b"bad")
        with pytest.raises(TooManyBadError):
            site.load(batch_files=20)
        assert site.rows("select count(*) from products") == [(20,)]
        assert len(site.lies("pack")) == 20
        assert len(site.lies("uploaded")) == 20


def many_lines_packed() -> bytes:
    """A large file, the same in each test run."""
    return packed(b"".join(line(reviewerID=f"R{n}", reviewText=f"{n * 7919**5:x}" * 4) for n in range(4000)))


SMALL = packed(numbered(1))
LARGE = many_lines_packed()


class TestChangedAfterListing:
    """Files that change between manifest and transaction, which finds their bytes in memory, or not."""

    @pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
    @pytest.mark.parametrize("kept", [True, False], ids=["in memory", "read again"])
    @pytest.mark.parametrize(
        "new", [packed(numbered(2)), SMALL + packed(numbered(2)), LARGE[:-9], b"bad", b""]
    )
    def test_other_content_waits_for_its_own_batch(
        self, site: LoadSite, content: bytes, kept: bool, new: bytes
    ) -> None:
        site.put(LAMP, content)
        frozen = site.freeze()
        site.put(LAMP, new)
        sheet = (frozen if kept else frozen.forgotten()).finish()
        in_memory = kept and content == SMALL
        expected = loaded(1) if in_memory else {"files": 1, "listed": 1, "held": 1}
        assert balance([sheet]) == expected
        assert site.found() == [Found("uploaded", LAMP, new)]
        site.load()
        ((place, key, found),) = site.found()
        assert (key, found) == (LAMP, new)
        assert place.startswith("quarantine/") == (new in (b"bad", b"", LARGE[:-9]))

    @pytest.mark.parametrize("content", [SMALL, LARGE, b"bad"], ids=["small", "large", "bad"])
    @pytest.mark.parametrize("kept", [True, False], ids=["in memory", "read again"])
    def test_a_file_that_is_gone_is_counted(self, site: LoadSite, content: bytes, kept: bool) -> None:
        path = site.put(LAMP, content)
        frozen = site.freeze()
        path.unlink()
        sheet = (frozen if kept else frozen.forgotten()).finish()
        assert sheet.listed == 1 == sheet.loaded + sheet.quarantined + sheet.held
        assert site.found() == []
        assert site.load() == []

    @pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
    def test_a_link_in_its_place_is_not_followed(
        self, site: LoadSite, content: bytes, tmp_path: Path
    ) -> None:
        path = site.put(LAMP, content)
        frozen = site.freeze().forgotten()
        outside = tmp_path / "outside.json.gz"
        path.replace(outside)
        path.symlink_to(outside)
        sheet = frozen.finish()
        assert (sheet.loaded, sheet.listed) == (0, 1)
        site.load()
        assert site.reviewers() == []
        assert site.found() == [Found("quarantine/symlink", LAMP, os.fsencode(outside))]

    def test_a_file_that_grows_by_members_brings_each_line_once(self, site: LoadSite) -> None:
        """A writer appends while loads go on: what was loaded before counts as duplicate."""
        path = site.put(LAMP, packed(numbered(0)), age_seconds=0)

        def append() -> None:
            for number in range(1, 150):
                # As `cat >>` would: the file is another one by now if the loader has taken it.
                with path.open("ab") as file:
                    file.write(packed(numbered(number)))

        writer = threading.Thread(target=append)
        writer.start()
        sheets = []
        while writer.is_alive():
            sheets += site.load()
        sheets += site.load()
        assert site.reviewers() == sorted(f"R{number}" for number in range(150))
        sums = balance(sheets)
        assert sums["listed"] == 150 + sums.get("duplicate", 0) + sums.get("held", 0)
        assert site.lies("uploaded") == {}


class TestKilledBetweenSteps:
    @pytest.mark.parametrize("content", [SMALL, LARGE, b"bad"], ids=["small", "large", "bad"])
    def test_listed_but_not_loaded(self, site: LoadSite, content: bytes) -> None:
        site.put(LAMP, content)
        frozen = site.freeze()
        site.put("reviews/lamps/later.json.gz", packed(numbered(10_000)))
        first, second = site.load()
        assert first.batch_id == frozen.manifest.batch_id
        assert (first.listed, second.listed) == (4000 if content == LARGE else 1, 1)
        assert "uploaded" not in {file.place for file in site.found()}

    @pytest.mark.parametrize("content", [SMALL, LARGE, b"bad"], ids=["small", "large", "bad"])
    def test_loaded_but_not_archived(self, site: LoadSite, content: bytes) -> None:
        site.put(LAMP, content)
        frozen = site.freeze()
        sheet = frozen.load()
        site.put("reviews/lamps/later.json.gz", packed(numbered(10_000)))
        first, second = site.load()
        assert first == sheet
        assert balance([second]) == loaded(1)
        places = [file.place for file in site.found() if file.key == LAMP]
        assert places == [{SMALL: "pack", LARGE: "raw"}.get(content, "quarantine/not-gzip")]

    def test_an_answer_that_was_lost_is_found_in_the_ledger(self, site: LoadSite) -> None:
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

    def test_a_commit_that_failed_leaves_nothing(self, site: LoadSite) -> None:
        @contextmanager
        def connect() -> Iterator[psycopg.Connection]:
            with site.address.connect() as connection:
                yield connection
                site.connection.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])

        site.put(LAMP, packed(numbered(1)))
        before = site.found()
        with pytest.raises(psycopg.OperationalError):
            list(Loader(site.layout, connect, SQL_DIR, "killed").run())
        assert snapshot(site) == ([], [], [], [], [], [], before)
        assert balance(site.load()) == loaded(1)


def test_the_files_of_a_batch_are_counted_on_the_way(site: LoadSite) -> None:
    for number in range(30):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    site.put(LAMP, LARGE)
    seen: list[tuple[int, int]] = []
    loader = Loader(
        site.layout, site.address.connect, SQL_DIR, "a-run", LoadLimits(), lambda *done: seen.append(done)
    )
    assert balance(list(loader.run()))["loaded"] == 4030
    assert seen
    assert all(done <= total == 31 for done, total in seen)
    assert seen == sorted(seen)


def test_dimensions_follow_the_reviews(site: LoadSite) -> None:
    for number, name in enumerate((None, "Ada", "Other")):
        site.put(
            f"reviews/lamps/{number}.json.gz",
            packed(line(reviewerName=name, unixReviewTime=1472688000 + number)),
        )
        site.load()
    assert site.rows("select * from users") == [("A3TESTREVIEWER", "Ada", None, None, None)]
    assert site.rows(
        "select datetime_ts, year, month, day, day_of_week, week, day_of_year from time order by 1"
    ) == [(datetime(2016, 9, 1, 0, 0, second), 2016, 9, 1, 4, 35, 245) for second in range(3)]
