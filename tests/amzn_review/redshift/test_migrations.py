"""Migrations on the Redshift stand-in: a warehouse of before, one file more, two processes, kills, faults.

The stand-in cannot prove how Redshift itself isolates two transactions, what a change does to distribution
and sort keys, or how long it takes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from amzn_review.load_limits import LoadLimits
from amzn_review.migrations.baseline import EarlierTablesError
from amzn_review.migrations.schema_file import MigrationError, read_migrations
from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.redshift.session import RedshiftSession
from amzn_review.redshift.staged_kind import Staging
from amzn_review.redshift.tables import recreate_tables
from amzn_review.redshift.warehouse_load import WarehouseLoad
from amzn_review.s3.copy_parts import COPY_KINDS
from amzn_review.s3.frozen_batch import freeze
from amzn_review.s3.packing import pack
from amzn_review.sql_catalog import SqlCatalog
from storage.bucket import Bucket
from tests.amzn_review.load_site import line, numbered, packed
from tests.amzn_review.migrations.earlier_warehouse import columns, content, statements
from tests.amzn_review.migrations.toy_sql import LANGUAGE, ToySql
from tests.aws_account import IS_REAL
from tests.conftest import PROJECT_ROOT, SQL_DIR
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import REDSHIFT

pytestmark = pytest.mark.aws
needs_stand_in = pytest.mark.skipif(IS_REAL, reason="of the stand-in's own sentences and addresses")
TAKEN_OVER = "The tables that were there are taken over as 0001_baseline."
OURS = read_migrations(REDSHIFT)
LATER = [f"Migration {it.name} was applied." for it in OURS[1:]]
LEDGER = "select number, name from schema_migrations where number is not null order by number"
HAS_LANGUAGE = (
    "select count(*) from information_schema.columns "
    "where table_name = 'reviews' and column_name = 'toy_language'"
)
WAITING = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
# Migrates; with a number, the process is killed before the commit that would note so many migrations.
CHILD = """
import json, os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.sql_catalog import SqlCatalog

sql_dir, deadly = Path(sys.argv[1]), int(sys.argv[2])

class Session(RedshiftSession):
    @contextmanager
    def transaction(self):
        with super().transaction() as transaction:
            yield transaction
            if deadly and any(number == deadly for number, *_ in transaction.rows("migrate/ledger.sql")):
                os.kill(os.getpid(), signal.SIGKILL)

