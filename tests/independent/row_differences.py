"""Where two lists of rows differ: how many rows, and the first of them column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from tests.independent.warehouse_tables import COLUMNS, Row, Tables

_SHOWN = 3
_AROUND = 30  # characters of a value on either side of the first that differs


def row_differences(columns: Sequence[str], expected: list[Row], found: list[Row]) -> list[str]:
    """Nothing if both hold the same rows, each as often, in whatever order; else sentences.

    The first says how many rows are on one side only; then follow the first three in the order of the rows
    as text, those of either side beside each other, with the columns that differ.
    """
    missing, unexpected = _only(expected, found), _only(found, expected)
    if not missing and not unexpected:
        return []
    pairs = islice(zip(missing, unexpected, strict=False), _SHOWN)
    shown = [_columns_that_differ(columns, *pair) for pair in pairs]
    if len(missing) != len(unexpected):
        rows = islice((row for row in missing or unexpected), _SHOWN)
        shown += [f"only in the {'files' if missing else 'warehouse'}: {str(row)[:300]}" for row in rows]
    count = f"{len(missing)} rows are only in the files, {len(unexpected)} only in the warehouse"
    return [f"{count} (of {len(expected)} and {len(found)})", *shown]


def _only(rows: list[Row], others: list[Row]) -> list[Row]:
    return sorted((Counter(rows) - Counter(others)).elements(), key=repr)


def _columns_that_differ(columns: Sequence[str], expected: Row, found: Row) -> str:
    parts = [
        f"{name}: {_excerpt(read, held)} in the files, {_excerpt(held, read)} in the warehouse"
        for name, read, held in zip(columns, expected, found, strict=True)
        if read != held
    ]
    return f"{expected[0]!r}, {expected[1]!r}: {'; '.join(parts)}"


def _excerpt(value: object, other: object) -> str:
    if not isinstance(value, str) or not isinstance(other, str):
        return repr(value)[: 2 * _AROUND]
    same = next((at for at, pair in enumerate(zip(value, other, strict=False)) if len(set(pair)) > 1), None)
    at = min(len(value), len(other)) if same is None else same
    return repr(value[max(0, at - _AROUND) : at + _AROUND])


def table_differences(expected: Tables, found: Tables) -> list[str]:
    """The differences of all tables, each sentence with its table's name; nothing if there are none."""
    assert expected.keys() == found.keys()
    return [
        f"{table}: {sentence}"
        for table, rows in expected.items()
        for sentence in row_differences(COLUMNS[table], rows, found[table])
    ]
