"""A batch that is mostly bad is not loaded, and its files wait."""

from __future__ import annotations

import pytest

from amzn_review.batch.batch_error import TooManyBadError
from tests.amzn_review.load_site import Found, LoadSite, balance, line, loaded, numbered, packed


def test_any_number_of_files_may_break_off_after_a_line(site: LoadSite) -> None:
    good = {f"reviews/lamps/g{number}.json.gz": packed(numbered(number)) for number in range(1000)}
    whole = packed(line())
    broken = {f"reviews/lamps/b{number}.json.gz": whole[:-8] + bytes(4) + whole[-4:] for number in range(150)}
    for key, content in (good | broken).items():
        site.put(key, content)
    assert balance(site.load()) == loaded(1000, files=1150, listed=1150, quarantined=150)
    assert site.lies("quarantine/damaged-gzip") == broken
    assert site.lies("pack") == good


@pytest.fixture
def before(site: LoadSite) -> list[Found]:
    """79 good files and 21 bad ones: 21 % is bad."""
    for number in range(79):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    for number in range(21):
        site.put(f"reviews/lamps/bad-{number}.json.gz", packed(b"bad"))
    return site.found()


def test_nothing_is_loaded_and_all_files_wait(site: LoadSite, before: list[Found]) -> None:
    for _ in range(2):
        with pytest.raises(TooManyBadError, match=r"^21 of the 100 records .* LOAD_MAX_BAD_PERCENT = 20 "):
            site.load()
        assert site.snapshot() == ([], [], [], [], [], [], before)
        assert list((site.layout.manifests / "open").iterdir()) == []
        assert not (site.layout.manifests / "done").exists()


@pytest.mark.usefixtures("before")
def test_a_higher_limit_sets_them_aside(site: LoadSite) -> None:
    with pytest.raises(TooManyBadError):
        site.load()
    assert balance(site.load(max_bad_percent=21)) == loaded(79, files=100, listed=100, quarantined=21)


@pytest.mark.usefixtures("before")
def test_mended_files_are_loaded(site: LoadSite) -> None:
    with pytest.raises(TooManyBadError):
        site.load()
    for number in range(21):
        site.put(f"reviews/lamps/bad-{number}.json.gz", packed(numbered(1000 + number)))
    assert balance(site.load()) == loaded(100)


def test_few_bad_files_say_nothing_about_the_stream(site: LoadSite) -> None:
    for number in range(9):
        site.put(f"reviews/lamps/{number}.json.gz", b"bad")
    assert balance(site.load()) == {"files": 9, "listed": 9, "quarantined": 9}


def test_batches_before_it_stay(site: LoadSite) -> None:
    for number in range(20):
        site.put(f"metadata/products/{number}.json.gz", packed(b'{"asin": "B%d"}' % number))
    for number in range(20):
        site.put(f"reviews/lamps/{number}.json.gz", b"bad")
    with pytest.raises(TooManyBadError):
        site.load(batch_files=20)
    assert site.rows("select count(*) from products") == [(20,)]
    assert len(site.lies("pack")) == 20
    assert len(site.lies("uploaded")) == 20
