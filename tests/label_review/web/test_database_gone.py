"""The database restarts, or is away, while people decide."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from label_review.web.app import create_app
from label_review.web.connection_pool import ConnectionPool
from label_review.web.review_site import ReviewSite
from tests.free_port import free_port
from tests.label_review.web.review_client import Browser
from tests.labels.labelled_texts import TASK


def test_a_connection_that_the_server_ended_is_replaced(
    ada: Browser, documents: list[int], administrator: psycopg.Connection
) -> None:
    ended = administrator.execute(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'warehouse' "
        "and pid <> pg_backend_pid() and state = 'idle'"
    ).fetchone()
    assert ended is not None
    assert ended[0] > 0
    assert ada.get("/api/me")["name"] == "ada"


def test_a_decision_waits_for_a_database_that_is_away(
    ada: Browser, site: ReviewSite, documents: list[int], warehouse: psycopg.Connection
) -> None:
    near = site.pool.connect
    site.pool.close()
    away = make_conninfo(warehouse.info.dsn, port=free_port(), password=warehouse.info.password)
    site.pool.connect = lambda: psycopg.connect(away, autocommit=True)
    said = {"request_key": "a-key-of-ada", "document_ids": documents[:1], "action": "unclear"}
    refused = ada.post(f"/api/tasks/{TASK}/decisions", **said)
    assert (refused.status_code, refused.json()) == (
        503,
        {
            "error": "The database does not answer. What you decided is kept in this browser and sent again.",
            "retry": True,
        },
    )
    # What leads to the database is not told: neither user nor port.
    assert str(warehouse.info.user) not in refused.text.lower()
    site.pool.connect = near
    again = ada.post(f"/api/tasks/{TASK}/decisions", **said)
    assert (again.status_code, again.json()["is_repeated"]) == (200, False)


def test_tables_that_are_not_there_are_named(ada: Browser, warehouse: psycopg.Connection) -> None:
    warehouse.execute("alter table label_tokens rename to elsewhere")
    warehouse.commit()
    refused = ada.client.get("/api/me")
    assert (refused.status_code, refused.json()) == (
        503,
        {
            "error": "The warehouse has no tables (of this version): `make init-local` creates them, or says "
            "what to do."
        },
    )


def test_a_failed_transaction_leaves_nothing(warehouse: psycopg.Connection) -> None:
    address = make_conninfo(warehouse.info.dsn, password=warehouse.info.password)
    pool = ConnectionPool(lambda: psycopg.connect(address, autocommit=True))
    added = "insert into label_users (name, role) values ('ada', 'admin')"

    def add_twice() -> None:
        with pool.transaction() as connection:
            connection.execute(added)
            connection.execute(added)

    with pytest.raises(psycopg.errors.UniqueViolation):
        add_twice()
    with pool.transaction() as connection:
        assert connection.execute("select count(*) from label_users").fetchall() == [(0,)]
    pool.close()


def test_a_restarted_application_knows_the_session(ada: Browser, site: ReviewSite) -> None:
    restarted = Browser.open(create_app(site))
    restarted.client.cookies.update(dict(ada.client.cookies))
    assert restarted.get("/api/me")["name"] == "ada"
