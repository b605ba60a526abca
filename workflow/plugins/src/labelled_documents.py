"""The labelled documents of a task, out of whichever warehouse holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workflow.sql_paths import REDSHIFT

if TYPE_CHECKING:
    from amzn_review.sql_catalog import SqlCatalog

STATEMENT = "export/labelled_documents.sql"
# A cluster of one node gives no more rows of a cursor at once:
# https://docs.aws.amazon.com/redshift/latest/dg/declare.html
ROWS_AT_ONCE = 1_000


def labelled_documents(sql: SqlCatalog, task: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export's statement, some in memory at a time.

    `sql` tells the warehouse. Raises RedshiftError, psycopg.Error.
    """
    from workflow.plugins.hooks.redshift_hook import RedshiftHook
    from workflow.plugins.hooks.warehouse_hook import WarehouseHook

    parameters = {"text_task": task}
    if sql == REDSHIFT:
        for rows in RedshiftHook().session().stream(STATEMENT, parameters, ROWS_AT_ONCE):
            yield from rows
    else:
        yield from WarehouseHook().stream(STATEMENT, parameters)
