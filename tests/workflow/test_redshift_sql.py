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

from amzn_review.sql_files import SqlFiles
from services.redshift_stand_in.copy_command import is_copy_from_s3
from services.redshift_stand_in.sql_token import split_statements
from services.redshift_stand_in.translation import translate
from tests.conftest import PROJECT_ROOT, SQL_DIR

SQL = SqlFiles(SQL_DIR, "redshift")
# The Redshift side names its statements by their path below workflow/sql/.
SOURCES = [
    *(PROJECT_ROOT / "amzn_review" / "redshift").glob("*.py"),
    *PROJECT_ROOT.glob("workflow/**/*redshift*.py"),
]
NAMED = sorted({name for path in SOURCES for name in re.findall(r'"(\w+/\w+\.sql)"', path.read_text())})
CHECKS = [f"checks/warehouse/{stem}.sql" for stem in SQL.names("checks/warehouse")]
OWN = sorted(str(path.relative_to(SQL_DIR / "redshift")) for path in (SQL_DIR / "redshift").rglob("*.sql"))
NAMES = sorted({*NAMED, *CHECKS, *OWN})


def test_there_are_statements() -> None:
    assert len(OWN) >= 30
    assert len(CHECKS) >= 8
    assert set(NAMED) & set(OWN)


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
