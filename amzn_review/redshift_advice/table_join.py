"""The joins in views and queries: which tables meet, and by which columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import Token, exp
    from sqlglot.optimizer.scope import Scope

_PARAMETER = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True)
class TableJoin:
    """Two tables joined where each left column equals the right one beside it; `file` is where it stands."""

    left: str
    left_columns: tuple[str, ...]
    right: str
    right_columns: tuple[str, ...]
    file: str


def read_joins(path: Path) -> list[TableJoin]:
    """The joins of plain columns of two tables in a file of Redshift's SQL, each once.

    Left out are joins with subqueries, and of a table whose rows are narrowed to one value of a column:
    of them the columns alone do not say whether rows multiply. Raises ValueError when it is not SQL.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.scope import traverse_scope

    joins: dict[TableJoin, None] = {}
    try:
        for source in _queries(_PARAMETER.sub("'a'", path.read_text(encoding="utf-8"))):
            statement = sqlglot.parse_one(source, dialect="redshift")
            query = statement.expression if isinstance(statement, sqlglot.exp.Create) else statement
            if isinstance(query, sqlglot.exp.Query):
                for scope in traverse_scope(query):
                    joins.update(dict.fromkeys(_joins(scope, path.name)))
    except SqlglotError as error:
        raise ValueError(f"{path} is not Redshift's SQL: {' '.join(str(error).split())[:300]}") from error
    return list(joins)


def _queries(source: str) -> Iterator[str]:
    """The views and queries among the statements."""
    import sqlglot

    tokens: list[Token] = []
    end = sqlglot.tokenize(";", dialect="redshift")[0]
    for token in [*sqlglot.tokenize(source, dialect="redshift"), end]:
        if token.text != ";":
            tokens.append(token)
            continue
        words = [one.text.lower() for one in tokens[:6]]
        if words[:1] in (["select"], ["with"]) or (words[:1] == ["create"] and "view" in words):
            yield source[tokens[0].start : tokens[-1].end + 1]
        tokens = []


def _joins(scope: Scope, file: str) -> Iterator[TableJoin]:
    from sqlglot import exp

    tables = {name: source.name for name, source in scope.sources.items() if isinstance(source, exp.Table)}
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    narrowed: set[str] = set()
    for one, other in _equalities(scope):
        if isinstance(one, exp.Column) and isinstance(other, exp.Column):
            if one.table in tables and other.table in tables and one.table != other.table:
                # The side that the query names first is the left one, whatever the order in the condition.
                left, right = sorted((one, other), key=lambda column: list(tables).index(column.table))
                pairs.setdefault((left.table, right.table), []).append((left.name, right.name))
        else:
            narrowed |= {column.table for column in (one, other) if isinstance(column, exp.Column)}
    for (left_name, right_name), columns in pairs.items():
        if not {left_name, right_name} & narrowed:
            left_columns, right_columns = zip(*columns, strict=True)
            yield TableJoin(tables[left_name], left_columns, tables[right_name], right_columns, file)


def _equalities(scope: Scope) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """What has to be equal in the scope's joins and its WHERE."""
    from sqlglot import exp

    select = scope.expression
    conditions = [join.args.get("on") for join in select.args.get("joins") or []]
    where = select.args.get("where")
    conditions.append(where.this if where else None)
    for condition in conditions:
        for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
            if isinstance(part, exp.EQ):
                yield part.this, part.expression
    first = select.find(exp.From)
    if first is None:
        return
    for join in select.args.get("joins") or []:
        for name in join.args.get("using") or []:
            yield (
                exp.column(name.name, table=first.this.alias_or_name),
                exp.column(name.name, table=join.this.alias_or_name),
            )
