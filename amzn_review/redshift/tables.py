"""The warehouse's tables and views in Redshift."""

from __future__ import annotations

from amzn_review.redshift.session import RedshiftSession, RedshiftTransaction

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


def _create(session: RedshiftSession, transaction: RedshiftTransaction) -> None:
    own = {path.stem for path in session.sql.own("schema")}
    for name in session.sql.names("schema"):
        if name in own or int(name.partition("_")[0]) >= FIRST_SHARED_VIEW:
            transaction.run(f"schema/{name}.sql")
