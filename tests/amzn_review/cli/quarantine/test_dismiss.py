"""`amzn-review quarantine dismiss` on files that a real load set aside."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from tests.amzn_review.load_site import LoadSite, line, packed

Command = Callable[..., Result]
EMPTY = "reviews/lamps/empty.json.gz"
SIX = "reviews/lamps/six.json.gz"


@pytest.fixture(autouse=True)
def batch(site: LoadSite) -> str:
    """Two files that are not good: an empty one (record 1) and six stars (record 2)."""
    site.put(EMPTY, b"")
    site.put(SIX, packed(line(overall=6)))
    (sheet,) = site.load()
    return sheet.batch_id


@pytest.mark.parametrize(
    "words",
    [("1",), ("--reason", "empty"), ("--key", EMPTY), ("--key", EMPTY, "--reason", "empty")],
    ids=["id", "reason", "key", "both"],
)
def test_it_settles_what_is_chosen(site: LoadSite, amzn_review: Command, words: tuple[str, ...]) -> None:
    result = amzn_review("quarantine", "dismiss", *words, "--yes")
    assert (result.output, result.exit_code) == (
        f"dismissed: 1 of 1; the files are in {site.layout.dismissed}/\n",
        0,
    )
    assert {file.place: file.key for file in site.found()} == {
        "dismissed/empty": EMPTY,
        "quarantine/out-of-range": SIX,
    }
    listed = amzn_review("quarantine", "list").output.splitlines()
    assert [row.split()[0] for row in listed] == ["id", "2"]
    listed = amzn_review("quarantine", "list", "--all").output.splitlines()
    assert [row.split()[:2] for row in listed[1:]] == [["1", "dismissed"], ["2", "set"]]


def test_it_asks_and_a_no_changes_nothing(site: LoadSite, amzn_review: Command) -> None:
    before = site.found()
    refused = amzn_review("quarantine", "dismiss", "1", "2")
    assert refused.exit_code == 1
    assert f"Dismiss 2 records? The files move to {site.layout.dismissed}/. [y/N]" in refused.stderr
    assert site.found() == before
    assert amzn_review("quarantine", "dismiss", "1", stdin="y\n").exit_code == 0
    assert site.found() != before


def test_a_dismissed_record_is_shown_where_it_lies_and_counted_as_settled(
    site: LoadSite, amzn_review: Command, batch: str
) -> None:
    amzn_review("quarantine", "dismiss", "2", "--yes")
    page = amzn_review("quarantine", "show", "2").output.splitlines()
    assert page[4].startswith("dismissed    ")
    assert page[-3].startswith(f"lies at      {site.layout.dismissed}/out-of-range/{batch}/{SIX} (")
    assert amzn_review("batches", "show", batch).output.splitlines()[-2:] == [
        "empty                1           1",
        "out-of-range         1           0",
    ]


def test_as_json_with_one_that_has_no_file_any_more(site: LoadSite, amzn_review: Command, batch: str) -> None:
    (site.layout.quarantine / "empty" / batch / EMPTY).unlink()
    result = amzn_review("quarantine", "dismiss", "1", "2", "--yes", "--json")
    report = json.loads(result.output)
    assert [
        (row["quarantine_id"], row["outcome"], row["path"], row["problem"]) for row in report["records"]
    ] == [
        (1, "dismissed", None, None),
        (2, "dismissed", str(site.layout.dismissed / "out-of-range" / batch / SIX), None),
    ]


def test_it_says_what_had_no_file_and_what_stays(site: LoadSite, amzn_review: Command, batch: str) -> None:
    (site.layout.quarantine / "empty" / batch / EMPTY).unlink()
    place = site.layout.dismissed / "out-of-range" / batch / SIX
    place.parent.mkdir(parents=True)
    place.write_bytes(b"another")
    result = amzn_review("quarantine", "dismiss", "1", "2", "--yes")
    assert (result.output, result.exit_code) == (
        f"2  {SIX} line 1: stays: {place} is there already: move one of the two files away.\n"
        f"dismissed: 1 of 2; the files are in {site.layout.dismissed}/\n"
        "1 of them had no file any more.\n",
        1,
    )


@pytest.mark.parametrize("words", [[], ["1", "--reason", "empty"], ["1", "--key", EMPTY]])
def test_it_has_to_be_told_which(site: LoadSite, amzn_review: Command, words: list[str]) -> None:
    before = site.found()
    result = amzn_review("quarantine", "dismiss", *words, "--yes")
    assert (result.stderr.splitlines()[-1], result.exit_code) == (
        "Error: Choose records by ID, or by --reason, --key or both.",
        2,
    )
    assert site.found() == before


def test_what_fits_nothing_settles_nothing(site: LoadSite, amzn_review: Command) -> None:
    before = site.found()
    result = amzn_review("quarantine", "dismiss", "--reason", "empty", "--key", SIX)
    assert (result.output, result.exit_code) == (
        f"Nothing is set aside for the reason empty of the file {SIX}.\n",
        0,
    )
    assert site.found() == before