address = RedshiftAddress(*json.loads(sys.stdin.readline()))
migrate(Session(address, SqlCatalog(sql_dir, "redshift")), lambda sentence: print(sentence, flush=True))
"""


@pytest.fixture
def toy(tmp_path: Path) -> ToySql:
    return ToySql.copy(tmp_path)


@pytest.fixture
def earlier(redshift_site: RedshiftSite) -> RedshiftSite:
    """A warehouse with rows, of before there was a ledger."""
    for statement in statements("redshift"):
        redshift_site.run(statement)
    return redshift_site


def of_toy(site: RedshiftSite, toy: ToySql) -> RedshiftSession:
    return replace(site.session, sql=SqlCatalog(toy.root, "redshift"))


def migrated(session: RedshiftSession) -> list[str]:
    """Migrate. Returns what was reported."""
    said: list[str] = []
    migrate(session, said.append)
    return said


def everything(site: RedshiftSite) -> dict[str, Any]:
    """All rows of all tables, the ledger too."""
    return dict(content(site.run, columns(site.run)))


def process(site: RedshiftSite, sql_dir: Path, deadly: int = 0) -> subprocess.Popen[str]:
    """Start a process that migrates."""
    to = site.address
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(sql_dir), str(deadly)],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps([to.host, to.port, to.database, to.user, to.password]) + "\n")
    child.stdin.close()
    child.stdin = None
    return child


def await_waiting(site: RedshiftSite, number: int) -> None:
    """Return when so many sessions of the database wait for a lock."""
    end = time.monotonic() + 60
    with site.postgres.connect(autocommit=True) as connection:
        while connection.execute(WAITING, [site.address.database]).fetchone() != (number,):
            assert time.monotonic() < end, f"{number} processes do not wait for the lock"
            time.sleep(0.05)


def test_a_new_warehouse_has_every_migration_and_says_nothing(redshift_site: RedshiftSite) -> None:
    assert migrated(redshift_site.session) == []
    assert redshift_site.run(LEDGER) == [(it.number, it.name) for it in OURS]
    before = everything(redshift_site)
    assert migrated(redshift_site.session) == []
    assert everything(redshift_site) == before


def test_when_nothing_is_missing_no_load_is_waited_for(
    redshift_site: RedshiftSite, session: RedshiftSession
) -> None:
    with session.transaction() as loading:
        loading.run("staging/one_at_a_time.sql")
        migrate(session, pytest.fail)


def test_a_warehouse_of_before_keeps_its_rows_and_loads_go_on(earlier: RedshiftSite) -> None:
    names = columns(earlier.run)
    before = content(earlier.run, names)
    assert sum(map(len, before.values())) == 18
    assert migrated(earlier.session) == [TAKEN_OVER, *LATER]
    assert content(earlier.run, names) == before
    assert earlier.run(LEDGER) == [(it.number, it.name) for it in OURS]
    assert migrated(earlier.session) == []

    bucket = Bucket(earlier.bucket)
    known = line() + line(
        asin="B00TESTDEF", reviewerID="A2TESTREVIEWER", overall=1.0, verified=False, vote=..., style=...,
        reviewText='It\'s \\ "broken".\nÄ, 灯\tgone', reviewerName=..., unixReviewTime=1483273800,
        image=["https://images.example/1.jpg"],
    )  # fmt: skip
    bucket.put("uploaded/reviews/lamps/again.json.gz", packed(known + numbered(1)))
    bucket.put("uploaded/climate/days.csv", b"STATION,DATE,TMAX\nUSW00094728,2016-09-01,20.0\n")
    batch = freeze(bucket, datetime.now(UTC), LoadLimits())
    assert batch is not None
    pack(bucket, batch, LoadLimits(), "metric")
    staging = Staging(earlier.session, bucket, earlier.role)
    for kind in COPY_KINDS:
        staging.stage(batch, kind)
    sheet = WarehouseLoad(earlier.session, bucket, "a-run").run(batch)
    assert (sheet.listed, sheet.loaded, sheet.duplicate) == (3, 1, 2)
    assert earlier.run("select reviewer_id from reviews order by 1") == [
        ("A2TESTREVIEWER",), ("A3TESTREVIEWER",), ("A4TESTREVIEWER",), ("R1",),
    ]  # fmt: skip
    assert earlier.run("select unchanged, added from climate_batches where listed = 1 and added = 0") == [
        (1, 0)
    ]
    assert earlier.run("select count(*), sum(reviews) from review_days") == [(2, 4)]


@pytest.mark.parametrize(
    "change",
    ["drop table held_files", "drop view review_days cascade"],
    ids=["a table", "views"],
)
def test_a_warehouse_that_is_older_still_gets_what_it_lacks(earlier: RedshiftSite, change: str) -> None:
    earlier.run(change)
    names = columns(earlier.run)
    before = content(earlier.run, names)
    assert migrated(earlier.session) == [TAKEN_OVER, *LATER]
    assert content(earlier.run, names) == before
    assert earlier.run("select count(*) from held_files") == [(0,)]
    assert earlier.run("select count(*) from review_days") == [(2,)]


def test_tables_that_cannot_be_taken_over_stay_as_they_are(earlier: RedshiftSite) -> None:
    earlier.run("alter table reviews drop column variant_asin")
    before = everything(earlier)
    with pytest.raises(EarlierTablesError) as refused:
        migrated(earlier.session)
    assert str(refused.value) == (
        "The warehouse has the tables of an earlier version, such as reviews: run `make resetdb`, which "
        "drops them with their rows and creates those of this version."
    )
    assert everything(earlier) == before


def test_a_migration_is_applied_once_and_rows_get_its_default(earlier: RedshiftSite, toy: ToySql) -> None:
    migrated(earlier.session)
    name = toy.add()
    assert migrated(of_toy(earlier, toy)) == [f"Migration {name} was applied."]
    assert earlier.run("select toy_language from reviews") == [("unknown",)] * 3
    assert earlier.run(LEDGER)[-1] == (len(OURS) + 1, name)
    before = everything(earlier)
    assert migrated(of_toy(earlier, toy)) == []
    assert everything(earlier) == before


def test_a_form_of_its_own_is_applied_in_the_place_of_the_shared_one(
    redshift_site: RedshiftSite, session: RedshiftSession, toy: ToySql
) -> None:
    name = toy.add("create index reviews_rating on reviews (rating);", "reviews_are_found_by_rating")
    own = toy.root / "redshift" / "migrations" / f"{name}.sql"
    own.write_text("-- Nothing: Redshift has no indexes.\n")
    assert migrated(of_toy(redshift_site, toy)) == [f"Migration {name} was applied."]
    assert redshift_site.run(LEDGER)[-1] == (len(OURS) + 1, name)


def test_two_processes_at_once_apply_it_once(
    redshift_site: RedshiftSite, session: RedshiftSession, toy: ToySql
) -> None:
    name = toy.add()
    with session.transaction() as loading:
        loading.run("staging/one_at_a_time.sql")
        children = [process(redshift_site, toy.root) for _ in range(2)]
        await_waiting(redshift_site, 2)
    ended = [(child.communicate(timeout=60), child.returncode) for child in children]
    assert sorted(ended) == [(("", ""), 0), ((f"Migration {name} was applied.\n", ""), 0)]
    assert redshift_site.run(HAS_LANGUAGE) == [(1,)]
    assert redshift_site.run("select count(*) from schema_migrations where number is not null") == [
        (len(OURS) + 1,)
    ]


def test_processes_at_once_make_a_new_warehouse_once(redshift_site: RedshiftSite, toy: ToySql) -> None:
    """Not even the table that they lock is there."""
    children = [process(redshift_site, toy.root) for _ in range(4)]
    ended = [(child.communicate(timeout=100), child.returncode) for child in children]
    assert ended == [(("", ""), 0)] * 4
    assert redshift_site.run(LEDGER) == [(it.number, it.name) for it in OURS]


def test_the_table_that_is_locked_is_made_by_another_process_meanwhile(redshift_site: RedshiftSite) -> None:
    with redshift_site.postgres.connect() as other:
        other.execute("create table load_turns (batch_id varchar(64) not null)")
        child = process(redshift_site, SQL_DIR)
        await_waiting(redshift_site, 1)
    assert child.communicate(timeout=60) == ("", "")
    assert child.returncode == 0
    assert redshift_site.run(LEDGER) == [(it.number, it.name) for it in OURS]


def test_killed_before_the_commit_it_is_not_applied(earlier: RedshiftSite, toy: ToySql) -> None:
    migrated(earlier.session)
    name = toy.add()
    before = everything(earlier)
    child = process(earlier, toy.root, deadly=len(OURS) + 1)
    assert child.communicate(timeout=60) == ("", "")
    assert child.returncode == -9
    assert everything(earlier) == before
    assert migrated(of_toy(earlier, toy)) == [f"Migration {name} was applied."]


@needs_stand_in
def test_nothing_of_a_file_with_a_broken_statement_stays(earlier: RedshiftSite, toy: ToySql) -> None:
    migrated(earlier.session)
    text = (LANGUAGE, "update reviews set rating = 5;", "alter table reviews add column rating smallint;")
    broken = toy.add("\n".join(text), "broken")
    before = everything(earlier)
    with pytest.raises(MigrationError) as refused:
        migrated(of_toy(earlier, toy))
    assert str(refused.value) == (
        f'{toy.path(broken)} could not be applied, and nothing of it was kept: column "rating" of relation '
        '"reviews" already exists. Fix what this names, and run the same command again.'
    )
    assert everything(earlier) == before


@needs_stand_in
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("truncate held_files;", "Redshift's TRUNCATE commits the transaction it is in: use DELETE."),
        ("vacuum;", "VACUUM cannot run inside a transaction block"),
        (
            "alter table users alter column name type varchar(2048);",
            "ALTER COLUMN TYPE cannot run inside a transaction block: add a column, fill it, drop the old, "
            "rename the new.",
        ),
        (
            "alter table users append from staging_reviews;",
            "ALTER TABLE APPEND cannot run inside a transaction block: use INSERT and DELETE.",
        ),
    ],
)
def test_what_redshift_runs_in_no_transaction_is_refused(
    redshift_site: RedshiftSite, session: RedshiftSession, toy: ToySql, statement: str, sentence: str
) -> None:
    toy.add(f"{LANGUAGE}{statement}\n", "outside")
    with pytest.raises(MigrationError) as refused:
        migrated(of_toy(redshift_site, toy))
    assert sentence in str(refused.value)
    assert redshift_site.run(HAS_LANGUAGE) == [(0,)]


def test_changed_and_newer_files_are_refused(
    redshift_site: RedshiftSite, session: RedshiftSession, toy: ToySql
) -> None:
    name = toy.add()
    migrated(of_toy(redshift_site, toy))
    before = everything(redshift_site)
    with pytest.raises(MigrationError, match=f"has applied migration {name}, which this code does not have"):
        migrated(session)
    toy.path(name).write_text(f"{LANGUAGE}-- One word more.\n")
    with pytest.raises(MigrationError, match=f"^Migration {name} was changed after"):
        migrated(of_toy(redshift_site, toy))
    assert everything(redshift_site) == before


def test_a_reset_drops_the_ledger_too_and_notes_every_migration_again(
    redshift_site: RedshiftSite, session: RedshiftSession, toy: ToySql
) -> None:
    toy.add()
    migrated(of_toy(redshift_site, toy))
    recreate_tables(session)
    assert redshift_site.run(LEDGER) == [(it.number, it.name) for it in OURS]
    session.run_file("reset/drop_tables.sql")
    tables = "select table_name from information_schema.tables where table_schema = 'public'"
    assert redshift_site.run(tables) == []


@needs_stand_in
def test_a_warehouse_that_does_not_answer_is_no_new_one(redshift_site: RedshiftSite) -> None:
    address = replace(redshift_site.session.address, database="nowhere")
    with pytest.raises(RedshiftError, match="does not exist"):
        migrate(replace(redshift_site.session, address=address), pytest.fail)
