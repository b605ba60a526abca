"""PostgreSQL's statistics of tables that a transaction has filled, before anybody asks them.

Autovacuum gathers them within a minute or so. Until then the planner takes every condition for one that a
single row fits, and joins 50,000 documents with their labels by comparing each pair: 200 s in place of 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    import psycopg

# Of fewer rows a bad plan costs seconds, and autovacuum comes soon.
MANY_ROWS = 20_000
# As autovacuum's own: https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-STATISTICS
GROWN_BY = 0.1
_GROWN = """
select written.schemaname, written.relname
from pg_stat_xact_user_tables as written
inner join pg_class on written.relid = pg_class.oid
where
    pg_class.relpersistence = 'p'
    and written.n_tup_ins >= %(rows)s
    and written.n_tup_ins > %(share)s * pg_class.reltuples
order by 1, 2
"""


def analyze_grown_tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Gather statistics of each table that the open transaction has made many rows, and a tenth, larger.

    Returns their names, sorted. The last statement of a transaction: each table stays locked against other
    ANALYZE and VACUUM until the end, against nothing else. Raises psycopg.Error.
    """
    grown = connection.execute(_GROWN, {"rows": MANY_ROWS, "share": GROWN_BY}).fetchall()
    for schema, table in grown:
        connection.execute(sql.SQL("analyze {}").format(sql.Identifier(schema, table)))
    return [table for _, table in grown]
