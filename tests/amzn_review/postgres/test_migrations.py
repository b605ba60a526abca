"""Migrations on a real PostgreSQL: a warehouse of before, one file more, two processes, kills, faults."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from amzn_review.climate.climate_files import ClimateFiles
from amzn_review.climate_layout import ClimateLayout
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.migrations.baseline import Baseline, EarlierTablesError
from amzn_review.migrations.schema_file import MigrationError, read_migrations
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from amzn_review.postgres.migrations import migrate
from amzn_review.postgres.tables import create_tables, drop_tables
from amzn_review.sql_catalog import SqlCatalog
from services.postgres.databases import DatabaseAddress
from tests.amzn_review.load_site import LoadSite, balance, line, numbered, packed
from tests.amzn_review.migrations.earlier_warehouse import columns, content, statements
from tests.amzn_review.migrations.toy_sql import LANGUAGE, ToySql
from tests.conftest import PROJECT_ROOT, SQL_DIR

TAKEN_OVER = "The tables that were there are taken over as 0001_baseline."
OURS = read_migrations(SqlCatalog(SQL_DIR))
BASELINE = Baseline.of_text((SQL_DIR / OURS[0].address).read_text())
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
from functools import partial
from pathlib import Path
from amzn_review.postgres.migrations import migrate
from services.postgres.databases import DatabaseAddress

sql_dir, deadly = Path(sys.argv[1]), int(sys.argv[2])
address = DatabaseAddress(*json.loads(sys.stdin.readline()))

@contextmanager
def connect():
    with address.connect() as connection:
        yield connection
        (table,) = connection.execute("select to_regclass('schema_migrations')").fetchone()
        if deadly and table:
            (noted,) = connection.execute("select max(number) from schema_migrations").fetchone()
            if noted == deadly:
                os.kill(os.getpid(), signal.SIGKILL)

migrate(connect, sql_dir, lambda sentence: print(sentence, flush=True))
"""


@pytest.fixture
def toy(tmp_path: Path) -> ToySql:
    return ToySql.copy(tmp_path)


@pytest.fixture
def database(empty_database: DatabaseAddress) -> DatabaseAddress:
    """An empty warehouse of today."""
    assert migrated(empty_database) == []
    return empty_database


@pytest.fixture
def earlier(empty_database: DatabaseAddress) -> DatabaseAddress:
    """A warehouse with rows, of before there was a ledger."""
    for statement in statements("postgres"):
        query(empty_database, statement)
    return empty_database


def query(address: DatabaseAddress, statement: str) -> list[tuple[Any, ...]]:
    """Run statements in a transaction of their own. Returns the rows of the last."""
    with address.connect() as connection:
        cursor = connection.execute(statement)
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []


def migrated(address: DatabaseAddress, sql_dir: Path = SQL_DIR) -> list[str]:
    """Migrate. Returns what was reported."""
    said: list[str] = []
    migrate(address.connect, sql_dir, said.append)
    return said


def everything(address: DatabaseAddress) -> dict[str, Any]:
    """All rows of all tables, the ledger too."""
    ask = partial(query, address)
    return dict(content(ask, columns(ask)))


def process(address: DatabaseAddress, sql_dir: Path, deadly: int = 0) -> subprocess.Popen[str]:
    """Start a process that migrates."""
    to = [address.host, address.port, address.database, address.user, address.password]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(sql_dir), str(deadly)],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(to) + "\n")
    child.stdin.close()
    child.stdin = None
    return child


def test_a_new_warehouse_has_every_migration_and_says_nothing(database: DatabaseAddress) -> None:
    assert query(database, LEDGER) == [(it.number, it.name) for it in OURS]
    before = everything(database)
    assert migrated(database) == []
    assert everything(database) == before


def test_when_nothing_is_missing_the_ledger_is_read_and_no_load_is_waited_for(
    database: DatabaseAddress,
) -> None:
    opened = 0

    @contextmanager
    def connect() -> Iterator[psycopg.Connection[Any]]:
        nonlocal opened
        opened += 1
        with database.connect() as connection:
            connection.execute("set lock_timeout = '1s'")
            yield connection

    with database.connect() as loading:
        loading.execute((SQL_DIR / "staging" / "one_at_a_time.sql").read_bytes())
        migrate(connect, SQL_DIR, pytest.fail)
    assert opened == 1


