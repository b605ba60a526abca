"""`amzn-review db` on a PostgreSQL server that POSTGRES_HOST names."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner, Result

from amzn_review.cli import main
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.amzn_review.migrations.earlier_warehouse import statements
from tests.free_port import free_port
from tests.redshift_site import RedshiftSite

DATABASE = "cli"


@pytest.fixture
def shell(server: PostgresServer, administrator: psycopg.Connection) -> Iterator[dict[str, str]]:
    """The variables that lead to an empty database."""
    administrator.execute(f"create database {DATABASE}")
    yield {
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(server.port),
        "POSTGRES_DB": DATABASE,
        "POSTGRES_USER": SUPERUSER,
        "POSTGRES_PASSWORD": server.superuser_password,
    }
    administrator.execute(f"drop database {DATABASE} with (force)")


def amzn_review(shell: dict[str, str], *words: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["db", *words], env=shell, input=answer)


def users(shell: dict[str, str]) -> list[tuple[str]]:
    with connect(shell) as connection:
        return connection.execute("select user_id from users").fetchall()


def connect(shell: dict[str, str]) -> psycopg.Connection:
    return psycopg.connect(
        host=shell["POSTGRES_HOST"], port=shell["POSTGRES_PORT"], dbname=shell["POSTGRES_DB"],
        user=shell["POSTGRES_USER"], password=shell["POSTGRES_PASSWORD"],
    )  # fmt: skip


def test_init_creates_what_is_missing_and_keeps_what_is_there(shell: dict[str, str]) -> None:
    assert amzn_review(shell, "init", "--local").exit_code == 0
    with connect(shell) as connection:
        connection.execute("insert into users values ('R1')")
    assert amzn_review(shell, "init", "--local").output == "The warehouse's tables are there.\n"
    assert users(shell) == [("R1",)]


def test_init_takes_a_warehouse_of_before_over_and_says_so_on_stderr(shell: dict[str, str]) -> None:
    with connect(shell) as connection:
        for statement in statements("postgres"):
            connection.execute(statement)
    result = amzn_review(shell, "init", "--local")
    assert (result.stdout, result.exit_code) == ("The warehouse's tables are there.\n", 0)
    assert result.stderr.splitlines()[0] == "The tables that were there are taken over as 0001_baseline."
    assert users(shell) == [("A2TESTREVIEWER",), ("A3TESTREVIEWER",), ("A4TESTREVIEWER",)]
    assert amzn_review(shell, "init", "--local").stderr == ""


def test_init_on_redshift_too(
    shell: dict[str, str], redshift_site: RedshiftSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "amzn_review.cli.redshift_warehouse.redshift_session", lambda _: redshift_site.session
    )
    named = shell | {"STORAGE": "folder", "AWS_REDSHIFT_HOST": "127.0.0.1", "AWS_REDSHIFT_PASSWORD": "-"}
    for statement in statements("redshift"):
        redshift_site.run(statement)
    result = amzn_review(named, "init")
    assert (result.stdout, result.exit_code) == ("The warehouse's tables are there.\n", 0)
    assert result.stderr.splitlines()[0] == "The tables that were there are taken over as 0001_baseline."
    assert redshift_site.run("select count(*) from users") == [(3,)]
    assert amzn_review(named, "reset", "--yes").exit_code == 0
    assert redshift_site.run("select count(*) from users") == [(0,)]
    assert amzn_review(named, "init").stderr == ""


def test_reset_asks_and_a_no_changes_nothing(shell: dict[str, str]) -> None:
    amzn_review(shell, "init", "--local")
    with connect(shell) as connection:
        connection.execute("insert into users values ('R1')")
        connection.execute("create table of_somebody_else ()")
    refused = amzn_review(shell, "reset", "--local", answer="n\n")
    assert refused.exit_code == 1
    assert f"Drop every table of the warehouse in database {DATABASE}?" in refused.output
    assert users(shell) == [("R1",)]
    assert amzn_review(shell, "reset", "--local", answer="y\n").exit_code == 0
    assert users(shell) == []
    with connect(shell) as connection:
        connection.execute("insert into users values ('R2')")
        assert connection.execute("select to_regclass('of_somebody_else')").fetchone() == (
            "of_somebody_else",
        )
    assert amzn_review(shell, "reset", "--local", "--yes").exit_code == 0
    assert users(shell) == []


def test_reset_leaves_views_that_are_there_and_empty(shell: dict[str, str]) -> None:
    amzn_review(shell, "init", "--local")
    with connect(shell) as connection:
        connection.execute(
            "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
            "batch_id, source_key, line_number) values (gen_random_uuid(), 'R', 'P', 1, 'perfect', 0, "
            "'2018-01-01', 'b', 'k', 1)"
        )
        connection.execute("insert into review_predictions values (1, 'v1', 5, 4.9, 0.9, now())")
    disagreements = "select review_id, model_version, stars, expected_rating from rating_disagreements"
    with connect(shell) as connection:
        assert connection.execute(disagreements).fetchall() == [(1, "v1", 1, 4.9)]
    assert amzn_review(shell, "reset", "--local", "--yes").exit_code == 0
    with connect(shell) as connection:
        assert connection.execute(disagreements).fetchall() == []


@pytest.mark.parametrize("command", ["init", "reset", "shell"])
def test_redshift_that_is_not_named_is_a_sentence(shell: dict[str, str], command: str) -> None:
    result = amzn_review(shell | {"STORAGE": "folder", "AWS_REDSHIFT_HOST": ""}, command)
    assert result.exit_code == 1
    assert result.output.startswith("Error: AWS_REDSHIFT_HOST is not set: name your cluster's endpoint")


@pytest.mark.parametrize("words", [("init",), ("reset", "--yes")])
def test_redshift_that_does_not_answer_is_a_sentence(shell: dict[str, str], words: tuple[str, ...]) -> None:
    nobody = {
        "STORAGE": "folder",
        "AWS_REDSHIFT_HOST": "127.0.0.1",
        "AWS_REDSHIFT_PORT": str(free_port()),
        "AWS_REDSHIFT_PASSWORD": "Secret7of-the-test",
    }
    result = amzn_review(shell | nobody, *words)
    assert result.exit_code == 1
    assert "A cluster that is paused answers so" in result.output
    assert "Secret7of-the-test" not in result.output


@pytest.mark.parametrize("command", ["init", "shell"])
def test_a_wrong_password_is_one_sentence(shell: dict[str, str], command: str) -> None:
    result = amzn_review({**shell, "POSTGRES_PASSWORD": "wrong"}, command, "--local")
    assert result.exit_code == 1
    (sentence,) = result.output.splitlines()
    assert sentence.startswith("Error: PostgreSQL does not let postgres into database ")
    assert "wrong" not in sentence
