"""Each row in Redshift, after objects went through COPY, is as the independent readers have it.

On the stand-in, which cannot prove how Redshift itself sorts the names of which it keeps one.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2.extensions
import pytest

from amzn_review.redshift.staged_kind import Staging
from storage.bucket import Bucket
from tests.amzn_review.redshift.warehouse_site import load
from tests.independent import real_set, small_set
from tests.independent.planted_changes import CHANGES
from tests.independent.row_differences import table_differences
from tests.independent.warehouse_tables import tables_of_files, tables_of_warehouse
from tests.redshift_site import RedshiftSite

pytestmark = pytest.mark.aws


def sums(site: RedshiftSite) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
    """The ledgers' numbers, those of reviews and those of climate."""
    names = ("files", "listed", "staged", "loaded", "duplicate", "products")
    (row,) = site.run(f"select {', '.join(names)} from ingest_batches")
    climate = (
        "select target_table, files, listed, added, changed, unchanged, quarantined from climate_batches"
    )
    return dict(zip(names, row, strict=True)), sorted(site.run(climate))


def test_the_small_set_and_changes_of_one_value(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    load(staging, bucket, small_set.FILES)
    assert sums(redshift_site) == (
        small_set.SUMS,
        [("climate", 4, 310, 270, 40, 0, 0), ("stations", 1, 5, 5, 0, 0, 0)],
    )
    expected = tables_of_files(small_set.FILES, small_set.UNITS)
    assert table_differences(expected, tables_of_warehouse(redshift_site.run)) == []
    with closing(redshift_site.connect()) as connection:
        for change in CHANGES:
            query(connection, change.statement)
            found = tables_of_warehouse(lambda statement: query(connection, statement))
            connection.rollback()
            assert table_differences(expected, found) == [*change.differences]


def query(connection: psycopg2.extensions.connection, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, within the connection's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.skipif(not real_set.IS_THERE, reason=real_set.WHY_SKIPPED)
def test_the_real_files(staging: Staging, bucket: Bucket, redshift_site: RedshiftSite) -> None:
    load(staging, bucket, real_set.real_files())
    assert sums(redshift_site) == (
        real_set.SUMS,
        [("climate", 2, 7_941, 7_941, 0, 0, 0), ("stations", 1, 69_132, 69_132, 0, 0, 0)],
    )
    assert table_differences(real_set.real_tables(), tables_of_warehouse(redshift_site.run)) == []