def test_a_warehouse_of_before_keeps_its_rows_and_loads_go_on(
    earlier: DatabaseAddress, tmp_path: Path
) -> None:
    def ask(statement: str) -> list[tuple[Any, ...]]:
        return query(earlier, statement)

    names = columns(ask)
    before = content(ask, names)
    assert sum(map(len, before.values())) == 27
    assert migrated(earlier) == [TAKEN_OVER, *LATER]
    assert content(ask, names) == before
    assert ask(LEDGER) == [(it.number, it.name) for it in OURS]
    assert migrated(earlier) == []

    with earlier.connect(autocommit=True) as connection:
        site = LoadSite(DataLayout(tmp_path / "data"), earlier, connection)
        known = line() + line(
            asin="B00TESTDEF", reviewerID="A2TESTREVIEWER", overall=1.0, verified=False, vote=..., style=...,
            reviewText='It\'s \\ "broken".\nÄ, 灯\tgone', reviewerName=..., unixReviewTime=1483273800,
            image=["https://images.example/1.jpg"],
        )  # fmt: skip
        site.put("reviews/lamps/again.json.gz", packed(known + numbered(1)))
        assert balance(site.load()) == {"files": 1, "listed": 3, "staged": 3, "loaded": 1, "duplicate": 2}
        assert site.rows("select review_id, reviewer_id from reviews order by 1") == [
            (1, "A3TESTREVIEWER"), (2, "A2TESTREVIEWER"), (3, "A4TESTREVIEWER"), (4, "R1"),
        ]  # fmt: skip
        site.put("climate/days.csv", b"STATION,DATE,TMAX\nUSW00094728,2016-09-01,20.0\n")
        kind = ClimateFiles(ClimateLayout(site.layout.root), LoadLimits(), "metric")
        climate = FileBatchLoader(kind, earlier.connect, SQL_DIR, "a-run")
        assert [sheet.equation() for sheet in climate.run()] == [
            "climate 1 listed = 0 new + 0 changed + 1 same + 0 quarantined (1 files)"
        ]
        assert site.rows("select count(*), sum(reviews) from review_days") == [(2, 4)]
        assert site.rows("select review_id, stars from rating_disagreements") == [(2, 1)]


@pytest.mark.parametrize(
    "change",
    [
        "alter table quarantined_records drop column dismissed_at",
        "truncate climate, stations; alter table stations drop constraint stations_described, "
        "drop column is_placeholder, alter column name set not null",
        "drop table review_texts, examined_batches, review_labels",
        "alter table users add column of_somebody_else text",
        "drop view review_days cascade",
    ],
    ids=["nothing dismissed", "no placeholders", "tables missing", "a column more", "views missing"],
)
def test_a_warehouse_that_is_older_still_gets_what_it_lacks(earlier: DatabaseAddress, change: str) -> None:
    def ask(statement: str) -> list[tuple[Any, ...]]:
        return query(earlier, statement)

    ask(change)
    names = columns(ask)
    before = content(ask, names)
    assert migrated(earlier) == [TAKEN_OVER, *LATER]
    assert content(ask, names) == before
    now = columns(ask)
    tables = BASELINE.columns.keys() - {"review_labels"}  # a view of label_events since 0004
    assert all(BASELINE.columns[table] <= set(now[table]) for table in tables)
    assert len(ask("select * from review_labels")) == len(before.get("review_labels", ()))
    assert ask("select count(*) from review_days") == [(2,)]


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("create table staging_sources ()", "staging_sources"),
        ("alter table staging_reviews add place integer", "staging_reviews"),
        ("alter table reviews drop column variant_asin", "reviews"),
        ("alter table users rename column name to full_name", "users"),
    ],
)
def test_tables_that_cannot_be_taken_over_stay_as_they_are(
    earlier: DatabaseAddress, change: str, table: str
) -> None:
    query(earlier, change)
    before = everything(earlier)
    with pytest.raises(EarlierTablesError) as refused:
        migrated(earlier)
    assert str(refused.value) == (
        f"The warehouse has the tables of an earlier version, such as {table}: run `make resetdb-local`, "
        "which drops them with their rows and creates those of this version."
    )
    assert everything(earlier) == before


def test_a_table_of_somebody_else_under_one_of_our_names_is_not_touched(
    empty_database: DatabaseAddress,
) -> None:
    query(empty_database, "create table users (id integer); insert into users values (1)")
    with pytest.raises(EarlierTablesError, match="such as users"):
        migrated(empty_database)
    assert everything(empty_database) == {"users": [(1,)]}


