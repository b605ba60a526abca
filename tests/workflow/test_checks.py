"""Each check on a good warehouse, where it returns nothing, and on one that breaks just its fact."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from amzn_review.sql_file import run_sql_file

CHECKS = Path(__file__).resolve().parents[2] / "workflow" / "sql" / "checks"
GOOD = """
insert into users values ('R1');
insert into products (asin, product_name, is_placeholder) values ('P1', 'Lamp', false);
insert into time values ('2018-01-01', 2018, 1, 1, 1, 1, 1);
insert into ingest_batches values ('b', 'run', 2, 3, 1, 1, 1, 0, '2020-01-01');
insert into reviews
(review_key, reviewer_id, asin, rating, review_text, vote, review_time, batch_id, source_key, line_number)
values ('k', 'R1', 'P1', 5, 'bright', 0, '2018-01-01', 'b', 'reviews/lamps/a.json.gz', 1);
insert into staging_sources values ('b', 'reviews/lamps', 2, 3, 0), ('b', 'metadata/products', 1, 2, 1);
insert into staging_reviews
(
    batch_id, source_key, line_number, category, review_key, reviewer_id, asin, rating, review_text, vote,
    review_time
)
values
('b', 'reviews/lamps/a.json.gz', 1, 'lamps', 'k', 'R1', 'P1', 5, 'bright', 0, '2018-01-01'),
('b', 'reviews/lamps/a.json.gz', 2, 'lamps', 'k', 'R1', 'P1', 5, 'bright', 0, '2018-01-01');
insert into quarantined_records values ('b', 'reviews/lamps/b.json.gz', 0, 'empty', null, '-', 'a line');
insert into staging_product_metadata (batch_id, source_key, line_number, asin, product_name)
values ('b', 'metadata/products/m.json.gz', 1, 'P1', 'Lamp');
"""
BREAKS = {
    "staging/every_record_read_is_staged_or_quarantined": "update staging_sources set listed = listed + 1",
    "staging/staged_products_have_an_asin": "update staging_product_metadata set asin = ''",
    "staging/staged_ratings_are_one_to_five": "update staging_reviews set rating = 0 where line_number = 2",
    "staging/staged_reviews_have_all_keys": (
        "update staging_reviews set reviewer_id = '' where line_number = 2"
    ),
    "warehouse/batch_balances": "update ingest_batches set loaded = 2, duplicate = 0",
    "warehouse/described_products_are_no_placeholders": "update products set is_placeholder = true",
    "warehouse/every_staged_review_is_loaded": (
        "update staging_reviews set review_key = 'another' where line_number = 2"
    ),
    "warehouse/loaded_reviews_equal_staged_reviews": "update reviews set review_text = 'dim'",
    "warehouse/no_moment_lies_in_the_future": "update ingest_batches set loaded_at = '2017-12-30'",
    "warehouse/reviews_join_their_dimensions_once": (
        "set session_replication_role = replica; delete from users"  # the foreign key would forbid it
    ),
}
NAMES = sorted(str(path.relative_to(CHECKS).with_suffix("")) for path in CHECKS.glob("*/*.sql"))


def failing(connection: psycopg.Connection, batch: str = "b") -> list[str]:
    """The checks that return a row."""
    return [name for name in NAMES if run_sql_file(connection, CHECKS / f"{name}.sql", {"batch_id": batch})]


def test_every_check_has_a_case_that_breaks_it() -> None:
    assert len(NAMES) >= 10
    assert sorted(BREAKS) == NAMES


def test_a_good_warehouse_passes_every_check(warehouse: psycopg.Connection) -> None:
    warehouse.execute(GOOD)
    assert failing(warehouse) == []


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_fact_fails_its_own_check_alone(warehouse: psycopg.Connection, name: str) -> None:
    warehouse.execute(GOOD)
    warehouse.execute(BREAKS[name])
    assert failing(warehouse) == [name]


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_check_looks_at_its_own_batch_only(warehouse: psycopg.Connection, name: str) -> None:
    warehouse.execute(GOOD)
    warehouse.execute(BREAKS[name])
    assert failing(warehouse, batch="another") == []
