"""Where the statements lie."""

from __future__ import annotations

from pathlib import Path

from amzn_review.sql_catalog import SqlCatalog

SQL_DIR = Path(__file__).parent / "sql"
POSTGRES = SqlCatalog(SQL_DIR)
REDSHIFT = SqlCatalog(SQL_DIR, "redshift")


def check_names(stage: str, sql: SqlCatalog = POSTGRES) -> list[str]:
    """The checks of one stage ("scores" or "warehouse"): the stems of its files, sorted."""
    return sql.names(f"checks/{stage}")
