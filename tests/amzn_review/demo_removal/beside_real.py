"""A demo and real reviews of the same time: what a test brings in, and what a warehouse says of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.amzn_review.load_site import packed, review

Query = Callable[[str], list[tuple[Any, ...]]]
# What differs between two warehouses that hold the same: numbers, batches and times of loading.
OF_THE_LOAD = {
    "review_id", "batch_id", "run_id", "quarantine_id", "event_id", "label_id", "loaded_at", "quarantined_at",
    "predicted_at", "scored_at", "labelled_at", "applied_at", "held_keys",
}  # fmt: skip
VIEWS = (
    "shown_reviews", "rating_disagreements", "review_days", "product_popularity", "climate_coverage",
    "rating_by_weather", "review_bursts", "current_labels", "review_labels",
)  # fmt: skip
TABLES = (
    "select table_name from information_schema.tables "
    "where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name"
)


def real_lines() -> Iterator[bytes]:
    """40 real reviews by 20 people of four products, two of which a demo might describe as well."""
    for number in range(40):
        yield (
            json.dumps(
                review(
                    overall=float(1 + number * 7 % 5),
                    reviewerID=f"AREAL{number % 20}",
                    asin=f"B00REAL{number % 4}",
                    reviewText=f"A real text, number {number}.",
                    unixReviewTime=1_400_000_000 + 86_400 * (number % 30),
                )
            ).encode()
            + b"\n"
        )


def real_files() -> Mapping[str, bytes]:
    """The real reviews in files; one is called as a demo's are, and lies in a category of theirs."""
    lines = list(real_lines())
    return {
        "reviews/lamps/a.json.gz": packed(b"".join(lines[:20])),
        "reviews/desk_lamps/demo-5-00000001-0a0b0c0d.json.gz": packed(b"".join(lines[20:])),
    }


def empty_tables_of_reviews(query: Query) -> list[str]:
    """The tables of reviews without a row: what a removal takes out of them is not seen."""
    named = query(
        "select distinct columns.table_name from information_schema.columns as columns "
        "inner join information_schema.tables as tables on columns.table_name = tables.table_name "
        "where columns.table_schema = 'public' and tables.table_schema = 'public' "
        "and tables.table_type = 'BASE TABLE' and columns.column_name in ('review_id', 'review_key') "
        "order by 1"
    )
    return [table for (table,) in named if query(f"select count(*) from {table}") == [(0,)]]


def content(query: Query, table: str) -> list[tuple[Any, ...]]:
    """Every row of a table or view, sorted, without what differs from load to load."""
    columns = query(
        "select column_name from information_schema.columns where table_schema = 'public' "
        f"and table_name = '{table}' order by ordinal_position"
    )
    chosen = [name for (name,) in columns if name not in OF_THE_LOAD] or [name for (name,) in columns]
    names = ", ".join(f"cast({name} as text)" for name in chosen)
    return sorted(query(f"select {names} from {table}"), key=repr)


def contents(query: Query) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that there is."""
    return {table: content(query, table) for (table,) in query(TABLES)}
