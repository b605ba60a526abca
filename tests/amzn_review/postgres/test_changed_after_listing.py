"""Files that change between manifest and transaction, which finds their bytes in memory, or not."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.amzn_review.load_site import Found, LoadSite, balance, loaded, numbered, packed
from tests.amzn_review.sample_files import LAMP, LARGE, SMALL


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("kept", [True, False], ids=["in memory", "read again"])
@pytest.mark.parametrize("new", [packed(numbered(2)), SMALL + packed(numbered(2)), LARGE[:-9], b"bad", b""])
def test_other_content_waits_for_its_own_batch(
    site: LoadSite, content: bytes, kept: bool, new: bytes
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
def test_a_file_that_is_gone_is_counted(site: LoadSite, content: bytes, kept: bool) -> None:
    path = site.put(LAMP, content)
    frozen = site.freeze()
    path.unlink()
    sheet = (frozen if kept else frozen.forgotten()).finish()
    assert sheet.listed == 1 == sheet.loaded + sheet.quarantined + sheet.held
    assert site.found() == []
    assert site.load() == []


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_a_link_in_its_place_is_not_followed(site: LoadSite, content: bytes, tmp_path: Path) -> None:
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


def test_a_file_that_grows_by_members_brings_each_line_once(site: LoadSite) -> None:
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