def test_a_migration_is_applied_once_and_rows_get_its_default(earlier: DatabaseAddress, toy: ToySql) -> None:
    migrated(earlier)
    name = toy.add()
    assert migrated(earlier, toy.root) == [f"Migration {name} was applied."]
    assert query(earlier, "select review_id, toy_language from reviews order by 1") == [
        (1, "unknown"), (2, "unknown"), (3, "unknown"),
    ]  # fmt: skip
    assert query(earlier, LEDGER)[-1] == (len(OURS) + 1, name)
    before = everything(earlier)
    assert migrated(earlier, toy.root) == []
    assert everything(earlier) == before


def test_several_are_applied_in_their_order(earlier: DatabaseAddress, toy: ToySql) -> None:
    first = toy.add()
    second = toy.add("update reviews set toy_language = 'en' where rating = 5;", "five_stars_are_english")
    assert migrated(earlier, toy.root) == [
        TAKEN_OVER, *LATER, f"Migration {first} was applied.", f"Migration {second} was applied.",
    ]  # fmt: skip
    assert query(earlier, "select toy_language from reviews order by 1") == [
        ("en",),
        ("unknown",),
        ("unknown",),
    ]


def test_two_processes_at_once_apply_it_once(database: DatabaseAddress, toy: ToySql) -> None:
    name = toy.add()
    with database.connect() as loading:
        loading.execute((SQL_DIR / "staging" / "one_at_a_time.sql").read_bytes())
        children = [process(database, toy.root) for _ in range(2)]
        await_waiting(database, 2)
        assert query(database, HAS_LANGUAGE) == [(0,)]
    ended = [(child.communicate(timeout=60), child.returncode) for child in children]
    assert sorted(ended) == [(("", ""), 0), ((f"Migration {name} was applied.\n", ""), 0)]
    assert query(database, f"select count(*) from schema_migrations where name = '{name}'") == [(1,)]


def test_two_processes_at_once_make_a_new_warehouse_once(
    empty_database: DatabaseAddress, toy: ToySql
) -> None:
    with empty_database.connect() as loading:
        loading.execute((SQL_DIR / "staging" / "one_at_a_time.sql").read_bytes())
        children = [process(empty_database, toy.root) for _ in range(2)]
        await_waiting(empty_database, 2)
    ended = [(child.communicate(timeout=60), child.returncode) for child in children]
    assert ended == [(("", ""), 0)] * 2
    assert query(empty_database, LEDGER) == [(it.number, it.name) for it in OURS]


def test_it_waits_for_a_load_of_climate_too(database: DatabaseAddress, toy: ToySql) -> None:
    toy.add()
    with database.connect() as loading:
        loading.execute((SQL_DIR / "climate" / "one_at_a_time.sql").read_bytes())
        child = process(database, toy.root)
        await_waiting(database, 1)
        assert query(database, HAS_LANGUAGE) == [(0,)]
    child.communicate(timeout=60)
    assert query(database, HAS_LANGUAGE) == [(1,)]


def await_waiting(address: DatabaseAddress, number: int) -> None:
    """Return when so many sessions of the database wait for a lock."""
    end = time.monotonic() + 60
    with address.connect(autocommit=True) as connection:
        while connection.execute(WAITING, [address.database]).fetchone() != (number,):
            assert time.monotonic() < end, f"{number} processes do not wait for the lock"
            time.sleep(0.05)


def test_killed_before_the_commit_it_is_not_applied(earlier: DatabaseAddress, toy: ToySql) -> None:
    migrated(earlier)
    name = toy.add()
    before = everything(earlier)
    child = process(earlier, toy.root, deadly=len(OURS) + 1)
    assert child.communicate(timeout=60) == ("", "")
    assert child.returncode == -9
    assert everything(earlier) == before
    assert migrated(earlier, toy.root) == [f"Migration {name} was applied."]


def test_killed_while_it_takes_a_warehouse_over_nothing_has_happened(earlier: DatabaseAddress) -> None:
    before = everything(earlier)
    child = process(earlier, SQL_DIR, deadly=1)
    child.communicate(timeout=60)
    assert child.returncode == -9
    assert everything(earlier) == before
    assert migrated(earlier) == [TAKEN_OVER, *LATER]


