"""`amzn-review load` on a real warehouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import Result

from tests.amzn_review.load_site import LoadSite, line, numbered, packed

Command = Callable[..., Result]


def test_it_loads_all_that_waits_in_batches_and_says_what_became_of_each(
    site: LoadSite, amzn_review: Command
) -> None:
    for number in range(3):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    site.put("reviews/lamps/again.json.gz", packed(numbered(0)))
    site.put("reviews/lamps/bad.json.gz", packed(line(overall=6)))
    site.put("metadata/products/p.json.gz", packed(b'{"asin": "B00TESTABC", "title": "Lamp"}\n'))
    result = amzn_review("load", "--local", LOAD_BATCH_FILES="4")
    ledger = site.rows(
        "select batch_id, listed, loaded, duplicate, quarantined, files, products from ingest_batches"
    )
    assert len(ledger) == 2
    assert sorted(result.stdout.splitlines()) == sorted(
        f"batch {batch}: {listed} listed = {loaded} loaded + {duplicate} duplicate + {bad} quarantined "
        f"+ 0 held ({files} files, {products} product records)"
        for batch, listed, loaded, duplicate, bad, files, products in ledger
    )
    assert (result.stderr, result.exit_code) == ("", 0)
    assert site.reviewers() == ["R0", "R1", "R2"]
    again = amzn_review("load", "--local")
    assert (again.output, again.exit_code) == ("Nothing waits in uploaded/.\n", 0)


def test_json_and_the_run_in_the_ledger(site: LoadSite, amzn_review: Command) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    (sheet,) = json.loads(amzn_review("load", "--local", "--json").stdout)
    ((batch_id, run_id),) = site.rows("select batch_id, run_id from ingest_batches")
    assert run_id.startswith("load-command-")
    assert sheet == {
        "batch_id": batch_id,
        "run_id": run_id,
        "files": 1,
        "listed": 1,
        "staged": 1,
        "loaded": 1,
        "duplicate": 0,
        "quarantined": 0,
        "held": 0,
        "products": 0,
    }
    assert amzn_review("load", "--local", "--json").output == "[]\n"


def test_columns_of_climate_that_nothing_is_read_from_are_told(site: LoadSite, shell: dict[str, str]) -> None:
    """By a process of its own, because a test's log has handlers."""
    site.put("climate/a.csv", b"STATION,DATE,PRCP,WSF2\nUSW00094728,2013-01-01,0.12,10\n")
    result = subprocess.run(
        [sys.executable, "-c", "from amzn_review.cli import main; main()", "load", "--local"],
        env={**os.environ, **shell}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout.endswith("1 listed = 1 new + 0 changed + 0 same + 0 quarantined (1 files)\n")
    assert "climate/a.csv: columns that nothing is read from: WSF2.\n" in result.stderr


def test_what_no_batch_takes_is_mentioned(site: LoadSite, amzn_review: Command) -> None:
    expected = (
        "expected reviews/<category>/*.json.gz, metadata/products/*.json.gz, "
        "metadata/climate/ghcnd-stations*.txt or climate/*.csv below uploaded/.\n"
    )
    stray = site.put("reviews/lamps/notes.txt", b"x")
    result = amzn_review("load", "--local")
    assert result.stdout == "Nothing waits in uploaded/.\n"
    assert result.stderr == f"No batch takes '{stray}'; {expected}"
    site.put("reviews/not a category/a.json.gz", packed(numbered(1)))
    both = amzn_review("load", "--local").stderr
    assert both == f"No batch takes '{stray}' and 1 more; {expected}"


def test_too_many_bad_files_are_one_sentence_and_what_was_loaded_before_is_printed(
    site: LoadSite, amzn_review: Command
) -> None:
    site.put("reviews/a/1.json.gz", packed(numbered(1)))
    for number in range(2):
        site.put(f"reviews/b/{number}.json.gz", packed(b"{}"))
    limits = {"LOAD_BATCH_FILES": "1", "LOAD_BAD_FROM": "1", "LOAD_MAX_BAD_PERCENT": "0"}
    result = amzn_review("load", "--local", **limits)
    assert result.exit_code == 1
    assert result.stdout.count("1 listed = 1 loaded") == len(result.stdout.splitlines()) == 1
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith(
        "Error: 1 of the 1 records that wait are bad, more than LOAD_MAX_BAD_PERCENT = 0"
    )
    assert site.reviewers() == ["R1"]
    assert site.quarantined() == []


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"LOAD_BATCH_FILES": "0"}, "Error: LOAD_BATCH_FILES is 0; expected a whole number from 1"),
        ({"POSTGRES_PASSWORD": "wrong"}, "Error: PostgreSQL does not let postgres into database"),
    ],
)
def test_what_it_refuses(
    site: LoadSite, amzn_review: Command, variables: dict[str, str], sentence: str
) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    result = amzn_review("load", "--local", **variables)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith(sentence)
    assert len(result.stderr.splitlines()) == 1
    assert site.reviewers() == []


