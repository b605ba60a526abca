"""What Redshift refuses is refused, though PostgreSQL would take it; what Redshift takes goes through.

The sentences are ours. That a cluster refuses the same is on Amazon's pages; only a cluster can prove it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest

from services.redshift_stand_in.refusal import RefusedStatementError
from services.redshift_stand_in.sql_token import split_statements
from services.redshift_stand_in.translation import translate
from tests.redshift_site import RedshiftSite

BAD = [
    ("insert into t values (1) on conflict do nothing", "Redshift has no ON CONFLICT"),
    ("insert into t (a) select 1 on conflict (a) do update set a = 2", "Redshift has no ON CONFLICT"),
    ("delete from t returning a", "Redshift has no RETURNING"),
    ("select distinct on (a) a, b from t", "Redshift has no DISTINCT ON"),
    ("create index t_a on t (a)", "Redshift has no indexes"),
    ("create unique index if not exists t_a on t (a) where a > 1", "Redshift has no indexes"),
    ("create table u (a bigint generated always as identity)", "Redshift has no GENERATED ALWAYS"),
    ("create table u (a int check (a > 0))", "Redshift has no CHECK"),
    ("create table u (a int, constraint positive check (a > 0))", "Redshift has no CHECK"),
    ("create temp table u (a int) on commit drop", "Redshift has no ON COMMIT"),
    ("select pg_advisory_xact_lock(1)", "Redshift has no advisory locks"),
    ("select pg_try_advisory_lock(1)", "Redshift has no advisory locks"),
    ("create table u (a text[])", "Redshift has no arrays"),
    ("select array[1, 2]", "Redshift has no arrays"),
    ("select * from t where a = any(%s)", "ANY and ALL with a subquery only"),
    ("select * from unnest('{1}')", "Redshift has no such function"),
    ("select string_agg(b, ',') from t", "Redshift has no such function"),
    ("select array_agg(a) from t", "Redshift has no such function"),
    ("select corr(a, c) from t", "Redshift has no such function"),
    ("select generate_series(1, 2)", "Redshift has no such function"),
    ("select starts_with(b, 'x') from t", "Redshift has no such function"),
    ("select now()", "on the leader node only"),
    ("create table u (a timestamp default current_timestamp)", "on the leader node only"),
    ("create table u (a uuid)", "Redshift has no such data type"),
    ("create table u (a int, b json)", "Redshift has no such data type"),
    ("create table u (a varchar(3), b jsonb not null)", "Redshift has no such data type"),
    ("create table u (a numeric(3, 1), b serial)", "Redshift has no such data type"),
    ("alter table t add column d uuid", "Redshift has no such data type"),
    ("select '1'::uuid", "Redshift has no such data type"),
    ("select cast(b as jsonb) from t", "Redshift has no such data type"),
    ("select b ->> 'a' from t", "Redshift has no JSON operators"),
    ("select jsonb_array_length(s) from t", "none of PostgreSQL's JSON functions"),
    ("create type mood as enum ('sad')", "Redshift has no types"),
    ("create sequence s", "Redshift has no types"),
    ("do $$ begin null; end $$", "Redshift has no DO"),
    ("select count(*) filter (where a > 1) from t", "Redshift has no FILTER"),
    ("select * from t, lateral (select 1) as x", "Redshift has no LATERAL"),
    ("select a is not distinct from 1 from t", "Redshift has no IS DISTINCT FROM"),
    ("with x as (select 1 as a) insert into t (a) select a from x", "takes WITH behind INSERT INTO"),
    ("select extract(isodow from d) from t", "Redshift has no ISODOW"),
    ("select * from t for update", "Redshift has no row locks"),
    ("select * from (values (1), (2)) as x", "Redshift has no VALUES but in INSERT"),
    ("select a from t order by a fetch first 3 rows only", "Redshift has no FETCH FIRST"),
    ("fetch forward 1001 from c", "at most 1,000 rows of a cursor at a time"),
    ("fetch forward 100000 from c", "at most 1,000 rows of a cursor at a time"),
    ("select sum(a) over w from t window w as (order by a)", "Redshift has no WINDOW clause"),
    ("with x as materialized (select 1) select * from x", "Redshift has no MATERIALIZED in WITH"),
    ("create table u (d date) partition by range (d)", "neither partitions nor inheritance"),
    ("create table u (a int) inherits (t)", "neither partitions nor inheritance"),
    ("alter table t add column x int, add column y int", "Redshift adds one column in a statement"),
    ("alter table t add column x int, drop column b", "Redshift's ALTER TABLE does one thing"),
    ("alter table t drop column a, drop column b", "Redshift's ALTER TABLE does one thing"),
    ("alter table if exists t add column x int", "ALTER TABLE has no IF EXISTS"),
    ("alter table t add column if not exists x int", "ALTER TABLE has no IF EXISTS"),
    ("alter table t drop column if exists b", "ALTER TABLE has no IF EXISTS"),
    ("alter table t alter column a set default 1", "neither a column's default nor"),
    ("alter table t alter column a drop not null", "neither a column's default nor"),
    ("alter table t add column x int not null", "adds a NOT NULL column only with a DEFAULT"),
    ("truncate t, u", "TRUNCATE takes one table"),
    ("truncate t restart identity", "TRUNCATE takes one table"),
    ("lock table t in exclusive mode", "Redshift's LOCK has one mode"),
    ("explain analyze select 1", "Redshift has no EXPLAIN ANALYZE"),
    ("savepoint one", "Redshift has no savepoints"),
    ("rollback to savepoint one", "Redshift has no savepoints"),
    ("copy t from stdin", "Redshift copies from S3 only"),
    ("copy t to stdout", "Redshift copies from S3 only"),
    ("merge into t as x using u on x.a = u.a when matched then delete",
     "no alias for its target"),
    ("merge into t using (select 1 as a) u on t.a = u.a when matched then delete", "no subquery"),
    ("merge into t using u on t.a = u.a when matched and u.a > 1 then delete", "no condition after MATCHED"),
    ("merge into t using u on t.a = u.a when matched then do nothing", "no DO NOTHING"),
    ("merge into t using u on t.a = u.a when not matched then insert values (1)", "needs both"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "sentence"), BAD, ids=[statement for statement, _ in BAD])
def test_what_redshift_refuses(statement: str, sentence: str) -> None:
    (parsed,) = split_statements(statement)
    with pytest.raises(RefusedStatementError, match=sentence):
        translate(parsed, is_in_transaction=False, last_copy_count=0, last_copy_id=0)


@pytest.fixture
def cursor(redshift_site: RedshiftSite) -> Iterator[Any]:
    """A session with two tables, outside of a transaction."""
    connection = redshift_site.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("create table t (a int, b varchar(max), c float8, d date, s super)")
        cursor.execute("create table u (like t)")
        cursor.execute("insert into t values (1, 'x;--', 1.5, '2018-03-04', json_parse('{\"k\": [1]}'))")
        yield cursor
    connection.close()


GOOD = [
    # Words that are refused as clauses, and are texts, comments or names here.
    ("select 'on conflict', 'array[1]' -- distinct on", [("on conflict", "array[1]")]),
    ('select a as "returning" /* for update; */ from t', [(1,)]),
    ("select a from t where b = 'x;--'", [(1,)]),
    ("select a from t where a = any (select a from t)", [(1,)]),
    ("select nvl(null, b) from t", [("x;--",)]),
    ("select len(b), json_serialize(s) from t", [(4, '{"k": [1]}')]),
    ("select b::varchar(max) from t", [("x;--",)]),
    ("select extract(dow from d), extract(week from d) from t", [(0, 9)]),
    ("select getdate() = sysdate, getdate() > '2026-01-01'", [(True, True)]),
    ("select pg_last_copy_count()", [(0,)]),
    (r"select 'a\'b', '\\'", [("a'b", "\\")]),
    ("select a from (select a, row_number() over (partition by a order by b) n from t) where n = 1", [(1,)]),
    ("insert into u values (3), (4); select a from u order by a", [(3,), (4,)]),
    ("select sum(a) over (partition by b order by a) from t limit 1", [(1,)]),
    ("insert into u (a) with x as (select a from t) select a from x; select a from u", [(1,)]),
    ("merge into u using t as x on u.a = x.a when matched then update set b = x.b "
     "when not matched then insert values (x.a, x.b, null, null, null); select a, b from u", [(1, "x;--")]),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "rows"), GOOD, ids=[str(statement) for statement, _ in GOOD])
def test_what_redshift_takes(cursor: Any, statement: str, rows: list[tuple[Any, ...]]) -> None:
    cursor.execute(statement)
    assert cursor.fetchall() == rows


# Definitions of CREATE TABLE, and what PostgreSQL itself says of the columns.
TABLES = [
    ("(a int distkey sortkey encode az64)", [("a", "integer", None, "YES", None)]),
    ("(a int) distkey (a) compound sortkey (a) encode auto", [("a", "integer", None, "YES", None)]),
    ("(a int) backup no diststyle all sortkey auto", [("a", "integer", None, "YES", None)]),
    ("(a text, b varchar, c char, d varchar(max))",
     [("a", "character varying", 256, "YES", None), ("b", "character varying", 256, "YES", None),
      ("c", "character", 1, "YES", None), ("d", "character varying", 65535, "YES", None)]),
    ("(a bigint identity(5, 2) primary key, b numeric)",
     [("a", "bigint", None, "NO", "5"), ("b", "numeric", 18, "YES", None)]),
    ("(a int references other (x), b int, primary key (b), unique (a), foreign key (a) references other (x))",
     [("a", "integer", None, "YES", None), ("b", "integer", None, "NO", None)]),
    ("(a int, constraint k primary key (a))", [("a", "integer", None, "NO", None)]),
    ("(a super default null, b timestamp with time zone default getdate() not null)",
     [("a", "jsonb", None, "YES", None), ("b", "timestamp with time zone", None, "NO", None)]),
    ("diststyle even distkey (a) as select 1 as a", [("a", "integer", None, "YES", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("definition", "columns"), TABLES, ids=[definition for definition, _ in TABLES])
def test_tables(cursor: Any, definition: str, columns: list[tuple[Any, ...]]) -> None:
    cursor.execute(f"create table if not exists made {definition}")
    cursor.execute(
        "select column_name, data_type, coalesce(character_maximum_length, case when data_type = 'numeric' "
        "then numeric_precision end), is_nullable, identity_start from information_schema.columns "
        "where table_name = 'made' order by ordinal_position"
    )
    assert cursor.fetchall() == columns


# Columns that are added to a table, and the same columns of a table that is created with them.
ADDED = [
    "b text",
    "b varchar",
    "b varchar(max) encode lzo",
    "b varchar(16) default 'é' not null",
    "b numeric",
    "b super",
    "b timestamp with time zone default getdate()",
    "b boolean default false not null",
]


@pytest.mark.parametrize("column", ADDED)
def test_a_column_that_is_added_is_as_one_that_was_created(cursor: Any, column: str) -> None:
    found = []
    for statements in (
        f"create table made (a int, {column})",
        f"create table made (a int); alter table made add {column}",
    ):
        cursor.execute(statements)
        cursor.execute(
            "select data_type, character_maximum_length, numeric_precision, is_nullable, column_default "
            "from information_schema.columns where table_name = 'made' order by ordinal_position"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "select check_clause from information_schema.check_constraints "
            "where constraint_name like 'made%check'"
        )
        found.append((columns, cursor.fetchall()))
        cursor.execute("drop table made")
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "alter table t alter column b type varchar(300)",
            "ALTER COLUMN TYPE cannot run inside a transaction",
        ),
        ("alter table t append from u", "ALTER TABLE APPEND cannot run inside a transaction block"),
    ],
)
def test_in_no_transaction(cursor: Any, statement: str, sentence: str) -> None:
    cursor.execute("begin")
    with pytest.raises(psycopg2.Error, match=sentence):
        cursor.execute(statement)
    cursor.execute("rollback")


def test_keys_are_information_only(cursor: Any) -> None:
    cursor.execute("create table k (a int primary key, b int unique, c int references t (a))")
    cursor.execute("insert into k values (1, 1, 99), (1, 1, 99)")
    cursor.execute("select count(*) from k")
    assert cursor.fetchone() == (2,)
    with pytest.raises(psycopg2.errors.NotNullViolation):
        cursor.execute("insert into k values (null, 1, 1)")


def test_texts_are_measured_in_bytes(cursor: Any) -> None:
    cursor.execute("create table w (a varchar(4))")
    cursor.execute("insert into w values ('éé')")
    with pytest.raises(psycopg2.errors.CheckViolation):
        cursor.execute("insert into w values ('ééé')")


def test_truncate_commits_on_redshift(cursor: Any) -> None:
    cursor.execute("truncate u")
    cursor.execute("begin")
    with pytest.raises(psycopg2.Error, match="Redshift's TRUNCATE commits the transaction it is in"):
        cursor.execute("truncate u")
    with pytest.raises(psycopg2.errors.InFailedSqlTransaction):
        cursor.execute("select 1")
    cursor.execute("rollback")
    cursor.execute("vacuum full t to 99 percent")
    cursor.execute("analyze t")