def test_nothing_of_a_file_with_a_broken_statement_stays(earlier: DatabaseAddress, toy: ToySql) -> None:
    migrated(earlier)
    good = toy.add("create table good_one (a integer);", "good_one")
    statements_of = (
        LANGUAGE,
        "update reviews set rating = 5;",
        "alter table reviews add column rating smallint;",
    )
    broken = toy.add("\n".join(statements_of), "broken")
    later = toy.add("create table later_one (a integer);", "later_one")
    before = query(earlier, "select * from reviews order by 1")
    with pytest.raises(MigrationError) as refused:
        migrated(earlier, toy.root)
    assert str(refused.value) == (
        f'{toy.path(broken)} could not be applied, and nothing of it was kept: column "rating" of relation '
        '"reviews" already exists. Fix what this names, and run the same command again.'
    )
    assert query(earlier, "select * from reviews order by 1") == before
    assert query(earlier, LEDGER)[-1] == (len(OURS) + 1, good)
    toy.path(broken).write_text(LANGUAGE)
    assert migrated(earlier, toy.root) == [
        f"Migration {broken} was applied.", f"Migration {later} was applied.",
    ]  # fmt: skip


def test_a_file_that_was_changed_after_it_was_applied_is_refused(
    database: DatabaseAddress, toy: ToySql
) -> None:
    name = toy.add()
    migrated(database, toy.root)
    toy.path(name).write_text(f"{LANGUAGE}-- One word more.\n")
    before = everything(database)
    with pytest.raises(MigrationError, match=f"^Migration {name} was changed after the warehouse had"):
        migrated(database, toy.root)
    assert everything(database) == before


def test_code_older_than_the_warehouse_is_refused(database: DatabaseAddress, toy: ToySql) -> None:
    name = toy.add()
    migrated(database, toy.root)
    before = everything(database)
    with pytest.raises(MigrationError) as refused:
        migrated(database)
    assert str(refused.value) == (
        f"The warehouse has applied migration {name}, which this code does not have, nor any after "
        f"{OURS[-1].name}: newer code has changed the tables. Update this code, or give it a warehouse of "
        "its own."
    )
    assert everything(database) == before


def test_a_gap_is_refused_before_anything_is_asked(toy: ToySql) -> None:
    toy.path(toy.add()).rename(toy.path(f"{len(OURS) + 2:04}_reviews_get_a_language"))
    with pytest.raises(MigrationError, match="is missing: the next file in migrations/ is"):
        migrate(lambda: pytest.fail("the database was asked"), toy.root, pytest.fail)


def test_a_view_is_made_again_when_its_file_changes(database: DatabaseAddress, toy: ToySql) -> None:
    toy.view("answers", "create or replace view answers as select 41 as answer;\n")
    assert migrated(database, toy.root) == []
    assert query(database, "select * from answers") == [(41,)]
    toy.view("answers", "create or replace view answers as select 42 as answer;\n")
    assert migrated(database, toy.root) == []
    assert query(database, "select * from answers") == [(42,)]
    before = everything(database)
    assert migrated(database, toy.root) == []
    assert everything(database) == before


def test_a_migration_may_drop_a_view_that_stands_in_its_way(database: DatabaseAddress, toy: ToySql) -> None:
    change = "alter table reviews alter column rating type integer;\n"
    name = toy.add(change, "ratings_are_integers")
    with pytest.raises(MigrationError, match="cannot alter type of a column used by a view or rule"):
        migrated(database, toy.root)
    toy.path(name).write_text(
        "drop view review_bursts, review_days, product_popularity, rating_disagreements cascade;\n"
        f"drop view rating_documents, review_labels, current_labels, shown_reviews;\n{change}"
    )
    assert migrated(database, toy.root) == [f"Migration {name} was applied."]
    for view in ("review_days", "review_bursts", "product_popularity", "rating_by_weather"):
        assert query(database, f"select * from {view}") == []


def test_a_broken_view_leaves_the_migration_before_it_unapplied(
    database: DatabaseAddress, toy: ToySql
) -> None:
    toy.add()
    toy.view("answers", "create or replace view answers as select nothing from reviews;\n")
    with pytest.raises(MigrationError, match=r"900_answers\.sql could not be applied.*does not exist"):
        migrated(database, toy.root)
    assert query(database, HAS_LANGUAGE) == [(0,)]


def test_a_reset_drops_the_ledger_too_and_leaves_nothing_of_ours(database: DatabaseAddress) -> None:
    with database.connect() as connection:
        drop_tables(connection, SQL_DIR)
        names = connection.execute("select relname from pg_class where relnamespace = 'public'::regnamespace")
        assert names.fetchall() == []
        create_tables(connection, SQL_DIR)
    assert query(database, LEDGER) == [(it.number, it.name) for it in OURS]
