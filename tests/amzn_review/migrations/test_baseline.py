"""What the baseline expects of tables that are there."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from amzn_review.migrations.baseline import Baseline
from amzn_review.postgres.run_sql import run_sql
from amzn_review.sql_catalog import SqlCatalog
from services.postgres.databases import DatabaseAddress
from tests.conftest import SQL_DIR
from tests.redshift_site import RedshiftSite

TEXT = """\
-- A comment.
create table if not exists users (
    user_id text primary key,
    name text,
    check (name <> ''),
    constraint users_named check (name is not null)
);

-- Later.
alter table users add column if not exists town text;

create table reviews (
    review_id bigint not null,
    user_id text not null references users (user_id),
    primary key (review_id)
)
distkey (user_id)
encode auto;
"""
REVIEWS, USERS = {"review_id", "user_id"}, {"user_id", "name", "town"}


def test_of_a_text() -> None:
    assert Baseline.of_text(TEXT) == Baseline(
        {"users": {"user_id", "name"}, "reviews": REVIEWS}, frozenset({("users", "town")})
    )


@pytest.mark.parametrize(
    ("found", "earlier"),
    [
        ({}, None),
        ({"reviews": REVIEWS, "users": USERS}, None),
        ({"reviews": REVIEWS, "users": {"user_id", "name"}}, None),
        ({"reviews": {*REVIEWS, "of_somebody_else"}, "another": {"a"}}, None),
        ({"reviews": {"review_id"}, "users": USERS}, "reviews"),
        ({"users": {"user_id"}}, "users"),
        ({"users": set(), "reviews": set()}, "reviews"),
    ],
    ids=["empty", "all", "before a column was added", "more", "column missing", "one table", "both"],
)
def test_a_table_that_lacks_a_column_is_of_an_earlier_version(
    found: dict[str, set[str]], earlier: str | None
) -> None:
    assert Baseline.of_text(TEXT).earlier_table(found) == earlier


def columns_of(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def ours(dialect: str) -> Baseline:
    path = SqlCatalog(SQL_DIR, dialect).path("migrations/0001_baseline.sql")
    return Baseline.of_text(path.read_text())


def test_ours_is_what_the_file_makes_in_postgresql(empty_database: DatabaseAddress) -> None:
    with empty_database.connect() as connection:
        run_sql(connection, SQL_DIR / "migrations" / "0001_baseline.sql")
        rows = run_sql(connection, SQL_DIR / "migrate" / "columns.sql")
    assert ours("").columns == columns_of(rows)
    assert ours("").added == {("quarantined_records", "dismissed_at"), ("stations", "is_placeholder")}


def test_ours_is_what_the_file_makes_in_redshift(redshift_site: RedshiftSite) -> None:
    session = redshift_site.session
    session.run_file("migrations/0001_baseline.sql")
    assert ours("redshift").columns == columns_of(session.run_file("migrate/columns.sql"))
    assert ours("redshift").added == set()
