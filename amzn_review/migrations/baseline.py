"""The tables as they were when migrations began, read from the file that makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from amzn_review.migrations.schema_file import MigrationError

_TABLE = re.compile(r"^create table (?:if not exists )?(\w+) \(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^    (?!(?:primary|foreign|unique|check|constraint)\b)(\w+) ", re.MULTILINE)
_ADDED = re.compile(r"^alter table (\w+) add column if not exists (\w+) ", re.MULTILINE)

Columns = Mapping[str, Set[str]]


class EarlierTablesError(MigrationError):
    """The tables are older than the baseline and cannot be taken over; ``str()`` is one sentence."""

    def __init__(self, table: str, reset_command: str) -> None:
        super().__init__(
            f"The warehouse has the tables of an earlier version, such as {table}: run `{reset_command}`, "
            "which drops them with their rows and creates those of this version."
        )


@dataclass(frozen=True)
class Baseline:
    """The names of the columns of each table; `added` are those that the file adds where they are missing."""

    columns: Columns
    added: frozenset[tuple[str, str]]

    @classmethod
    def of_text(cls, text: str) -> Baseline:
        """The baseline that the text of migrations/0001_baseline.sql makes."""
        columns = {table: frozenset(_COLUMN.findall(body)) for table, body in _TABLE.findall(text)}
        return cls(columns, frozenset(_ADDED.findall(text)))

    def earlier_table(self, found: Columns) -> str | None:
        """A table that is there and lacks a column that it needs, the first by name; None: there is none.

        Tables that are missing altogether, which the baseline creates, and further columns are ignored.
        """
        for table in sorted(self.columns.keys() & found.keys()):
            missing = self.columns[table] - found[table]
            if any((table, column) not in self.added for column in missing):
                return table
        return None
