"""Every statement for Redshift parses in sqlglot's Redshift dialect, and the stand-in lets it through.

Neither proves that a cluster takes it: both know Redshift's grammar from its pages only.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from amzn_review.redshift.tables import schema_files
from amzn_review.sql_catalog import SqlCatalog
from services.redshift_stand_in.copy_command import is_copy_from_s3
from services.redshift_stand_in.sql_token import split_statements
from services.redshift_stand_in.translation import translate
from tests.conftest import PROJECT_ROOT, SQL_DIR

SQL = SqlCatalog(SQL_DIR, "redshift")
# What speaks of Redshift names its statements by their path below workflow/sql/, or reads a folder of them. A
# pipeline names what the DAG on Redshift streams for it, and knows no warehouse by name.
SOURCES = [
    *(
        path
        for folder in ("amzn_review", "workflow")
        for path in (PROJECT_ROOT / folder).rglob("*.py")
        if "edshift" in path.read_text()
    ),
    *(PROJECT_ROOT / "rating_model" / "pipeline").glob("*.py"),
]
NAMED = sorted({name for path in SOURCES for name in re.findall(r'"(\w+/\w+\.sql)"', path.read_text())})
FOLDERS = ("checks/scores", "checks/warehouse", "made_up", "migrate", "migrations", "report")
READ = [f"{folder}/{stem}.sql" for folder in FOLDERS for stem in SQL.names(folder)]
OWN = sorted(str(path.relative_to(SQL_DIR / "redshift")) for path in (SQL_DIR / "redshift").rglob("*.sql"))
# begin.sql asks PostgreSQL for one moment, which a transaction of Redshift sees anyhow.
NAMES = sorted({*NAMED, *READ, *schema_files(SQL), *OWN} - {"report/begin.sql"})
# A migration or view that Redshift has no use for says so in a comment, and that is all.
NOTHING = [name for name in NAMES if not split_statements(SQL.path(name).read_text())]
NAMES = [name for name in NAMES if name not in NOTHING]


def test_there_are_statements() -> None:
    assert len(OWN) >= 30
    assert set(NAMED) & set(OWN)
    # One of each kind that both dialects share.
    assert {
        "checks/warehouse/batch_balances.sql",
        "climate/write_days.sql",
        "export/reviews_of_batch.sql",
        "ledger/batches.sql",
        "load/set_aside.sql",
        "report/weather.sql",
        "views/230_rating_by_weather.sql",
    } <= set(NAMES) - set(OWN)


def test_only_migrations_and_views_may_be_empty() -> None:
    assert "views/110_rating_disagreements.sql" in NOTHING
    assert {name.partition("/")[0] for name in NOTHING} <= {"migrations", "views"}
    assert set(NOTHING) <= set(OWN)


@pytest.mark.parametrize("name", OWN)
def test_redshift_has_a_statement_of_its_own_only_where_it_differs(name: str) -> None:
    shared = SQL_DIR / name
    if shared.is_file():
        assert _words(shared) != _words(SQL_DIR / "redshift" / name)


def _words(path: Path) -> str:
    """The file's statements without comments and layout."""
    return " ".join(re.sub(r"--.*", "", path.read_text()).split())


@pytest.mark.parametrize("name", NAMES)
def test_parses(name: str, caplog: pytest.LogCaptureFixture) -> None:
    statements = split_statements(_bound(SQL.path(name)))
    assert statements
    for statement in statements:
        # sqlglot 30 knows neither the table's attribute ENCODE AUTO nor LOCK, both in Amazon's manual:
        # https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html, r_LOCK.html
        if statement.words[0] == "lock":
            assert re.fullmatch(r"lock (table )?\w+", " ".join(statement.words))
            continue
        source = re.sub(r"\bencode auto\s*$", "", statement.source)
        with caplog.at_level(logging.WARNING, "sqlglot"):
            (parsed,) = sqlglot.parse(source, dialect="redshift")
        assert parsed is not None
        # What sqlglot does not understand it keeps as a command, with a warning.
        assert not isinstance(parsed, exp.Command), caplog.text
    assert caplog.records == []


@pytest.mark.parametrize("name", NAMES)
def test_is_let_through(name: str) -> None:
    for statement in split_statements(_bound(SQL.path(name))):
        if not is_copy_from_s3(statement):
            assert translate(statement, is_in_transaction=True, last_copy_count=0, last_copy_id=0)


def _bound(path: Path) -> str:
    """The file's statements, a text in the place of each parameter."""
    return re.sub(r"%\(\w+\)s", "'a'", path.read_text()).replace("values %s", "values (1)")
