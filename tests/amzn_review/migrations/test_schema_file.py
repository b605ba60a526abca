"""Numbered files: those of the project, good names and bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from amzn_review.migrations.schema_file import MigrationError, SchemaFile, read_migrations, read_views
from amzn_review.sql_catalog import SqlCatalog
from tests.conftest import SQL_DIR

DIALECTS = [SqlCatalog(SQL_DIR), SqlCatalog(SQL_DIR, "redshift")]


def folder(root: Path, *names: str, dialect: str = "") -> SqlCatalog:
    """Statements whose migrations have these names."""
    migrations = root / dialect / "migrations"
    migrations.mkdir(parents=True, exist_ok=True)
    for name in names:
        (migrations / name).write_text("select 1;\n")
    return SqlCatalog(root, dialect)


def test_ours_have_the_same_numbers_and_names_in_both_dialects() -> None:
    local, redshift = ([(it.number, it.name) for it in read_migrations(sql)] for sql in DIALECTS)
    assert local[0] == (1, "0001_baseline")
    assert local == redshift


def test_every_view_of_redshift_is_one_of_postgresql() -> None:
    local, redshift = ([it.name for it in read_views(sql)] for sql in DIALECTS)
    assert "balance_sheets" in local
    assert local == redshift


def test_a_file_in_full(tmp_path: Path) -> None:
    sql = folder(tmp_path, "0001_baseline.sql")
    assert read_migrations(sql) == [
        # printf 'select 1;' | sha256sum
        SchemaFile(
            1,
            "0001_baseline",
            "migrations/0001_baseline.sql",
            "354b7196c9ba5fb4b21cf615bb6ec4cd5c07503c34229feef033fc081a8c03f4",
            has_statements=True,
        )
    ]


def test_the_end_of_a_line_does_not_count_and_each_word_does(tmp_path: Path) -> None:
    path = folder(tmp_path, "0001_baseline.sql").path("migrations/0001_baseline.sql")
    (unix,) = read_migrations(SqlCatalog(tmp_path))
    path.write_bytes(b"select 1;\r\n")
    assert read_migrations(SqlCatalog(tmp_path)) == [unix]
    path.write_bytes(b"select 2;\n")
    (other,) = read_migrations(SqlCatalog(tmp_path))
    assert other.checksum != unix.checksum


def test_a_file_of_comments_alone_has_no_statement(tmp_path: Path) -> None:
    path = folder(tmp_path, "0001_baseline.sql").path("migrations/0001_baseline.sql")
    path.write_text("-- Nothing: Redshift has no labels.\n\n")
    assert [it.has_statements for it in read_migrations(SqlCatalog(tmp_path))] == [False]


def test_a_dialect_has_a_form_of_its_own(tmp_path: Path) -> None:
    folder(tmp_path, "0001_baseline.sql", "0002_users_get_a_town.sql")
    own = folder(tmp_path, "0002_users_get_a_town.sql", dialect="redshift")
    own.path("migrations/0002_users_get_a_town.sql").write_text("select 2;\n")
    shared, redshift = read_migrations(SqlCatalog(tmp_path)), read_migrations(own)
    assert shared[0] == redshift[0]
    assert (shared[1].name, shared[1].address) == (redshift[1].name, redshift[1].address)
    assert shared[1].checksum != redshift[1].checksum


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ["0001_baseline.sql", "0003_c.sql"],
            "Migration 0002 is missing: the next file in migrations/ is 0003_c.sql. Restore the missing "
            "one, or rename this one.",
        ),
        (
            ["0002_b.sql"],
            "Migration 0001 is missing: the next file in migrations/ is 0002_b.sql. Restore the missing "
            "one, or rename this one.",
        ),
        (
            ["0001_baseline.sql", "0002_a.sql", "0002_b.sql", "0003_c.sql"],
            "0002_a.sql and 0002_b.sql in migrations/ have the same number: give the newer one the next "
            "that is free.",
        ),
        (
            ["0001_baseline.sql", "2_b.sql"],
            "2_b.sql in migrations/ has no name that tells its place: expected four digits and what changes, "
            "such as 0002_reviews_get_a_language.sql; rename it.",
        ),
        (
            ["0000_before.sql"],
            "0000_before.sql in migrations/ has no name that tells its place: expected four digits and what "
            "changes, such as 0001_reviews_get_a_language.sql; rename it.",
        ),
        (
            [],
            "There is no migration in {root}: expected migrations/0001_baseline.sql; install again.",
        ),
    ],
    ids=["gap", "no first", "twice", "no number", "number 0", "none"],
)
def test_bad_numbers(tmp_path: Path, names: list[str], sentence: str) -> None:
    with pytest.raises(MigrationError) as refused:
        read_migrations(folder(tmp_path, *names))
    assert str(refused.value) == sentence.replace("{root}", str(tmp_path))


def test_a_number_that_a_dialect_gives_to_another_file_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, "0001_baseline.sql", "0002_a.sql")
    with pytest.raises(MigrationError, match=r"0002_a\.sql and 0002_b\.sql in migrations/ have the same"):
        read_migrations(folder(tmp_path, "0002_b.sql", dialect="redshift"))
