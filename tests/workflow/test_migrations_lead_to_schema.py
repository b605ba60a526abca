"""workflow/sql/schema/ is what the baseline and every migration after it lead to, in both dialects.

The stand-in of Redshift keeps neither keys nor how rows are distributed and sorted: of those the files are
compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from amzn_review.migrations.schema_file import read_migrations
from amzn_review.postgres.migrations import migrate
from amzn_review.postgres.tables import create_tables
from amzn_review.redshift.migrations import migrate as migrate_redshift
from services.postgres.databases import DatabaseAddress
from tests.amzn_review.migrations.earlier_warehouse import FOLDER
from tests.conftest import SQL_DIR
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import POSTGRES, REDSHIFT

Shape = dict[str, list[tuple[Any, ...]]]
# What PostgreSQL's catalogue says of a schema; a column's place counts those before it that were not dropped.
CATALOGUE = {
    "tables": "select relname, relkind, obj_description(oid, 'pg_class') from pg_class "
    "where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S')",
    "columns": "select relname, rank() over (partition by relname order by attnum), attname, "
    "format_type(atttypid, atttypmod), attnotnull, attidentity, attcompression, pg_get_expr(adbin, adrelid), "
    "col_description(attrelid, attnum) from pg_attribute inner join pg_class on attrelid = pg_class.oid "
    "left join pg_attrdef on adrelid = attrelid and adnum = attnum "
    "where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and attnum > 0 "
    "and not attisdropped",
    "rules": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
    "where connamespace = 'public'::regnamespace",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "views": "select viewname, definition from pg_views where schemaname = 'public'",
    "ledger": "select number, name, checksum, code_version from schema_migrations",
}
NO_TABLES = "drop schema public cascade; create schema public"
TABLE = re.compile(r"^create table (?:if not exists )?(\w+) \(\n(.*?)^\)\n(.*?);$", re.MULTILINE | re.DOTALL)
KEY = re.compile(r"^    ((?:primary|unique|foreign) .*?),?$", re.MULTILINE)
NEW_DESIGN = re.compile(r"alter table (\w+) (?:alter (?:dist|sort|comp|encode)|add (?:prim|uni|for))")


def shape(address: DatabaseAddress, *, with_comments: bool = True) -> Shape:
    """The schema of a database, and the rows of every table; of the ledger's all but their times."""
    with address.connect() as connection:
        found = {name: connection.execute(query).fetchall() for name, query in CATALOGUE.items()}
        for name, kind, _ in found["tables"]:
            if kind == "r" and name != "schema_migrations":
                found[f"rows of {name}"] = connection.execute(f"select * from {name}").fetchall()
    if not with_comments:
        found |= {name: [row[:-1] for row in found[name]] for name in ("tables", "columns")}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def require_same(migrated: Shape, made: Shape) -> None:
    """Compare them part by part, so that the part that differs is what is shown."""
    assert made["columns"]
    assert made["ledger"]
    for part in sorted({*migrated, *made}):
        assert migrated.get(part) == made.get(part), f"{part}: that of schema/ is the second"


@pytest.mark.parametrize(
    "start",
    [FOLDER / "postgres_tables.sql", SQL_DIR / "migrations" / "0001_baseline.sql"],
    ids=lambda it: it.stem,
)
def test_in_postgresql(empty_database: DatabaseAddress, start: Path) -> None:
    with empty_database.connect() as connection:
        connection.execute(start.read_bytes())
        # As a process leaves it that was killed before the ledger was there: it is taken over.
        connection.execute("drop table if exists schema_migrations")
    migrate(empty_database.connect, SQL_DIR, lambda _: None)
    migrated = shape(empty_database)
    with empty_database.connect() as connection:
        connection.execute(NO_TABLES)
        create_tables(connection, SQL_DIR)
    require_same(migrated, shape(empty_database))
    assert [name for number, name, *_ in migrated["ledger"] if number] == [
        it.name for it in read_migrations(POSTGRES)
    ]


@pytest.mark.parametrize(
    "start",
    [FOLDER / "redshift_tables.sql", SQL_DIR / "redshift" / "migrations" / "0001_baseline.sql"],
    ids=lambda it: it.stem,
)
def test_in_redshift(redshift_site: RedshiftSite, start: Path) -> None:
    redshift_site.run(start.read_text())
    redshift_site.run("drop table if exists schema_migrations")
    migrate_redshift(redshift_site.session, lambda _: None)
    # Comments are PostgreSQL's, in schema/; a migration that both share brings them to Redshift too.
    migrated = shape(redshift_site.postgres, with_comments=False)
    with redshift_site.postgres.connect() as connection:
        connection.execute(NO_TABLES)
    migrate_redshift(redshift_site.session, pytest.fail)
    require_same(migrated, shape(redshift_site.postgres, with_comments=False))


def designs(texts: Iterable[str]) -> dict[str, tuple[set[str], str]]:
    """The keys of each table of Redshift, and what stands behind its columns, as it was made last."""
    return {
        table: (set(KEY.findall(body)), " ".join(attributes.split()))
        for text in texts
        for table, body, attributes in TABLE.findall(text)
    }


def test_keys_and_distribution_in_redshift() -> None:
    migrations = [REDSHIFT.path(it.address).read_text() for it in read_migrations(REDSHIFT)]
    migrated = designs(migrations)
    made = designs(path.read_text() for path in REDSHIFT.own("schema"))
    assert made["reviews"] == (
        {"primary key (review_id)", "unique (review_key)"},
        "distkey (asin) sortkey (review_time) encode auto",
    )
    # Where a migration changes the design of a table, only a cluster can tell what it has become.
    changed = {table for text in migrations for table in NEW_DESIGN.findall(text)}
    dropped = {table for text in migrations for table in re.findall(r"^drop table (\w+)", text, re.MULTILINE)}
    assert made.keys() == migrated.keys() - dropped
    assert {name: it for name, it in made.items() if name not in changed} == {
        name: it for name, it in migrated.items() if name not in changed | dropped
    }
