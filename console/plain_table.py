"""Rows as plain text in columns."""

from __future__ import annotations

from collections.abc import Sequence

Cell = str | int
_LEAST = 12  # a cell is not cut below this


def plain_table(head: Sequence[str], rows: Sequence[Sequence[Cell]], width: int | None = None) -> str:
    """A line for the head and one a row; texts stand left, numbers right with a comma a thousand.

    Within `width` characters, if given: the longest texts lose their middle, then the lines their end.
    """
    written = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *written, strict=True)]
    while width is not None and sum(widths) + 2 * len(widths) - 2 > width and max(widths) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    columns = zip(*rows, strict=True) if rows else [("",)] * len(head)
    is_number = [all(isinstance(cell, int) for cell in column) for column in columns]
    lines = []
    for line in (head, *written):
        cells = [
            cut_middle(cell, width).rjust(width) if right else cut_middle(cell, width).ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(line if width is None else line[:width] for line in lines)


def cut_middle(text: str, width: int) -> str:
    """A text of at most `width` characters; what is too long has an ellipsis for its middle."""
    if len(text) <= width:
        return text
    left = (width - 1) // 2
    return f"{text[:left]}…{text[len(text) - (width - 1 - left) :]}"
