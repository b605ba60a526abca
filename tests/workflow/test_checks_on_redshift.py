"""Each check of the Redshift warehouse: nothing on a good one, rows on one that breaks just its fact."""

from __future__ import annotations

from typing import Any

import pytest

from amzn_review.postgres.in_list import InList
from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import REDSHIFT, check_names

pytestmark = pytest.mark.aws
BATCH = (
    "insert into ingest_batches (batch_id, run_id, files, listed, staged, loaded, duplicate, quarantined, "
    "held, products, loaded_at) values "
)
REVIEW = (
    "insert into reviews (review_key, reviewer_id, asin, rating, vote, review_time, batch_id, source_key, "
    "line_number) values "
)
GOOD = (
    "insert into users (user_id) values ('R1'), ('R2')",
    "insert into products (asin, features, also_bought, also_viewed, is_placeholder, is_made_up) "
    "values ('P1', '[]', '[]', '[]', true, false)",
    "insert into time values ('2018-01-01', 2018, 1, 1, 1, 1, 1)",
    BATCH + "('b1', 'run', 4, 5, 2, 1, 1, 2, 1, 0, '2020-01-01'), ('b2', 'run', 1, 1, 1, 1, 0, 0, 0, 0, "
    "'2020-01-01')",
    REVIEW + "('1', 'R1', 'P1', 5, 0, '2018-01-01', 'b1', 'reviews/lamps/a.json.gz', 1), "
    "('2', 'R2', 'P1', 4, 0, '2018-01-01', 'b2', 'reviews/lamps/a.json.gz', 2)",
    "insert into held_files values ('b1', 'reviews/lamps/held.json.gz'), "
    "('b1', 'metadata/products/held.json.gz')",
    "insert into quarantined_records (batch_id, source_key, line_number, reason, found, expected, "
    "is_whole_file) values ('b1', 'reviews/lamps/a.json.gz', 3, 'not-json', 'x', 'y', false), "
    "('b1', 'reviews/lamps/empty.json.gz', 0, 'empty', 'x', 'y', true), "
    "('b1', 'metadata/products/m.json.gz', 1, 'not-json', 'x', 'y', true)",
    "insert into stations (station_id, country) values ('USW00094728', 'US')",
    "insert into climate (station_id, date) values ('USW00094728', '2018-01-01'), "
    "('USW00094728', '2018-01-02')",
    "insert into climate_batches values ('b1', 'climate', 'run', 1, 2, 2, 0, 0, 0, '2020-01-01')",
)
# What breaks the fact of a check, and the row that the check returns then.
BREAKS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "batch_balances": (
        "update ingest_batches set loaded = 2, duplicate = 0 where batch_id = 'b1'",
        ("b1", 2, 1),
    ),
    "climate_is_one_row_a_station_and_day": (
        "insert into climate (station_id, date) values ('USW00094728', '2018-01-02')",
        ("USW00094728", "2018-01-02", 2),
    ),
    "held_files_are_named": (
        "delete from held_files where source_key = 'reviews/lamps/held.json.gz'",
        ("b1", 1, 0),
    ),
    "no_file_is_loaded_and_held": (
        "update reviews set source_key = 'reviews/lamps/held.json.gz' where batch_id = 'b1'",
        ("b1", "reviews/lamps/held.json.gz"),
    ),
    "no_moment_lies_in_the_future": (
        "update ingest_batches set loaded_at = '2017-12-30' where batch_id = 'b1'",
        (1, "2018-01-01 00:00:00"),
    ),
    "no_record_is_loaded_and_set_aside": (
        "update reviews set line_number = 3 where batch_id = 'b1'",
        (1, "reviews/lamps/a.json.gz", 3),
    ),
    "one_line_brings_one_review": (
        "update reviews set batch_id = 'b1', line_number = 1; "
        "update ingest_batches set loaded = 2, duplicate = 0 where batch_id = 'b1'; "
        "update ingest_batches set loaded = 0, duplicate = 1 where batch_id = 'b2'",
        ("b1", "reviews/lamps/a.json.gz", 1, 2),
    ),
    "quarantine_balances": (
        "delete from quarantined_records where reason = 'empty'",
        ("b1", 2, 1),
    ),
    "review_keys_are_unique": (
        "update reviews set review_key = '1' where batch_id = 'b2'",
        ("1", 2),
    ),
    "reviews_join_their_dimensions_once": (
        "insert into products (asin, features, also_bought, also_viewed, is_placeholder, is_made_up) "
        "values ('P1', '[]', '[]', '[]', true, false); delete from reviews where batch_id = 'b2'; "
        "update ingest_batches set loaded = 0, duplicate = 1 where batch_id = 'b2'",
        (1, 1, 1, 1, 2),
    ),
}
NAMES = check_names("warehouse", REDSHIFT)


@pytest.fixture
def site(redshift_site: RedshiftSite) -> RedshiftSite:
    """A good warehouse."""
    migrate(session(redshift_site), pytest.fail)
    for statement in GOOD:
        redshift_site.run(statement)
    return redshift_site


def session(site: RedshiftSite) -> RedshiftSession:
    to = site.address
    return RedshiftSession(RedshiftAddress(to.host, to.port, to.database, to.user, to.password), REDSHIFT)


def found(site: RedshiftSite, *run_ids: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each check that returns any, times as text and keys without the blanks of their type."""
    opened = session(site)
    rows = {
        name: opened.run_file(f"checks/warehouse/{name}.sql", {"runs": InList(run_ids)}) for name in NAMES
    }
    return {name: [tuple(map(_plain, row)) for row in some] for name, some in rows.items() if some}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value).strip()


def test_every_check_has_a_case_that_breaks_it() -> None:
    assert sorted(BREAKS) == NAMES


def test_a_good_warehouse_passes_every_check(site: RedshiftSite) -> None:
    assert found(site, "run", "another") == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_fact_fails_its_own_check_alone(site: RedshiftSite, name: str) -> None:
    statement, row = BREAKS[name]
    site.run(statement)
    assert found(site, "another", "run") == {name: [row]}
    assert found(site, "another") == {}
