"""A statement of Redshift as PostgreSQL takes it."""

from __future__ import annotations

from collections.abc import Iterator

from services.redshift_stand_in.refusal import refuse, refuse_in_transaction
from services.redshift_stand_in.sql_token import Statement, split_statements
from services.redshift_stand_in.table_definition import (
    LONGEST_TEXT,
    column_addition,
    is_column_addition,
    is_table_definition,
    table_definition,
)


def translate(
    statement: Statement, *, is_in_transaction: bool, last_copy_count: int, last_copy_id: int
) -> str:
    """The statement for PostgreSQL. Raises RefusedStatementError when Redshift would refuse it."""
    refuse(statement)
    words = statement.words
    if is_in_transaction:
        refuse_in_transaction(statement)
    if words[0] == "vacuum":
        return "vacuum"
    source = statement.source
    if is_table_definition(statement):
        source = table_definition(statement)
        statement = split_statements(source)[0]
    elif is_column_addition(statement):
        source = column_addition(statement)
        statement = split_statements(source)[0]
    numbers = {"pg_last_copy_count": last_copy_count, "pg_last_copy_id": last_copy_id}
    edits = list(_edits(statement, numbers))
    for start, end, replacement in reversed(edits):
        source = source[:start] + replacement + source[end:]
    return source


def _edits(statement: Statement, numbers: dict[str, int]) -> Iterator[tuple[int, int, str]]:
    """Places in the statement's source and what PostgreSQL wants there, from left to right."""
    tokens, words = statement.tokens, [*statement.words, "", "", ""]
    is_change_of_table = words[:2] == ["alter", "table"]
    position = 0
    while position < len(tokens):
        token, word = tokens[position], words[position]
        last = position
        replacement = None
        if word in numbers and words[position + 1 : position + 3] == ["(", ")"]:
            replacement, last = str(numbers[word]), position + 2
        elif word == "nvl" and words[position + 1] == "(":
            replacement = "coalesce"
        elif word == "json_serialize":
            replacement = "redshift_stand_in.json_serialize"  # PostgreSQL has a keyword of this name
        elif word == "sysdate":
            replacement = "getdate()"
        elif word == "super" and (words[position - 1] in ("::", "as") or is_change_of_table):
            replacement = "jsonb"
        elif word == "max" and words[position - 1] == "(" and words[position - 2] in ("varchar", "varying"):
            replacement = str(LONGEST_TEXT)
        elif word == "encode" and is_change_of_table:
            replacement, last = "", position + 1
        elif words[position : position + 4] == ["with", "no", "schema", "binding"]:
            replacement, last = "", position + 3
        if replacement is not None:
            yield token.start, tokens[last].end, replacement
        position = last + 1
