"""A warehouse that already holds many reviews, made by set-based SQL through its own tables and indexes."""

from __future__ import annotations

from pathlib import Path

import psycopg

from amzn_review.postgres.run_sql import run_sql
from console.progress_bar import count_bar

FOLDER = Path(__file__).parent
REVIEWERS_SHARE = 0.4
PRODUCTS_SHARE = 0.02
_ROWS_A_STEP = 250_000


def reviewers_of(reviews: int) -> int:
    """How many reviewers have written this many reviews."""
    return int(reviews * REVIEWERS_SHARE)


def products_of(reviews: int) -> int:
    """How many products have this many reviews."""
    return int(reviews * PRODUCTS_SHARE)


def fill(connection: psycopg.Connection, reviews: int) -> None:
    """Make the reviews, with their reviewers, products and days, in an empty warehouse.

    The connection is in autocommit mode. In the end all is analysed and vacuumed, so that no background work
    is left for later.
    """
    connection.execute("set synchronous_commit = off")
    run_sql(connection, FOLDER / "time.sql")
    drawn = {"reviewers": reviewers_of(reviews), "products": products_of(reviews)}
    for table, rows in (("users", drawn["reviewers"]), ("products", drawn["products"]), ("reviews", reviews)):
        with count_bar(f"Rows of {table}") as advance:
            for first in range(0, rows, _ROWS_A_STEP):
                last = min(first + _ROWS_A_STEP, rows) - 1
                numbers = {"first_number": first, "last_number": last}
                run_sql(connection, FOLDER / f"{table}.sql", {**numbers, **drawn})
                advance(last + 1, rows)
    connection.execute("vacuum (analyze) users, products, time, reviews")
