"""A batch that several processes read is loaded as one that is read here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.batch.batch_file import SMALL_BYTES
from amzn_review.postgres import parallel_reader
from amzn_review.postgres.loader import Loader
from tests.amzn_review.load_site import LoadSite, balance, line, numbered, packed
from tests.conftest import SQL_DIR

TABLES = {
    "reviews": "select source_key, line_number, review_key, reviewer_id from reviews order by 1, 2",
    "users": "select * from users order by 1",
    "products": "select asin, category from products order by 1",
    "quarantined_records": "select source_key, line_number, reason from quarantined_records order by 1, 2",
}


@pytest.fixture(autouse=True)
def two_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_reader, "core_count", lambda: 2)


def fill(site: LoadSite) -> None:
    """Files of all kinds: equal ones in different slices, bad ones, many lines, a large one, products."""
    for number in range(50):
        site.put(f"reviews/lamps/{number:02}.json.gz", packed(numbered(number % 40)))
    site.put("reviews/chairs/many.json.gz", packed(b"".join(map(numbered, range(30, 90)))))
    site.put(
        "reviews/chairs/one_bad.json.gz",
        packed(b"".join(map(numbered, range(300))) + b"bad\n" + numbered(301)),
    )
    large = b"".join(line(reviewerID=f"L{number}", reviewText=os.urandom(400).hex()) for number in range(300))
    assert len(packed(large)) > SMALL_BYTES
    site.put("reviews/chairs/large.json.gz", packed(large))
    for number in range(5):
        site.put(f"reviews/lamps/bad{number}.json.gz", b"no gzip")
    site.put("metadata/products/a.json.gz", packed(b'{"asin": "B00TESTABC", "title": "Cup"}'))
    site.put("reviews/lamps/young.json.gz", b"half", age_seconds=0)


def load(site: LoadSite, slice_files: int) -> dict[str, Any]:
    loader = Loader(site.layout, site.address.connect, SQL_DIR, "a-run", slice_files=slice_files)
    tables: dict[str, Any] = {"balance": balance(list(loader.run()))}
    return tables | {name: site.rows(query) for name, query in TABLES.items()}


def test_the_tables_are_the_same_whoever_reads(site: LoadSite, tmp_path: Path) -> None:
    fill(site.below(tmp_path / "here"))
    fill(site.below(tmp_path / "there"))
    # The large file's texts are random: the same ones in both.
    key = "uploaded/reviews/chairs/large.json.gz"
    (tmp_path / "there" / key).write_bytes((tmp_path / "here" / key).read_bytes())
    here = load(site.below(tmp_path / "here"), slice_files=1_000)
    site.empty_warehouse()
    there = load(site.below(tmp_path / "there"), slice_files=4)
    assert there == here
    assert here["balance"] == {
        "files": 59,
        "listed": 50 + 60 + 302 + 300 + 5 + 1,
        "staged": 50 + 60 + 301 + 300,
        "loaded": 301 + 300,
        "duplicate": 110,
        "quarantined": 6,
        "held": 1,
        "products": 1,
    }


def test_a_batch_that_was_left_open_is_read_by_several_too(site: LoadSite) -> None:
    for number in range(20):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    site.freeze()
    assert load(site, slice_files=3)["balance"] == {"files": 20, "listed": 20, "staged": 20, "loaded": 20}


def test_a_batch_that_is_mostly_bad_is_refused_whoever_reads(site: LoadSite) -> None:
    for number in range(20):
        site.put(f"reviews/lamps/{number}.json.gz", packed(b"bad"))
    with pytest.raises(TooManyBadError, match=r"20 of the 20 records.*reviews/lamps/0\.json\.gz"):
        load(site, slice_files=3)
    assert site.rows("select * from ingest_batches") == []
    assert len(site.lies("uploaded")) == 20


def test_files_that_vanish_before_they_are_read_are_in_no_batch(
    site: LoadSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number))) for number in range(8)]
    before = Loader.waiting

    def vanishing(self: Loader, held: Any) -> Any:
        waiting = before(self, held)
        for path in paths:
            path.unlink(missing_ok=True)
        return waiting

    monkeypatch.setattr(Loader, "waiting", vanishing)
    assert load(site, slice_files=3)["balance"] == {}
    assert not list((site.layout.manifests / "open").glob("*"))


def test_a_reader_without_memory_undoes_the_batch(site: LoadSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    parent = os.getpid()

    def killed(*_: object) -> None:
        if os.getpid() != parent:
            os._exit(9)

    monkeypatch.setattr(parallel_reader, "RecordReader", killed)
    with pytest.raises(OSError, match="ended without a word"):
        load(site, slice_files=5)
    assert site.rows("select * from reviews") == []
    monkeypatch.undo()
    assert load(site, slice_files=5)["balance"] == {"files": 20, "listed": 20, "staged": 20, "loaded": 20}
