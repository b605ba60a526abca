"""Balance sheets as a table for people: a line a batch, each an equation, and the sum."""

from __future__ import annotations

from collections.abc import Sequence

from amzn_review.balance_sheet import BalanceSheet

EQUATION = ("listed", "loaded", "duplicate", "quarantined", "held")
ALL_NUMBERS = ("files", *EQUATION, "staged", "products")
# What stands left of a column, in the heading and in every line, and makes the line an equation.
_SIGNS = {"loaded": " = ", "duplicate": " + ", "quarantined": " + ", "held": " + "}


def balance_table(
    sheets: Sequence[BalanceSheet], columns: Sequence[str] = ALL_NUMBERS, most: int | None = None
) -> list[str]:
    """The lines of the table: of more than `most` sheets the last ones, and the sum of all if several.

    `columns` are fields of BalanceSheet; those of EQUATION stand together.
    """
    hidden = max(len(sheets) - most, 0) if most is not None else 0
    rows = [(sheet.batch_id, _numbers(sheet, columns)) for sheet in sheets[hidden:]]
    if len(sheets) > 1:
        numbers = [_numbers(sheet, columns) for sheet in sheets]
        rows.append((f"sum of {len(sheets):,}", [sum(column) for column in zip(*numbers, strict=True)]))
    lines = [("batch", list(columns)), *((name, [f"{number:,}" for number in row]) for name, row in rows)]
    first = max(len(name) for name, _ in lines)
    widths = [max(map(len, cells)) for cells in zip(*(cells for _, cells in lines), strict=True)]
    signs = [_SIGNS.get(column, "  ") for column in columns]
    table = [
        name.ljust(first) + "".join(map("{}{:>{}}".format, signs, cells, widths)) for name, cells in lines
    ]
    return [table[0], f"… {hidden:,} more", *table[1:]] if hidden else table


def _numbers(sheet: BalanceSheet, columns: Sequence[str]) -> list[int]:
    return [int(getattr(sheet, column)) for column in columns]
