"""The load statements on staged rows: whole tables before and after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from amzn_review.sql_file import run_sql_file

SQL_DIR = Path(__file__).resolve().parents[2] / "workflow" / "sql"
COLUMNS = (
    "batch_id, source_key, line_number, category, review_key, reviewer_id, reviewer_name, asin, rating, "
    "review_text, summary, vote, verified, review_time"
)
WINTER = datetime(2018, 1, 1)  # a Monday, in ISO week 1
SUNDAY = datetime(2017, 1, 1, 12, 30)  # a Sunday, in ISO week 52 of the year before


def stage(connection: psycopg.Connection, batch: str, name: str, **changes: Any) -> None:
    """Stage one review; `name` makes its file and its key."""
    row = {
        "batch_id": batch,
        "source_key": f"reviews/lamps/{name}.json.gz",
        "line_number": 1,
        "category": "lamps",
        "review_key": name.ljust(32, "0"),
        "reviewer_id": "R1",
        "reviewer_name": "Ada",
        "asin": "P1",
        "rating": 5,
        "review_text": "bright",
        "summary": None,
        "vote": 0,
        "verified": True,
        "review_time": WINTER,
        **changes,
    }
    marks = ", ".join(f"%({column})s" for column in row)
    connection.execute(f"insert into staging_reviews ({COLUMNS}) values ({marks})", row)  # noqa: S608 - our names


def count_source(connection: psycopg.Connection, batch: str, listed: int, held: int = 0) -> None:
    connection.execute(
        "insert into staging_sources values (%s, 'reviews/lamps', %s, %s, %s)", [batch, listed, listed, held]
    )


def load(connection: psycopg.Connection, batch: str) -> None:
    """Run the four load files in the DAG's order."""
    for name in ("users", "products", "time", "reviews"):
        run_sql_file(connection, SQL_DIR / "load" / f"{name}.sql", {"batch_id": batch, "run_id": "run"})


def ledger(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select batch_id, run_id, files, listed, loaded, duplicate, quarantined, held "
        "from ingest_batches order by 1"
    ).fetchall()


def reviews(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select trim(review_key, '0'), reviewer_id, asin, rating, batch_id, source_key "
        "from reviews order by review_key"
    ).fetchall()


def test_duplicates_in_the_batch_and_from_earlier_batches_are_counted_not_loaded(
    warehouse: psycopg.Connection,
) -> None:
    stage(warehouse, "b1", "a")
    stage(warehouse, "b1", "a2", review_key="a".ljust(32, "0"))
    stage(warehouse, "b1", "b", asin="P2")
    count_source(warehouse, "b1", 3)
    load(warehouse, "b1")
    stage(warehouse, "b2", "a")
    stage(warehouse, "b2", "c", reviewer_id="R2")
    count_source(warehouse, "b2", 3, held=1)
    load(warehouse, "b2")

    assert ledger(warehouse) == [("b1", "run", 3, 3, 2, 1, 0, 0), ("b2", "run", 3, 3, 1, 1, 0, 1)]
    assert reviews(warehouse) == [
        ("a", "R1", "P1", 5, "b1", "reviews/lamps/a.json.gz"),
        ("b", "R1", "P2", 5, "b1", "reviews/lamps/b.json.gz"),
        ("c", "R2", "P1", 5, "b2", "reviews/lamps/c.json.gz"),
    ]


def test_a_batch_loaded_twice_changes_nothing(warehouse: psycopg.Connection) -> None:
    stage(warehouse, "b1", "a")
    count_source(warehouse, "b1", 1)
    load(warehouse, "b1")
    before = warehouse.execute("select * from reviews").fetchall(), ledger(warehouse)
    load(warehouse, "b1")
    assert (warehouse.execute("select * from reviews").fetchall(), ledger(warehouse)) == before
    assert before[1] == [("b1", "run", 1, 1, 1, 0, 0, 0)]


