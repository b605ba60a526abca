"""`amzn-review quarantine` on files that a real load set aside."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from amzn_review.quarantine.fixes import FIXES
from tests.amzn_review.load_site import LoadSite, line, numbered, packed

Command = Callable[..., Result]
NUL = "reviews/lamps/nul.json.gz"
SIX = "reviews/lamps/six.json.gz"


def set_aside(site: LoadSite) -> str:
    """Load two files that are not good, in one batch: a NUL character (record 1) and six stars (record 2)."""
    site.put(NUL, packed(line(reviewText="x\0\x1b[2Jy")))
    site.put(SIX, packed(line(overall=6)))
    (sheet,) = site.load()
    return sheet.batch_id


def moment(site: LoadSite, number: int, column: str = "quarantined_at") -> str:
    """A moment of a record, as it is shown."""
    query = f"select quarantine_id, {column} at time zone 'UTC' from quarantined_records"
    return f"{dict(site.rows(query))[number]:%Y-%m-%d %H:%M:%S}"


def test_list(site: LoadSite, amzn_review: Command) -> None:
    assert amzn_review("quarantine", "list").output == "Nothing is set aside.\n"
    assert amzn_review("quarantine", "list", "--json").output == "[]\n"
    set_aside(site)
    head = "id  reason         file                              field       found\n"
    first = f"1   nul-character  {NUL} line 1  reviewText  'x\\x00\\x1b[2Jy'\n"
    second = f"2   out-of-range   {SIX} line 1  overall     6\n"
    assert amzn_review("quarantine", "list").output == head + first + second
    alone = amzn_review("quarantine", "list", "--reason", "out-of-range").output.splitlines()
    assert [row.split()[0] for row in alone] == ["id", "2"]
    assert amzn_review("quarantine", "list", "--key", NUL).output == head + first


def test_list_as_json_and_with_those_handed_back(site: LoadSite, amzn_review: Command) -> None:
    batch = set_aside(site)
    amzn_review("quarantine", "replay", "1", "--fix", "drop-nul")
    (open_one,) = json.loads(amzn_review("quarantine", "list", "--json").output)
    assert open_one.pop("quarantined_at").endswith("+00:00")
    assert open_one == {
        "quarantine_id": 2,
        "batch_id": batch,
        "source_key": SIX,
        "line_number": 1,
        "reason": "out-of-range",
        "field": "overall",
        "found": "6",
        "expected": "a whole number from 1 to 5",
        "is_whole_file": True,
        "replayed_at": None,
        "dismissed_at": None,
    }
    both = json.loads(amzn_review("quarantine", "list", "--json", "--all", "--local").output)
    assert [(row["quarantine_id"], row["replayed_at"] is None) for row in both] == [(1, False), (2, True)]
    head, first, second = amzn_review("quarantine", "list", "--all").output.splitlines()
    assert head.split() == ["id", "state", "reason", "file", "field", "found"]
    assert first.split()[:4] == ["1", "handed", "back", "nul-character"]
    assert second.split()[:4] == ["2", "set", "aside", "out-of-range"]


def test_show(site: LoadSite, amzn_review: Command) -> None:
    batch = set_aside(site)
    path = site.layout.quarantine / "nul-character" / batch / NUL
    text = line(reviewText="x\0\x1b[2Jy").decode()
    assert "\\u001b" in text
    assert amzn_review("quarantine", "show", "1").output == (
        "record       1\n"
        f"batch        {batch}\n"
        f"came as      {NUL} line 1\n"
        f"set aside    {moment(site, 1)} UTC\n"
        "reason       nul-character\n"
        "field        reviewText\n"
        "found        'x\\x00\\x1b[2Jy'\n"
        "expected     text without the NUL character\n"
        f"lies at      {path} ({path.stat().st_size} bytes)\n"
        f"\n{text}"
    )
    path.unlink()
    gone = amzn_review("quarantine", "show", "1").output.splitlines()
    assert gone[-1] == f"lies at      {path} (nothing is there)"
    shown = json.loads(amzn_review("quarantine", "show", "2", "--json").output)
    six = site.layout.quarantine / "out-of-range" / batch / SIX
    assert (shown["quarantine_id"], shown["path"], shown["file"], shown["text"]) == (
        2, str(six), f"{six.stat().st_size} bytes", line(overall=6).decode(),
    )  # fmt: skip


def test_show_of_a_record_that_was_handed_back(site: LoadSite, amzn_review: Command) -> None:
    set_aside(site)
    amzn_review("quarantine", "replay", "1", "--fix", "drop-nul")
    page = amzn_review("quarantine", "show", "1").output.splitlines()
    assert page[4] == f"handed back  {moment(site, 1, 'replayed_at')} UTC"


def test_replay_loads_what_a_fix_repairs_and_says_what_stays(site: LoadSite, amzn_review: Command) -> None:
    set_aside(site)
    result = amzn_review("quarantine", "replay", "--fix", "drop-nul")
    ((batch,),) = site.rows("select batch_id from ingest_batches where run_id like 'replay-command-%'")
    assert result.output == (
        f"1  {NUL} line 1: loaded\n"
        f"2  {SIX} line 1: stays: overall: found 6, expected a whole number from 1 to 5 (out-of-range).\n"
        f"batch {batch}: 1 listed = 1 loaded + 0 duplicate + 0 quarantined + 0 held "
        "(1 files, 0 product records)\n"
        "1 of 2 stay: mend them where they lie (`amzn-review quarantine show ID`), try a --fix (`--help` "
        "names them), or give them up (`amzn-review quarantine dismiss ID`).\n"
    )
    assert result.exit_code == 1
    assert site.rows("select review_text, source_key, batch_id from reviews") == [("x\x1b[2Jy", NUL, batch)]
    assert {file.place: file.key for file in site.found()} == {
        "raw": NUL,
        "pack": NUL,
        "quarantine/out-of-range": SIX,
    }
    again = amzn_review("quarantine", "replay", "1")
    assert (again.stdout, again.exit_code) == ("", 1)
    assert again.stderr == (
        f"Error: Record 1 is not set aside: it was handed back on {moment(site, 1, 'replayed_at')} UTC. "
        "See `amzn-review quarantine list`.\n"
    )
    assert len(site.reviewers()) == 1


def test_replay_of_a_duplicate_and_of_a_line_as_json(site: LoadSite, amzn_review: Command) -> None:
    site.put("reviews/lamps/known.json.gz", packed(line(reviewText="x")))
    site.put("reviews/lamps/a.json.gz", packed(numbered(1) + line(reviewText="x\0") + line(reviewText="y\0")))
    site.load()
    result = amzn_review("quarantine", "replay", "--reason", "nul-character", "--fix", "drop-nul", "--json")
    report = json.loads(result.output)
    key = "reviews/lamps/a.line-{}.json.gz"
    assert [
        (row["line_number"], row["outcome"], row["key"], row["problem"]) for row in report["records"]
    ] == [
        (2, "duplicate", key.format(2), None),
        (3, "loaded", key.format(3), None),
    ]
    (sheet,) = report["batches"]
    assert (sheet["listed"], sheet["loaded"], sheet["duplicate"]) == (2, 1, 1)
    assert result.exit_code == 0


def test_a_line_is_named_as_what_it_goes_back(site: LoadSite, amzn_review: Command) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1) + line(reviewText="x\0")))
    site.load()
    words = ("quarantine", "replay", "--fix", "drop-nul")
    named = "reviews/lamps/a.json.gz line 2: {}, as reviews/lamps/a.line-2.json.gz\n"
    before = site.found()
    dry = amzn_review(*words, "--dry-run")
    assert (dry.output, dry.exit_code) == ("1  " + named.format("would go back"), 0)
    assert site.found() == before
    left = amzn_review(*words, "--no-load")
    assert (left.output, left.exit_code) == ("1  " + named.format("handed back"), 0)
    assert list(site.lies("uploaded")) == ["reviews/lamps/a.line-2.json.gz"]
    assert amzn_review(*words).output == "Nothing is set aside.\n"


def test_replay_when_the_load_fails_says_what_was_handed_back(site: LoadSite, amzn_review: Command) -> None:
    set_aside(site)
    site.put("reviews/lamps/bad.json.gz", packed(b"{}"))
    result = amzn_review(
        "quarantine", "replay", "1", "--fix", "drop-nul", LOAD_BAD_FROM="1", LOAD_MAX_BAD_PERCENT="0"
    )
    assert (result.stdout, result.exit_code) == (f"1  {NUL} line 1: handed back\n", 1)
    assert result.stderr.startswith("Error: 1 of the 2 records that wait are bad, ")
    assert sorted(site.lies("uploaded")) == ["reviews/lamps/bad.json.gz", NUL]


def test_a_file_repaired_by_hand(site: LoadSite, amzn_review: Command) -> None:
    batch = set_aside(site)
    (site.layout.quarantine / "out-of-range" / batch / SIX).write_bytes(packed(numbered(6)))
    result = amzn_review("quarantine", "replay", "2")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == f"2  {SIX} line 1: loaded"
    assert site.reviewers() == ["R6"]


def test_a_product_file_is_loaded(site: LoadSite, amzn_review: Command) -> None:
    site.put("metadata/products/p.json.gz", packed(b"{'asin': 'B1', 'title': 'Lamp'}\n"))
    site.load()
    result = amzn_review("quarantine", "replay", "--fix", "from-python-literal")
    assert result.output.splitlines()[0] == "1  metadata/products/p.json.gz line 1: loaded"
    assert site.rows("select asin, product_name from products") == [("B1", "Lamp")]


@pytest.mark.parametrize("command", ["list", "replay", "dismiss"])
def test_a_reason_that_nothing_was_set_aside_for(site: LoadSite, amzn_review: Command, command: str) -> None:
    set_aside(site)
    result = amzn_review("quarantine", command, "--reason", "x")
    assert (result.output, result.exit_code) == ("Nothing is set aside for the reason x.\n", 0)


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["show", "9"], 1, "Error: There is no record 9: see `amzn-review quarantine list`."),
        (["replay", "1", "9"], 1, "Error: There is no record 9: see `amzn-review quarantine list`."),
        (["show", "x"], 2, "Error: Invalid value for 'ID': 'x' is not a valid integer range."),
        (
            ["replay", "0"],
            2,
            "Error: Invalid value for '[ID]...': 0 is not in the range 1<=x<=9223372036854775807.",
        ),
        (["replay", "1", "--reason", "x"], 2, "Error: Choose records by ID or by --reason, not by both."),
        (
            ["replay", "--fix", "magic"],
            2,
            "Error: Invalid value for '--fix': 'magic' is not one of 'drop-nul', 'from-latin-1', "
            "'from-python-literal', 'rename'.",
        ),
    ],
)
def test_what_it_refuses_changes_nothing(
    site: LoadSite, amzn_review: Command, words: list[str], status: int, sentence: str
) -> None:
    set_aside(site)
    before = site.found()
    result = amzn_review("quarantine", *words)
    assert (result.stdout, result.exit_code, result.stderr.splitlines()[-1]) == ("", status, sentence)
    assert site.found() == before


def test_help_names_every_fix(amzn_review: Command) -> None:
    shown = amzn_review("quarantine", "replay", "--help").output
    for fix in FIXES.values():
        assert f"{fix.name} " in shown
        assert fix.about in shown
