"""Write docs/data_model.md from the catalogue of a live PostgreSQL in which the schema was just created.

Usage: .venv/bin/python docs/generate_data_model.py [TARGET]
Starts a server of its own in a temporary folder and removes it again. Mermaid's entity relationship diagram:
https://mermaid.js.org/syntax/entityRelationshipDiagram.html
"""

from __future__ import annotations

import re
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.postgres.tables import create_tables
from services.ports import LOOPBACK
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer

ROOT = Path(__file__).resolve().parents[1]
SQL_DIR = ROOT / "workflow" / "sql"
TARGET = Path(__file__).with_name("data_model.md")
HEAD = """\
# Data model

The tables in PostgreSQL, as the server's own catalogue describes them after `amzn-review db init --local`.
The statements that create them lie in [workflow/sql/schema/](../workflow/sql/schema) and
[views/](../workflow/sql/views), a file each; how a warehouse that is there comes to have them:
[migrations](migrations.md). This page is generated: change the `.sql` file (its `comment on` lines are the
texts below), then run `.venv/bin/python docs/generate_data_model.py`. A test compares this page with a fresh
server.

**How to read it.** `reviews` is the fact table; `products`, `users` and `time` are its dimensions and join
it once each. `ingest_batches` is the ledger, one row a batch; `reviews.batch_id` and
`quarantined_records.batch_id` name its rows. No foreign key says so: all are written in one transaction, the
ledger's row last, and [checks](checks.md) join them. Why: [loading](loading.md#where-the-guarantees-end).
View `balance_sheets` is the ledger's numbers alone; the views of [analytics](analytics.md) are the answers to
questions about products, weather and bursts.

**Filled today**: `reviews`, `products`, `users`, `time`, `ingest_batches`, `quarantined_records`; by
[climate files](climate.md) `stations`, `climate` and their ledgers `climate_batches` and
`climate_files`; by the rating model
`review_texts`, `examined_batches` and `review_predictions`; by migrations `schema_migrations`; within the
transaction of a load, the tables `staging_…`; by [files of texts](documents.md) `documents`, `label_events`
and their ledger `document_batches`. View `current_labels` is the label that counts, `review_labels` the
corrections of stars by persons, `rating_documents` the reviews as documents of task `rating`; by champions
of text models `review_scores` and `document_scores`, both in view `text_scores`; by the
[label review](label_review.md) `label_users`, `label_tokens`, `label_leases` and events of persons in
`label_events`.

**On Redshift** the tables have the same names and columns, without those of the rating model and the people
of the label review;
arrays and JSON are SUPER, and a batch's held keys lie in `held_files`, a row a key, because Redshift has no
arrays. Besides, `staging_rejections` takes the records to set aside from COPY, and `load_turns`, always
empty, is what a load locks. How they are spread and sorted: [aws](aws.md#the-tables).
"""
STAGING = "staging_"
SHORT_TYPES = {
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "double precision": "double",
}
COLUMNS = """
select
    class.relname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod),
    not attribute.attnotnull, coalesce(col_description(class.oid, attribute.attnum), ''),
    coalesce(obj_description(class.oid, 'pg_class'), ''), class.relkind = 'v'
from pg_attribute as attribute
inner join pg_class as class on class.oid = attribute.attrelid
where
    class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'v')
    and attribute.attnum > 0 and not attribute.attisdropped
order by class.relname, attribute.attnum
"""
CONSTRAINTS = """
select
    class.relname, con.contype::text, coalesce(target.relname, ''), pg_get_constraintdef(con.oid, true),
    array(
        select attribute.attname::text from unnest(con.conkey) with ordinality as key (number, place)
        inner join pg_attribute as attribute
            on attribute.attrelid = con.conrelid and attribute.attnum = key.number
        order by key.place
    )
from pg_constraint as con
inner join pg_class as class on class.oid = con.conrelid
left join pg_class as target on target.oid = con.confrelid
where class.relnamespace = 'public'::regnamespace and con.contype in ('p', 'u', 'f', 'c')
order by class.relname, con.contype, con.conname
"""


@dataclass(frozen=True)
class Column:
    """One column; `type` as PostgreSQL writes it."""

    name: str
    type: str
    is_nullable: bool
    comment: str


@dataclass
class Table:
    """One table, or a view; `keys` maps a kind (p, u) to its lists of columns, `references` a column to its
    table.
    """

    name: str
    comment: str
    is_view: bool = False
    columns: list[Column] = field(default_factory=list)
    keys: dict[str, list[list[str]]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)

    def marks(self, column: Column) -> list[str]:
        """PK, FK and UK, as far as they hold for the column."""
        primary = any(column.name in columns for columns in self.keys.get("p", []))
        unique = [column.name] in self.keys.get("u", [])
        given = {"PK": primary, "FK": column.name in self.references, "UK": unique}
        return [mark for mark, holds in given.items() if holds]


