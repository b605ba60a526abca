"""What became of files that were handed back, once a load has taken them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.batch.arrivals import PRODUCTS_SOURCE, printable, source_of
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.run_sql import run_sql

WAITING = "waits in uploaded/"


def server_clock(connection: psycopg.Connection[Any], sql_dir: Path) -> datetime:
    """The moment by the clock that dates batches: a batch that is listed later is loaded later."""
    rows: list[tuple[datetime]] = run_sql(connection, sql_dir / "ledger" / "clock.sql")
    return rows[0][0]


def outcomes_by_key(
    connection: psycopg.Connection[Any],
    sql_dir: Path,
    layout: DataLayout,
    keys: Sequence[str],
    since: datetime,
) -> dict[str, str]:
    """By key a word or some: "loaded", "duplicate", "set aside again" or "waits in uploaded/".

    `keys` were handed back after `since`. Batches that others load count too.
    """
    parameters = {
        "since": since,
        "source_keys": list(keys),
        "printable_keys": [printable(key) for key in keys],
    }
    rows = run_sql(connection, sql_dir / "ledger" / "outcomes_by_key.sql", parameters)
    return {key: _came_of(layout, key, loaded, set_aside) for key, loaded, set_aside in rows}


def _came_of(layout: DataLayout, key: str, loaded: int, set_aside: int) -> str:
    if (layout.uploaded / key).exists():
        return WAITING
    if set_aside:
        return "set aside again"
    return "loaded" if loaded or source_of(key) == PRODUCTS_SOURCE else "duplicate"