def test_a_batch_whose_sum_does_not_close_leaves_nothing(warehouse: psycopg.Connection) -> None:
    stage(warehouse, "b1", "a")
    count_source(warehouse, "b1", 2)
    warehouse.commit()
    with pytest.raises(psycopg.errors.CheckViolation, match="ingest_batches_balance"):
        load(warehouse, "b1")
    warehouse.rollback()
    assert (reviews(warehouse), ledger(warehouse)) == ([], [])


def test_time_is_taken_apart_by_iso_weeks(warehouse: psycopg.Connection) -> None:
    stage(warehouse, "b1", "a", review_time=WINTER)
    stage(warehouse, "b1", "b", review_time=SUNDAY)
    count_source(warehouse, "b1", 2)
    load(warehouse, "b1")
    assert warehouse.execute("select * from time order by datetime_ts").fetchall() == [
        (SUNDAY, 2017, 1, 1, 7, 52, 1),
        (WINTER, 2018, 1, 1, 1, 1, 1),
    ]


def test_a_user_gets_the_latest_name_and_keeps_it(warehouse: psycopg.Connection) -> None:
    stage(warehouse, "b1", "a", reviewer_name="Old", review_time=SUNDAY)
    stage(warehouse, "b1", "b", reviewer_name="New", review_time=WINTER)
    stage(warehouse, "b1", "c", reviewer_id="R2", reviewer_name=None)
    count_source(warehouse, "b1", 3)
    load(warehouse, "b1")
    stage(warehouse, "b2", "d", reviewer_name="Newer")
    stage(warehouse, "b2", "e", reviewer_id="R2", reviewer_name="Bea")
    count_source(warehouse, "b2", 2)
    load(warehouse, "b2")
    assert warehouse.execute("select user_id, name, city from users order by 1").fetchall() == [
        ("R1", "New", None),
        ("R2", "Bea", None),
    ]


@pytest.mark.parametrize("order", [("Real", "faker"), ("faker", "Real"), ("Real+faker",)])
def test_made_up_metadata_never_take_the_place_of_real_ones(
    warehouse: psycopg.Connection, order: tuple[str, ...]
) -> None:
    for number, names in enumerate(order):
        for name in names.split("+"):
            warehouse.execute(
                "insert into staging_product_metadata (batch_id, source_key, line_number, asin, "
                "product_name, features, also_bought, also_viewed) "
                "values (%s, %s, 1, 'P1', %s, '[]', '[]', '[]')",
                [f"b{number}", f"metadata/products/{name}-1.json.gz", name],
            )
        count_source(warehouse, f"b{number}", 0)
        load(warehouse, f"b{number}")
    statement = "select product_name, is_placeholder, is_made_up from products"
    assert warehouse.execute(statement).fetchall() == [("Real", False, False)]


def test_metadata_fills_a_placeholder_and_a_review_never_empties_it(warehouse: psycopg.Connection) -> None:
    def products() -> list[tuple[Any, ...]]:
        return warehouse.execute(
            "select asin, product_name, category, is_placeholder from products"
        ).fetchall()

    stage(warehouse, "b1", "a")
    count_source(warehouse, "b1", 1)
    load(warehouse, "b1")
    assert products() == [("P1", None, "lamps", True)]
    warehouse.execute(
        "insert into staging_product_metadata (batch_id, source_key, line_number, asin, product_name, "
        "features, category, also_bought, also_viewed) values "
        "('b2', 'metadata/products/m.json.gz', 1, 'P1', 'Old lamp', '[]', 'Lamps', '[]', '[]'),"
        "('b2', 'metadata/products/m.json.gz', 2, 'P1', 'Lamp', '[]', 'Lamps', '[]', '[]')"
    )
    load(warehouse, "b2")
    assert products() == [("P1", "Lamp", "Lamps", False)]
    stage(warehouse, "b3", "b")
    count_source(warehouse, "b3", 1)
    load(warehouse, "b3")
    assert products() == [("P1", "Lamp", "Lamps", False)]
