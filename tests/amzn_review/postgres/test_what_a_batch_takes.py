"""What a batch takes of what lies in uploaded/, and what it leaves."""

from __future__ import annotations

from tests.amzn_review.load_site import LoadSite, balance, line, loaded, numbered, packed
from tests.amzn_review.sample_files import LAMP


def test_nothing_waits_and_nothing_happens(site: LoadSite) -> None:
    assert site.load() == []
    assert site.rows("select * from ingest_batches") == []
    assert not any(site.layout.manifests.rglob("*.jsonl"))


def test_a_batch_takes_no_more_files_than_the_limit(site: LoadSite) -> None:
    for number in range(25):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    assert [sheet.loaded for sheet in site.load(batch_files=10)] == [10, 10, 5]
    assert site.reviewers() == sorted(f"R{number}" for number in range(25))


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


def test_files_that_are_left_keep_no_other_waiting(site: LoadSite) -> None:
    for number in range(5):
        site.put(f"reviews/lamps/{number}.json.gz", b"\x1f\x8b", age_seconds=0)
    for number in range(5):
        site.put(f"reviews/tables/{number}.json.gz", packed(numbered(number)))
    assert balance(site.load(batch_files=2)) == loaded(5, files=10, listed=10, held=5)
    assert len(site.lies("uploaded")) == 5
