"""The warehouse's tables and views in Redshift."""

from __future__ import annotations

from amzn_review.redshift.session import RedshiftSession, RedshiftTransaction
from amzn_review.redshift.sql_catalog import SqlCatalog

# Tables differ between the dialects. The views on them, numbered from here, do so only where they must.
FIRST_SHARED_VIEW = 200


def create_tables(session: RedshiftSession) -> None:
    """Create what is missing, in the order of the files' numbers. Raises RedshiftError."""
    with session.transaction() as transaction:
        _create(session, transaction)


def recreate_tables(session: RedshiftSession) -> None:
    """Drop every table of the warehouse with all its rows, and create them empty. Raises RedshiftError."""
    with session.transaction() as transaction:
        transaction.run("reset/drop_tables.sql")
        _create(session, transaction)


def schema_files(sql: SqlCatalog) -> list[str]:
    """The statements that create the tables and views, in their order."""
    own = {path.stem for path in sql.own("schema")}
    shared = {name for name in sql.names("schema") if int(name.partition("_")[0]) >= FIRST_SHARED_VIEW}
    return [f"schema/{name}.sql" for name in sorted(own | shared)]


def _create(session: RedshiftSession, transaction: RedshiftTransaction) -> None:
    for name in schema_files(session.sql):
        transaction.run(name)
