"""Each row in PostgreSQL, after files went through the loaders, is as the independent readers have it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.amzn_review.climate.conftest import ClimateSite
from tests.amzn_review.load_site import LoadSite, balance
from tests.independent import real_set, small_set
from tests.independent.planted_changes import CHANGES
from tests.independent.row_differences import table_differences
from tests.independent.warehouse_tables import tables_of_files, tables_of_warehouse


def load(site: LoadSite, files: Mapping[str, bytes]) -> tuple[dict[str, int], list[str]]:
    """Load the files. Returns the sums of the reviews' sheets, and the equations of the climate's."""
    for key, content in files.items():
        site.put(key, content)
    return balance(site.load()), ClimateSite(site).load()


def test_the_small_set_and_changes_of_one_value(site: LoadSite) -> None:
    reviews, climate = load(site, small_set.FILES)
    assert reviews == small_set.SUMS
    assert climate == small_set.CLIMATE_SUMS
    expected = tables_of_files(small_set.FILES, small_set.UNITS)
    assert {table: len(rows) for table, rows in expected.items()} == small_set.ROWS
    assert table_differences(expected, tables_of_warehouse(site.rows)) == []
    for change in CHANGES:
        with site.connection.transaction(force_rollback=True):
            site.connection.execute(change.statement)
            found = tables_of_warehouse(site.rows)
        assert table_differences(expected, found) == [*change.differences]


@pytest.mark.skipif(not real_set.IS_THERE, reason=real_set.WHY_SKIPPED)
def test_the_real_files(site: LoadSite) -> None:
    reviews, climate = load(site, real_set.real_files())
    assert reviews == real_set.SUMS
    assert climate == real_set.CLIMATE_SUMS
    assert {table: len(rows) for table, rows in real_set.real_tables().items()} == real_set.ROWS
    assert table_differences(real_set.real_tables(), tables_of_warehouse(site.rows)) == []
