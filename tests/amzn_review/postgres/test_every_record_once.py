"""A record is loaded once, however often and in whatever shape it arrives."""

from __future__ import annotations

import gzip

import pytest

from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.loader import Loader
from tests.amzn_review.archived import extract
from tests.amzn_review.load_site import LoadSite, balance, line, loaded, numbered, packed
from tests.amzn_review.sample_files import LAMP, LARGE
from tests.conftest import SQL_DIR


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


def test_the_second_run_changes_nothing(site: LoadSite) -> None:
    site.put(LAMP, packed(numbered(1) + b"bad\n" + numbered(2)))
    site.put("reviews/lamps/bad.json.gz", b"bad")
    site.load()
    before = site.snapshot()
    assert site.load() == []
    assert site.snapshot() == before
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
