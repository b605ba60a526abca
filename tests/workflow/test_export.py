"""Which reviews the model learns from: the runs' new ones first, then older ones by their key."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from amzn_review.sql_file import run_sql_file
from tests.conftest import SQL_DIR

# Of each review its place in the order of keys, its batch and whether it has a text.
REVIEWS = [
    (1, "old", True), (2, "new", True), (3, "newer", True), (4, "old", True), (5, "new", False),
    (6, "new", True), (7, "old", False), (8, "older", True),
]  # fmt: skip


@pytest.fixture
def loaded(warehouse: psycopg.Connection) -> psycopg.Connection:
    """Batches `new` and `newer` of two runs, and two batches of an old run."""
    for batch, run, count in (("new", "r1", 3), ("newer", "r2", 1), ("old", "r0", 3), ("older", "r0", 1)):
        warehouse.execute(
            "insert into ingest_batches (batch_id, run_id, files, listed, staged, loaded, duplicate, "
            "quarantined, held, held_keys, products) values (%s, %s, 9, %s, %s, %s, 0, 0, 0, '{}', 0)",
            [batch, run, count, count, count],
        )
    for place, batch, has_text in REVIEWS:
        warehouse.execute(
            "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
            "batch_id, source_key, line_number) "
            "values (%s, 'R', 'P', %s, %s, 0, '2018-01-01', %s, 'reviews/lamps/1.json.gz', %s)",
            [f"{place:032}", place % 5 + 1, f"text {place}" if has_text else None, batch, place],
        )
    return warehouse


def exported(connection: psycopg.Connection, run_ids: list[str], most: int) -> list[str]:
    rows: list[tuple[Any, ...]] = run_sql_file(
        connection, SQL_DIR / "export" / "training_reviews.sql", {"run_ids": run_ids, "max_reviews": most}
    )
    assert [(text, int(text.split()[1]) % 5 + 1) for _, text, _ in rows] == [row[1:] for row in rows]
    return [text for _, text, _ in rows]


@pytest.mark.parametrize(
    ("run_ids", "most", "places"),
    [
        (["r1"], 10, [2, 6, 1, 3, 4, 8]),
        (["r1", "r2"], 10, [2, 3, 6, 1, 4, 8]),
        (["r1"], 3, [2, 6, 1]),
        (["r1"], 2, [2, 6]),
        (["r1"], 1, [2]),
        (["r0"], 10, [1, 4, 8, 2, 3, 6]),
        (["none"], 4, [1, 2, 3, 4]),
    ],
)
def test_new_reviews_come_first(
    loaded: psycopg.Connection, run_ids: list[str], most: int, places: list[int]
) -> None:
    assert exported(loaded, run_ids, most) == [f"text {place}" for place in places]


@pytest.mark.parametrize(("run_ids", "count"), [(["r1"], 3), (["r2", "r1"], 4), (["r0"], 4), (["none"], 0)])
def test_what_the_runs_have_loaded_is_counted(
    loaded: psycopg.Connection, run_ids: list[str], count: int
) -> None:
    statement = SQL_DIR / "export" / "loaded_of_runs.sql"
    assert run_sql_file(loaded, statement, {"run_ids": run_ids}) == [(count,)]
