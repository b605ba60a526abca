"""One warning about a table or a join that costs money, with its numbers and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NULLABLE_KEY = "nullable-distribution-key"
NULL_KEY = "null-distribution-key"
SKEWED_KEY = "skewed-distribution-key"
DUPLICATE_KEY = "duplicate-key"
WIDE_TEXT = "wide-varchar"
MULTIPLYING_JOIN = "multiplying-join"
ADVICE_KINDS = (NULLABLE_KEY, NULL_KEY, SKEWED_KEY, DUPLICATE_KEY, WIDE_TEXT, MULTIPLYING_JOIN)


@dataclass(frozen=True)
class Advice:
    """A warning: its `kind`, the table and columns it is about, a sentence, and the numbers measured."""

    kind: str
    table: str
    columns: tuple[str, ...]
    sentence: str
    numbers: Mapping[str, float]
