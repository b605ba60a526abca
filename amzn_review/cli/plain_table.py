"""Rows as plain text in columns."""

from __future__ import annotations

from collections.abc import Sequence

Cell = str | int


def plain_table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A line for the head and one a row; texts stand left, numbers right with a comma a thousand."""
    written = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *written, strict=True)]
    columns = zip(*rows, strict=True) if rows else [("",)] * len(head)
    is_number = [all(isinstance(cell, int) for cell in column) for column in columns]
    lines = []
    for line in (head, *written):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
