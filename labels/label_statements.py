"""The statements of the label review, and the rows that they return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
FOLDER = "label_review"


@dataclass(frozen=True)
class LabelStatements:
    """The files of `sql_dir`/label_review/, run by their stems in the transaction of a connection."""

    sql_dir: Path

    def run(
        self, connection: psycopg.Connection[Any], name: str, parameters: Mapping[str, object]
    ) -> list[Row]:
        """Run one statement, `%(name)s` bound. Returns its rows by column, none when it returns nothing."""
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(self.text(name), parameters)
            return cursor.fetchall() if cursor.description else []

    def text(self, name: str) -> bytes:
        """The statement as it stands in its file."""
        return (self.sql_dir / FOLDER / f"{name}.sql").read_bytes()
