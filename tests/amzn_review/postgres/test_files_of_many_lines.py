"""Of a file of many lines each one counts; a file that breaks off brings none."""

from __future__ import annotations

import gzip

import pytest

from amzn_review.batch.batch_error import TooManyBadError
from tests.amzn_review.archived import extract
from tests.amzn_review.load_site import LoadSite, balance, line, loaded, numbered, packed
from tests.amzn_review.sample_files import LAMP, many_lines


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


def turns_bad(bad: int) -> bytes:
    """A file whose first 1,000 lines, by which it is judged as a whole, are good; the rest is not."""
    return packed(b"".join(map(numbered, range(1_000))) + b"".join(b"garbage %d\n" % n for n in range(bad)))


def test_what_follows_a_good_beginning_counts_line_by_line(site: LoadSite) -> None:
    site.put(LAMP, turns_bad(100))
    sums = {"files": 1, "listed": 1_100, "staged": 1_000, "loaded": 1_000, "quarantined": 100}
    assert balance(site.load()) == sums
    assert site.quarantined() == [
        (LAMP, number, "not-json", "record", False) for number in range(1_001, 1_101)
    ]
    assert len(site.lies("lines/not-json")) == 100
    assert site.lies("pack") == {LAMP: turns_bad(100)}


def test_a_file_with_a_good_beginning_can_stop_its_batch(site: LoadSite) -> None:
    site.put(LAMP, turns_bad(251))
    site.put("reviews/lamps/good.json.gz", packed(line()))
    before = site.found()
    with pytest.raises(TooManyBadError, match=r"^251 of the 1,252 records that wait are bad, "):
        site.load()
    assert site.snapshot() == ([], [], [], [], [], [], before)
    sums = {"files": 2, "listed": 1_252, "staged": 1_001, "loaded": 1_001, "quarantined": 251}
    assert balance(site.load(max_bad_percent=100)) == sums
