"""The transaction of a batch closes its own books."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.postgres.batch_transaction import find_batch
from tests.amzn_review.load_site import LoadSite, balance, numbered, packed
from tests.conftest import SQL_DIR

TABLES = ("reviews", "users", "products", "time", "ingest_batches", "quarantined_records")


@contextmanager
def swallowing(site: LoadSite, table: str) -> Iterator[None]:
    """While the block runs, PostgreSQL drops the first row of every load of `table` without a word."""
    site.connection.execute(
        f"""
        create function swallow() returns trigger language plpgsql as $$
        begin
            if current_setting('our.swallowed', true) = pg_current_xact_id()::text then return new; end if;
            perform set_config('our.swallowed', pg_current_xact_id()::text, true);
            return null;
        end $$;
        create trigger swallow before insert on {table} for each row execute function swallow();
        """
    )
    try:
        yield
    finally:
        site.connection.execute("drop function swallow cascade")


@pytest.mark.parametrize("table", ["reviews", "quarantined_records", "ingest_batches"])
def test_a_batch_whose_numbers_do_not_close_is_undone(site: LoadSite, table: str) -> None:
    for number in range(50):
        site.put(f"reviews/lamps/{number}.json.gz", packed(numbered(number)))
    site.put("reviews/lamps/bad.json.gz", packed(b"bad"))
    before = site.found()
    with swallowing(site, table), pytest.raises(UnbalancedBatchError, match=r"Nothing was loaded\.$"):
        site.load()
    assert all(site.rows(f"select * from {name}") == [] for name in TABLES)
    assert site.found() == before
    assert balance(site.load()) == {"files": 51, "listed": 51, "staged": 50, "loaded": 50, "quarantined": 1}


def test_a_loaded_batch_is_known_again(site: LoadSite) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    (sheet,) = site.load()
    with site.address.connect() as connection:
        assert find_batch(connection, SQL_DIR, sheet.batch_id) == sheet
        assert find_batch(connection, SQL_DIR, "another") is None


def test_what_a_transaction_staged_is_seen_by_nobody_else(site: LoadSite) -> None:
    site.put("reviews/lamps/a.json.gz", packed(numbered(1)))
    site.put("metadata/products/a.json.gz", packed(b'{"asin": "B1"}'))
    site.load()
    assert site.rows("select * from staging_reviews") == []
    assert site.rows("select * from staging_product_metadata") == []
