"""Rows in the text format of PostgreSQL's COPY.

Format: https://www.postgresql.org/docs/17/sql-copy.html, section "Text Format".
"""

from __future__ import annotations

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def copy_row(values: tuple[str | None, ...]) -> bytes:
    """The values of one row in UTF-8, a tab between them, without the line end; None is NULL."""
    row = "\t".join([NULL if value is None else value for value in values])
    # Nearly every row holds none of the four characters, and looking once for all values is quickest.
    if (
        row.count("\\") != values.count(None)
        or row.count("\t") != len(values) - 1
        or "\n" in row
        or "\r" in row
    ):
        row = "\t".join([NULL if value is None else value.translate(_ESCAPES) for value in values])
    return row.encode()
