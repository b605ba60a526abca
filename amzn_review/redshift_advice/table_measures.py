"""What is asked of the tables to advise on them; each question reads a table once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import AsIs

from amzn_review.redshift.session import RedshiftTransaction
from amzn_review.redshift_advice.table_join import TableJoin


@dataclass(frozen=True)
class Spread:
    """How a column's values are spread: rows, those without a value, values, rows of the most frequent one.

    `sum_of_squares` adds the squares of the rows of each value.
    """

    rows: int
    nulls: int
    values: int
    largest: int
    sum_of_squares: float


class TableMeasures:
    """Counts in the warehouse, by one transaction."""

    def __init__(self, transaction: RedshiftTransaction) -> None:
        self._transaction = transaction

    def has_rows(self, table: str) -> bool:
        """Whether the table is there and not empty."""
        if not self._transaction.rows("advise/table.sql", {"table_name": table}):
            return False
        ((rows,),) = self._transaction.rows("advise/rows_in_all.sql", {"table_name": _name(table)})
        return int(rows) > 0

    def spread(self, table: str, column: str) -> Spread:
        """How the values of a column are spread."""
        ((rows, nulls, values, largest, squares),) = self._transaction.rows(
            "advise/spread.sql", {"table_name": _name(table), "column_name": _name(column)}
        )
        return Spread(int(rows), int(nulls), int(values), int(largest), float(squares))

    def copies(self, table: str, columns: Sequence[str]) -> tuple[int, int]:
        """The rows of a table, and how many different values of `columns` they have."""
        names = AsIs(", ".join(_quoted(column) for column in columns))
        ((rows, values),) = self._transaction.rows(
            "advise/copies.sql", {"table_name": _name(table), "column_names": names}
        )
        return int(rows), int(values)

    def longest(self, table: str, column: str) -> int | None:
        """Bytes of the longest value; None when every row is null."""
        ((length,),) = self._transaction.rows(
            "advise/longest.sql", {"table_name": _name(table), "column_name": _name(column)}
        )
        return None if length is None else int(length)

    def joined(self, join: TableJoin) -> tuple[int, int, int]:
        """Rows of the left and of the right table that find a partner, and rows of the join."""
        condition = " and ".join(
            f"left_side.{_quoted(one)} = right_side.{_quoted(other)}"
            for one, other in zip(join.left_columns, join.right_columns, strict=True)
        )
        ((left, right, rows),) = self._transaction.rows(
            "advise/joined.sql",
            {"left_table": _name(join.left), "right_table": _name(join.right), "condition": AsIs(condition)},
        )
        return int(left), int(right), int(rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(name: str) -> Any:
    """A name for psycopg2 to put into a statement: quoted as an identifier, not as a text."""
    return AsIs(_quoted(name))
