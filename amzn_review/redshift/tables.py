"""The warehouse's tables and views in Redshift."""

from __future__ import annotations

from amzn_review.migrations.migrator import create_schema
from amzn_review.redshift.session import RedshiftSession
from amzn_review.sql_catalog import SqlCatalog


def recreate_tables(session: RedshiftSession) -> None:
    """Drop every table of the warehouse with all its rows, and create them empty. Raises RedshiftError."""
    with session.transaction() as transaction:
        transaction.run("reset/drop_tables.sql")
        create_schema(transaction, session.sql)


def schema_files(sql: SqlCatalog) -> list[str]:
    """The statements that create the tables and views, in their order."""
    tables = [f"schema/{path.name}" for path in sql.own("schema")]
    return [*tables, *(f"views/{name}.sql" for name in sql.names("views"))]
