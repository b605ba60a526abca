"""A demo's rows that were loaded before rows told what is made up: known by their keys, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from amzn_review.corpus.demo import COMMAND_DEMO, LOCAL_DEMO
from amzn_review.corpus.made_up_reviews import made_up_reviews
from amzn_review.postgres.migrations import migrate
from amzn_review.redshift.migrations import migrate as migrate_redshift
from services.postgres.databases import DatabaseAddress
from tests.amzn_review.migrations.earlier_warehouse import FOLDER
from tests.conftest import SQL_DIR
from tests.redshift_site import RedshiftSite

Row = tuple[str, str, bool]
INSERT = (
    "insert into reviews (review_key, reviewer_id, asin, rating, vote, review_time, batch_id, source_key, "
    "line_number) values (%s, 'R', 'P', 5, 0, '2018-01-01', 'b', %s, 1)"
)
ASK = "select replace(cast(review_key as text), '-', ''), source_key, is_made_up from reviews"


def rows_of_before() -> list[Row]:
    """Made-up rows from packs and from files, and real ones; one of these from a file called as a demo's."""
    of_local = sorted(made_up_reviews([LOCAL_DEMO]).keys)[:3]
    of_command = sorted(made_up_reviews([COMMAND_DEMO]).keys)[-2:]
    pack = "reviews/desk_lamps/pack-001000-0a1b2c3d4e5f0a1b2c3d4e5f.json.gz"
    named = "reviews/desk_lamps/demo-7-00000001-0a0b0c0d.json.gz"
    return sorted(
        [
            *((key, pack, True) for key in of_local),
            *((key, "reviews/mine/a.json.gz", True) for key in of_command),
            ("0" * 31 + "1", named, False),
            ("0" * 31 + "2", pack, False),
        ]
    )


def test_in_postgresql(empty_database: DatabaseAddress) -> None:
    before = rows_of_before()
    with empty_database.connect() as connection:
        connection.execute((FOLDER / "postgres_tables.sql").read_bytes())
        for key, source_key, _ in before:
            connection.execute(INSERT, [key, source_key])
    said: list[str] = []
    migrate(empty_database.connect, SQL_DIR, said.append)
    assert any("reviews_tell_what_is_made_up was applied" in sentence for sentence in said)
    with empty_database.connect() as connection:
        found: list[tuple[Any, ...]] = connection.execute(ASK).fetchall()
        shown = connection.execute("select review_key from shown_reviews").fetchall()
        assert connection.execute("select count(*) from ingest_batches where removed <> 0").fetchall() == [
            (0,)
        ]
    assert sorted(found) == before
    assert len(shown) == 2
    migrate(empty_database.connect, SQL_DIR, pytest.fail)


def test_in_redshift(redshift_site: RedshiftSite) -> None:
    before = rows_of_before()
    redshift_site.run((FOLDER / "redshift_tables.sql").read_text())
    for key, source_key, _ in before:
        redshift_site.run(INSERT, [key, source_key])
    migrate_redshift(redshift_site.session, lambda _: None)
    assert sorted(redshift_site.run(ASK)) == before
    assert len(redshift_site.run("select review_key from shown_reviews")) == 2
    migrate_redshift(redshift_site.session, pytest.fail)
