"""Each check on a good warehouse, where it returns nothing, and on one that breaks just its fact."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from amzn_review.postgres.in_list import InList
from amzn_review.postgres.run_sql import run_sql
from tests.conftest import SQL_DIR

CHECKS = SQL_DIR / "checks"
GOOD = """
insert into users values ('R1'), ('R2');
insert into products (asin, product_name, is_placeholder) values ('P1', 'Lamp', false);
insert into time values ('2018-01-01', 2018, 1, 1, 1, 1, 1);
insert into ingest_batches
(
    batch_id, run_id, files, listed, staged, loaded, duplicate, quarantined, held, held_keys, products,
    loaded_at
)
values
(
    'b1', 'run', 4, 5, 2, 1, 1, 2, 1, '{reviews/lamps/held.json.gz,metadata/products/held.json.gz}', 0,
    '2020-01-01'
),
('b2', 'run', 1, 1, 1, 1, 0, 0, 0, '{}', 0, '2020-01-01');
insert into reviews
(review_key, reviewer_id, asin, rating, vote, review_time, batch_id, source_key, line_number)
values
('00000000000000000000000000000001', 'R1', 'P1', 5, 0, '2018-01-01', 'b1', 'reviews/lamps/a.json.gz', 1),
('00000000000000000000000000000002', 'R2', 'P1', 4, 0, '2018-01-01', 'b2', 'reviews/lamps/a.json.gz', 2);
insert into quarantined_records
(batch_id, source_key, line_number, reason, found, expected, is_whole_file)
values
('b1', 'reviews/lamps/a.json.gz', 3, 'not-json', 'x', 'y', false),
('b1', 'reviews/lamps/empty.json.gz', 0, 'empty', 'x', 'y', true),
('b1', 'metadata/products/m.json.gz', 1, 'not-json', 'x', 'y', true);
"""
BREAKS = {
    "batch_balances": "update ingest_batches set loaded = 2, duplicate = 0 where batch_id = 'b1'",
    "held_files_are_named": "update ingest_batches set held_keys = '{metadata/products/held.json.gz}'",
    "no_file_is_loaded_and_held": (
        "update reviews set source_key = 'reviews/lamps/held.json.gz' where batch_id = 'b1'"
    ),
    "no_moment_lies_in_the_future": "update ingest_batches set loaded_at = '2017-12-30'",
    "no_record_is_loaded_and_set_aside": "update reviews set line_number = 3 where batch_id = 'b1'",
    "one_line_brings_one_review": """
        update reviews set batch_id = 'b1', line_number = 1;
        update ingest_batches set loaded = 2, duplicate = 0 where batch_id = 'b1';
        delete from ingest_batches where batch_id = 'b2'
    """,
    "quarantine_balances": "delete from quarantined_records where reason = 'empty'",
    "reviews_join_their_dimensions_once": "delete from users where user_id = 'R2'",
}
NAMES = sorted(path.stem for path in CHECKS.glob("warehouse/*.sql"))


def failing(connection: psycopg.Connection, *run_ids: str) -> list[str]:
    """The checks that return a row."""
    return [name for name in NAMES if found(connection, name, *run_ids)]


def found(connection: psycopg.Connection, name: str, *run_ids: str) -> list[tuple[Any, ...]]:
    """The rows that a check returns."""
    return run_sql(connection, CHECKS / "warehouse" / f"{name}.sql", {"runs": InList(run_ids)})


def test_every_check_has_a_case_that_breaks_it() -> None:
    assert len(NAMES) >= 8
    # Those of scores: tests/amzn_review/test_text_scores.py.
    assert sorted(folder.name for folder in CHECKS.iterdir()) == ["scores", "warehouse"]
    assert sorted(BREAKS) == NAMES


def test_a_good_warehouse_passes_every_check(warehouse: psycopg.Connection) -> None:
    warehouse.execute(GOOD)
    assert failing(warehouse, "run", "another") == []


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_fact_fails_its_own_check_alone(warehouse: psycopg.Connection, name: str) -> None:
    warehouse.execute(GOOD)
    warehouse.execute(BREAKS[name])
    assert failing(warehouse, "another", "run") == [name]


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_check_looks_at_its_own_runs_only(warehouse: psycopg.Connection, name: str) -> None:
    warehouse.execute(GOOD)
    warehouse.execute(BREAKS[name])
    assert failing(warehouse, "another") == []


@pytest.mark.parametrize(
    ("name", "broken", "row"),
    [
        ("batch_balances", BREAKS["batch_balances"], ("b1", 2, 1)),
        ("batch_balances", "delete from reviews where batch_id = 'b2'", ("b2", 1, 0)),
        ("held_files_are_named", BREAKS["held_files_are_named"], ("b1", 1, 0)),
        ("quarantine_balances", BREAKS["quarantine_balances"], ("b1", 2, 1)),
        ("reviews_join_their_dimensions_once", "delete from users where user_id = 'R2'", (2, 1, 0, 1)),
        ("reviews_join_their_dimensions_once", "alter table users drop constraint users_pkey; "
         "insert into users values ('R1')", (1, 1, 2, 1)),
        ("no_record_is_loaded_and_set_aside", "update reviews set source_key = 'reviews/lamps/empty.json.gz'",
         (1, "reviews/lamps/empty.json.gz", 1)),
    ],
)  # fmt: skip
def test_a_check_returns_what_is_false(
    warehouse: psycopg.Connection, name: str, broken: str, row: tuple[Any, ...]
) -> None:
    warehouse.execute(GOOD)
    warehouse.execute(broken)
    assert found(warehouse, name, "run") == [row]
