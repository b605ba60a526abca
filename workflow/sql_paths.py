"""Where the statements lie."""

from __future__ import annotations

from pathlib import Path

from amzn_review.redshift.sql_catalog import SqlFiles

SQL_DIR = Path(__file__).parent / "sql"
POSTGRES = SqlFiles(SQL_DIR)
REDSHIFT = SqlFiles(SQL_DIR, "redshift")


def check_names(stage: str, sql: SqlFiles = POSTGRES) -> list[str]:
    """The checks of one stage ("staging" or "warehouse"): the stems of its files, sorted."""
    return sql.names(f"checks/{stage}")