def test_redshift_is_not_built_yet_and_says_so(amzn_review: Command) -> None:
    result = amzn_review("load")
    assert result.output == "Redshift is not built yet: run again with --local.\n"
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("staging_sources", "create table staging_sources ()"),
        ("staging_reviews", "alter table staging_reviews add place integer"),
    ],
)
def test_tables_of_an_earlier_version(
    site: LoadSite, amzn_review: Command, table: str, statement: str
) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    site.connection.execute("drop table schema_migrations")  # which no earlier version had
    site.connection.execute(statement)
    try:
        result = amzn_review("load", "--local")
        assert result.stderr == (
            f"Error: The warehouse has the tables of an earlier version, such as {table}: run "
            "`make resetdb-local`, which drops them with their rows and creates those of this version.\n"
        )
        assert (result.stdout, result.exit_code, site.reviewers()) == ("", 1, [])
        assert amzn_review("db", "reset", "--local", "--yes").exit_code == 0
        assert amzn_review("load", "--local").exit_code == 0
        assert site.reviewers() == ["R1"]
    finally:
        site.connection.execute("drop table if exists staging_sources")


def test_the_first_load_takes_a_warehouse_of_before_over_and_says_so(
    site: LoadSite, amzn_review: Command
) -> None:
    with site.of_before():
        before = site.reviewers()
        site.put("reviews/lamps/b.json.gz", packed(numbered(2)))
        result = amzn_review("load", "--local", "--json")
        assert [sheet["loaded"] for sheet in json.loads(result.stdout)] == [1]
        assert result.stderr.splitlines()[0] == "The tables that were there are taken over as 0001_baseline."
        assert site.reviewers() == sorted([*before, "R2"])
        assert amzn_review("load", "--local").output == "Nothing waits in uploaded/.\n"


def test_code_that_is_older_than_the_warehouse_loads_nothing(site: LoadSite, amzn_review: Command) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    site.connection.execute(
        "insert into schema_migrations (name, number, checksum, code_version) "
        "select 'of_newer_code', max(number) + 1, '', '9' from schema_migrations"
    )
    try:
        result = amzn_review("load", "--local")
    finally:
        site.connection.execute("delete from schema_migrations where name = 'of_newer_code'")
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("Error: The warehouse has applied migration of_newer_code, which this code")
    assert (result.stdout, result.exit_code, site.reviewers()) == ("", 1, [])


def test_climate_is_loaded_after_the_reviews(site: LoadSite, amzn_review: Command) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    site.put("climate/a.csv", b"STATION,DATE,TMAX\nUSW00094728,2013-01-01,20.0\n")
    result = amzn_review("load", "--local", CLIMATE_UNITS="metric")
    reviews, climate = result.stdout.splitlines()
    assert "1 listed = 1 loaded" in reviews
    ((batch, run_id),) = site.rows("select batch_id, run_id from climate_batches")
    assert (
        climate == f"batch {batch}: climate 1 listed = 1 new + 0 changed + 0 same + 0 quarantined (1 files)"
    )
    assert run_id.startswith("load-command-")
    assert site.rows("select station_id, date::text, max_temp from climate") == [
        ("USW00094728", "2013-01-01", 20.0)
    ]
    assert (result.stderr, result.exit_code) == ("", 0)
