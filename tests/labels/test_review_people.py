"""People and their secrets, on a real PostgreSQL."""

from __future__ import annotations

import hashlib

import psycopg
import pytest

from labels.label_statements import LabelStatements
from labels.review_people import Person, PersonError, ReviewPeople, Role
from tests.conftest import SQL_DIR

PEOPLE = ReviewPeople(LabelStatements(SQL_DIR))


def test_a_name_and_its_token_open_a_session(warehouse: psycopg.Connection) -> None:
    ada, bob = PEOPLE.add(warehouse, "ada", "admin"), PEOPLE.add(warehouse, "bob")
    assert PEOPLE.sign_in(warehouse, "ada", bob) is None
    assert PEOPLE.sign_in(warehouse, "ada", "") is None
    found = PEOPLE.sign_in(warehouse, "ada", ada)
    assert found is not None
    person, session = found
    assert person == Person("ada", "admin")
    assert PEOPLE.of_session(warehouse, session) == Person("ada", "admin")
    # A token is no session, and a session no token.
    assert PEOPLE.of_session(warehouse, ada) is None
    assert PEOPLE.sign_in(warehouse, "ada", session) is None


def test_no_secret_is_kept(warehouse: psycopg.Connection) -> None:
    secrets = [PEOPLE.add(warehouse, "ada"), PEOPLE.link(warehouse, "ada")]
    rows = warehouse.execute("select * from label_tokens order by made_at").fetchall()
    assert {row[0] for row in rows} == {hashlib.sha256(secret.encode()).digest() for secret in secrets}
    kept = repr(rows)
    assert not [secret for secret in secrets if secret in kept or secret.encode().hex() in kept]


def test_a_link_is_good_once(warehouse: psycopg.Connection) -> None:
    PEOPLE.add(warehouse, "ada")
    link = PEOPLE.link(warehouse, "ada")
    found = PEOPLE.sign_in_by_link(warehouse, link)
    assert found is not None
    assert PEOPLE.of_session(warehouse, found[1]) == Person("ada", "annotator")
    assert PEOPLE.sign_in_by_link(warehouse, link) is None


def test_what_has_run_out_is_no_longer_good(warehouse: psycopg.Connection) -> None:
    token, link = PEOPLE.add(warehouse, "ada"), PEOPLE.link(warehouse, "ada")
    found = PEOPLE.sign_in(warehouse, "ada", token)
    assert found is not None
    warehouse.execute(
        "update label_tokens set expires_at = now() - interval '1 second' where kind <> 'token'"
    )
    assert PEOPLE.of_session(warehouse, found[1]) is None
    assert PEOPLE.sign_in_by_link(warehouse, link) is None
    assert PEOPLE.sign_in(warehouse, "ada", token) is not None


def test_who_is_removed_is_out_at_once(warehouse: psycopg.Connection) -> None:
    token = PEOPLE.add(warehouse, "ada")
    found = PEOPLE.sign_in(warehouse, "ada", token)
    assert found is not None
    PEOPLE.remove(warehouse, "ada")
    assert PEOPLE.of_session(warehouse, found[1]) is None
    assert PEOPLE.sign_in(warehouse, "ada", token) is None
    assert [(row["name"], row["removed_at"] is None) for row in PEOPLE.all(warehouse)] == [("ada", False)]
    again = PEOPLE.add(warehouse, "ada", "adjudicator")
    assert PEOPLE.sign_in(warehouse, "ada", token) is None
    found = PEOPLE.sign_in(warehouse, "ada", again)
    assert found is not None
    assert found[0] == Person("ada", "adjudicator")


@pytest.mark.parametrize("name", ["", "a b", "<b>", "x" * 65, "a\n"])
def test_a_name_that_cannot_be_given(warehouse: psycopg.Connection, name: str) -> None:
    with pytest.raises(PersonError, match="A name has 1 to 64 letters"):
        PEOPLE.add(warehouse, name)


def test_there_is_nobody_to_remove(warehouse: psycopg.Connection) -> None:
    with pytest.raises(PersonError, match="There is no 'eve' who reviews labels"):
        PEOPLE.remove(warehouse, "eve")


@pytest.mark.parametrize(
    ("role", "may"), [("annotator", [True, False, False]), ("adjudicator", [True, True, False])]
)
def test_each_role_may_do_what_those_before_it_may(role: Role, may: list[bool]) -> None:
    asked: list[Role] = ["annotator", "adjudicator", "admin"]
    assert [Person("ada", role).may(other) for other in asked] == may
