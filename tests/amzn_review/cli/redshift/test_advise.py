"""`amzn-review redshift advise`, on files and on a warehouse behind the Redshift stand-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from amzn_review.cli.main import main
from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from settings.settings import STAND_IN_DATABASE
from storage.address import BucketAddress
from tests.conftest import DAG_WAREHOUSE
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import REDSHIFT

FIRST_VERSION = Path(__file__).parents[2] / "redshift_advice" / "first_version"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["redshift", "advise", *arguments], catch_exceptions=False)


def test_ours_has_no_warning() -> None:
    result = run("--strict")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "24 tables and 7 joins read, rows not asked: give --data; 0 warnings.\n"


def test_warnings_fail_the_command_on_request_only() -> None:
    result = run(str(FIRST_VERSION))
    assert result.exit_code == 0
    assert result.stdout == (
        "nullable-distribution-key: users is distributed by country, which may be null: all rows without it "
        "go to one slice. Declare it NOT NULL, or distribute by a column that every row has.\n"
        "nullable-distribution-key: time is distributed by year, which may be null: all rows without it "
        "go to one slice. Declare it NOT NULL, or distribute by a column that every row has.\n"
    )
    assert result.stderr == "3 tables and 2 joins read, rows not asked: give --data; 2 warnings.\n"
    assert run(str(FIRST_VERSION), "--strict").exit_code == 1


@pytest.fixture
def stand_in(
    administrator: psycopg.Connection, redshift_port: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RedshiftSite]:
    """The embedded warehouse of the settings, which the session's stand-in answers for."""
    administrator.execute(f"drop database if exists {STAND_IN_DATABASE} with (force)")
    administrator.execute(f"create database {STAND_IN_DATABASE}")
    for name, value in {
        "STORAGE": "s3",
        "AWS_REDSHIFT_HOST": "",
        "AWS_REDSHIFT_PORT": str(redshift_port),
        "POSTGRES_HOST": DAG_WAREHOUSE.host,
        "POSTGRES_PORT": str(DAG_WAREHOUSE.port),
        "POSTGRES_USER": DAG_WAREHOUSE.user,
        "POSTGRES_PASSWORD": DAG_WAREHOUSE.password,
    }.items():
        monkeypatch.setenv(name, value)
    postgres = replace(DAG_WAREHOUSE, database=STAND_IN_DATABASE)
    yield RedshiftSite(replace(postgres, port=redshift_port), postgres, BucketAddress("none", "us-east-1"))
    administrator.execute(f"drop database {STAND_IN_DATABASE} with (force)")


def test_rows_are_asked(stand_in: RedshiftSite) -> None:
    stand_in.run((FIRST_VERSION / "tables.sql").read_text())
    stand_in.run("insert into time values ('2018-01-01', 2018, 1), ('2018-01-01', 2018, 1)")
    result = run(str(FIRST_VERSION / "tables.sql"), "--data", "--json", "--strict")
    assert result.exit_code == 1, result.stderr
    assert result.stderr == "3 tables and 0 joins read, rows asked; 3 warnings.\n"
    found = json.loads(result.stdout)
    assert [(one["kind"], one["table"], one["columns"], one["numbers"]) for one in found] == [
        ("nullable-distribution-key", "users", ["country"], {}),
        ("nullable-distribution-key", "time", ["year"], {}),
        ("duplicate-key", "time", ["datetime_ts"], {"rows": 2, "values": 1}),
    ]


OURS = """
insert into users (user_id) values ('R1'), ('R2');
insert into products (asin, features, also_bought, also_viewed, is_placeholder, is_made_up)
values ('P1', '[]', '[]', '[]', true, false);
insert into time values ('2018-01-01', 2018, 1, 1, 1, 1, 1);
insert into reviews
(review_key, reviewer_id, asin, rating, vote, review_time, batch_id, source_key, line_number)
values ('1', 'R1', 'P1', 5, 0, '2018-01-01', 'b', 'k', 1), ('2', 'R2', 'P1', 5, 0, '2018-01-01', 'b', 'k', 2);
insert into stations (station_id, country) values ('USW00094728', 'US');
insert into climate (station_id, date) values ('USW00094728', '2018-01-01'), ('USW00094728', '2018-01-02');
"""


def test_joins_of_our_own_warehouse(stand_in: RedshiftSite) -> None:
    """Whose dimensions have a row for each value, then two for one: Redshift takes both."""
    to = stand_in.address
    address = RedshiftAddress(to.host, to.port, to.database, to.user, to.password)
    migrate(RedshiftSession(address, REDSHIFT), pytest.fail)
    for statement in OURS.split(";\n")[:-1]:
        stand_in.run(statement)
    assert (run("--data", "--strict").exit_code, run("--data").stdout) == (0, "")
    stand_in.run("insert into users (user_id) values ('R1')")
    stand_in.run("insert into stations (station_id, country) values ('USW00094728', 'US')")
    found = json.loads(run("--data", "--json").stdout)
    assert [(one["kind"], one["table"], one["columns"], one["numbers"]) for one in found] == [
        ("duplicate-key", "users", ["user_id"], {"rows": 3, "values": 2}),
        ("duplicate-key", "stations", ["station_id"], {"rows": 2, "values": 1}),
        ("multiplying-join", "reviews", ["reviewer_id"], {"rows": 2, "joined": 3}),
        ("multiplying-join", "climate", ["station_id"], {"rows": 2, "joined": 4}),
    ]


def test_no_redshift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORAGE", "folder")
    monkeypatch.setenv("AWS_REDSHIFT_HOST", "")
    result = run("--data")
    assert result.exit_code == 1
    assert "AWS_REDSHIFT_HOST is not set" in result.stderr


def test_a_file_that_is_no_sql(tmp_path: Path) -> None:
    path = tmp_path / "t.sql"
    path.write_text("create table t (a varchar('")
    result = run(str(path))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {path} is not SQL: ")
