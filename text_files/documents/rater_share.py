"""How sure the raters of a text were of its label."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from text_files.bad_record import BadRecord, shown
from text_files.documents.file_layout import FileLayout

_WHOLE = 1.0


def rater_share(layout: FileLayout, fields: Mapping[str, Any], label: str) -> float:
    """Return the share of its raters who gave a text this label, above 0 and at most 1.

    The layout's `weight_columns` count them; 1 for a record that has none of these columns. Raises BadRecord:
    some of the columns are missing, one is no count, no rater judged the text, or none gave the label.
    """
    columns = layout.weight_columns
    if not columns.keys() & fields.keys():
        return _WHOLE
    counts = {column: _count(fields, column) for column in columns}
    total = math.fsum(counts.values())
    of_label = math.fsum(count for column, count in counts.items() if columns[column] == label)
    if not of_label:
        found = f"{total:g} raters, none of whom says {label!a}"
        raise BadRecord("out-of-range", ", ".join(columns), found, "a rater who gave the text its label")
    return of_label / total


def _count(fields: Mapping[str, Any], column: str) -> float:
    expected = "how many raters said so, 0 or more"
    if column not in fields:
        raise BadRecord("missing-key", column, "nothing", expected)
    try:
        count = float(fields[column])
    except (TypeError, ValueError):
        raise BadRecord("wrong-type", column, shown(fields[column]), expected) from None
    if not 0 <= count < math.inf:
        raise BadRecord("out-of-range", column, shown(fields[column]), expected)
    return count