@contextmanager
def fresh_schema(sql_dir: Path) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a new server in which the tables were just created."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="amzn-review-schema-") as folder:
        # PostgreSQL may have to run as another user, who must reach its folder.
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder) / "postgres", port, secrets.token_urlsafe(16))
        server.start()
        try:
            address = DatabaseAddress(LOOPBACK, port, "postgres", SUPERUSER, server.superuser_password)
            with address.connect() as connection:
                create_tables(connection, sql_dir)
                yield connection
        finally:
            server.stop()


def read_tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """Every table and view of schema public with its columns, keys and references, sorted by name."""
    tables: dict[str, Table] = {}
    for table, name, kind, is_nullable, comment, table_comment, is_view in connection.execute(COLUMNS):
        found = tables.setdefault(table, Table(table, table_comment, is_view))
        found.columns.append(Column(name, kind, is_nullable, comment))
    for table, kind, target, definition, columns in connection.execute(CONSTRAINTS):
        if kind == "f":
            tables[table].references.update(dict.fromkeys(columns, target))
        elif kind == "c":
            tables[table].checks.append(definition.removeprefix("CHECK (").removesuffix(")"))
        else:
            tables[table].keys.setdefault(kind, []).append(columns)
    return sorted(tables.values(), key=lambda table: table.name)


def data_model_page(tables: list[Table]) -> str:
    """The whole page. Raises ValueError when there is no table, or a table or view without a comment."""
    if not tables:
        raise ValueError("The schema has no table.")
    silent = [table.name for table in tables if not table.comment]
    if silent:
        raise ValueError(f"Without a comment that says its grain: {', '.join(silent)}. Write a `comment on`.")
    views = [table for table in tables if table.is_view]
    staging = [table for table in tables if table.name.startswith(STAGING)]
    warehouse = [table for table in tables if table not in views and table not in staging]
    parts = [HEAD, "## Diagrams\n", "Tables that foreign keys join, and those that stand alone.\n"]
    parts += [_diagram(group) for group in _joined(warehouse)]
    sections = {"## Warehouse tables": warehouse, "## Views": views, "## Staging tables": staging}
    for title, group in sections.items():
        parts += [f"{title}\n", *(_section(table) for table in group)]
    return "\n".join(parts)


def _joined(tables: list[Table]) -> list[list[Table]]:
    """The tables in groups that references join, the largest group first; the lone ones together, last."""
    groups: list[set[str]] = []
    for table in tables:
        names = {table.name, *table.references.values()}
        names = names.union(*(group for group in groups if group & names))
        groups = [group for group in groups if not group & names] + [names]
    joined = sorted(
        (group for group in groups if len(group) > 1), key=lambda group: (-len(group), min(group))
    )
    lone = [set().union(*(group for group in groups if len(group) == 1))]
    return [[table for table in tables if table.name in group] for group in (*joined, *lone) if group]


def _diagram(tables: list[Table]) -> str:
    lines = ["```mermaid", "erDiagram"]
    for table in tables:
        for column in table.columns:
            if target := table.references.get(column.name):
                one = "|o" if column.is_nullable else "||"
                is_key = [column.name] in [*table.keys.get("p", []), *table.keys.get("u", [])]
                many = "o|" if is_key else "o{"
                lines.append(f'    {target} {one}--{many} {table.name} : "{column.name}"')
    for table in tables:
        lines.append(f"    {table.name} {{")
        for column in table.columns:
            marks = ", ".join(table.marks(column))
            lines.append(f"        {_short(column.type)} {column.name} {marks}".rstrip())
        lines.append("    }")
    return "\n".join([*lines, "```", ""])


def _short(kind: str) -> str:
    """The type as one word that Mermaid can read: no blanks, no commas."""
    return SHORT_TYPES.get(kind) or re.sub(r"\(.*\)|\W+", "", kind)


def _section(table: Table) -> str:
    lines = [
        f"### `{table.name}`",
        "",
        table.comment,
        "",
        "| column | type | null | key | meaning |",
        "|---|---|---|---|---|",
    ]
    for column in table.columns:
        marks = [
            f"FK → `{table.references[column.name]}`" if mark == "FK" else mark
            for mark in table.marks(column)
        ]
        null = "" if table.is_view else "yes" if column.is_nullable else "no"
        comment = column.comment.replace("|", "\\|")
        lines.append(f"| `{column.name}` | {column.type} | {null} | {', '.join(marks)} | {comment} |")
    if table.checks:
        lines += ["", "Rules: " + "; ".join(f"`{rule}`" for rule in table.checks) + "."]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    with fresh_schema(SQL_DIR) as schema:
        page = data_model_page(read_tables(schema))
    target.write_text(page, encoding="utf-8")
