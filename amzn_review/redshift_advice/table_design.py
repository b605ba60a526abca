"""What a table's DDL says that costs money: how rows are spread, what is a key, how wide texts may be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import Token

LONGEST_TEXT = 65_535
DEFAULT_LENGTHS = {"varchar": 256, "nvarchar": 256, "text": 256, "character varying": 256}
_CONSTRAINTS = ("primary", "unique", "foreign", "constraint")
# `-- advise: <warning>, <reason>` at the end of a column's line: the warning is known, and accepted.
_ACCEPTED = re.compile(r"--\s*advise:\s*([\w-]+)\s*,\s*\S")


@dataclass(frozen=True)
class ColumnDesign:
    """One column: the bytes that a VARCHAR may have (0: another type), and the warnings accepted for it."""

    name: str
    text_bytes: int
    is_not_null: bool
    accepted: frozenset[str]


@dataclass(frozen=True)
class TableDesign:
    """One table as its DDL has it. `distribution_key` is None without one; `keys` are lists of columns."""

    name: str
    columns: Mapping[str, ColumnDesign]
    distribution_key: str | None
    keys: Sequence[tuple[str, ...]] = field(default_factory=tuple)


def read_designs(path: Path) -> list[TableDesign]:
    """The tables that a file of Redshift's SQL creates. Raises ValueError when it is not SQL."""
    import sqlglot
    from sqlglot.errors import TokenError

    source = path.read_text(encoding="utf-8")
    try:
        tokens = sqlglot.tokenize(source, dialect="redshift")
    except TokenError as error:
        raise ValueError(f"{path} is not SQL: {error}. Expected Redshift's DDL.") from error
    designs = []
    statement: list[_Word] = []
    for word in [*_words(tokens), _Word(";", 0)]:
        if word.text != ";":
            statement.append(word)
            continue
        texts = [one.text for one in statement]
        if texts[:1] == ["create"] and "table" in texts[1:4] and "(" in texts:
            designs.append(_design(statement, source.splitlines()))
        statement = []
    return designs


@dataclass(frozen=True)
class _Word:
    """One word, lower case unless quoted, and its line from 1."""

    text: str
    line: int


def _words(tokens: Sequence[Token]) -> list[_Word]:
    """Keywords of several words, such as PRIMARY KEY, taken apart; texts as one word in quotes."""
    words = []
    for token in tokens:
        kind = token.token_type.name
        if kind == "STRING":
            words.append(_Word(f"'{token.text}'", token.line))
        elif kind == "IDENTIFIER":
            words.append(_Word(token.text, token.line))
        else:
            words += [_Word(part, token.line) for part in token.text.lower().split()]
    return words


def _design(statement: Sequence[_Word], lines: Sequence[str]) -> TableDesign:
    opening = next(place for place, word in enumerate(statement) if word.text == "(")
    closing = _closing(statement, opening)
    columns: dict[str, ColumnDesign] = {}
    keys: list[tuple[str, ...]] = []
    distribution_key = None
    for item in _items(statement[opening + 1 : closing]):
        texts = [word.text for word in item]
        if texts[0] in _CONSTRAINTS:
            keys += _table_key(texts)
            continue
        if texts[0] == "like":
            continue
        accepted = frozenset(_ACCEPTED.findall(lines[item[0].line - 1]))
        is_key = "primary" in texts or "unique" in texts
        is_not_null = "primary" in texts or ("not" in texts and "null" in texts)
        columns[texts[0]] = ColumnDesign(texts[0], _text_bytes(texts), is_not_null, accepted)
        if is_key:
            keys.append((texts[0],))
        if "distkey" in texts:
            distribution_key = texts[0]
    attributes = [word.text for word in statement[closing + 1 :]]
    if "distkey" in attributes:
        distribution_key = attributes[attributes.index("distkey") + 2]
    return TableDesign(statement[opening - 1].text, columns, distribution_key, tuple(keys))


def _table_key(texts: Sequence[str]) -> list[tuple[str, ...]]:
    if texts[0] == "constraint":
        texts = texts[2:]
    if texts[0] not in ("primary", "unique"):
        return []
    names = texts[texts.index("(") + 1 : texts.index(")")]
    return [tuple(name for name in names if name != ",")]


def _text_bytes(texts: Sequence[str]) -> int:
    kind, end = texts[1], 2
    if texts[1:3] == ["character", "varying"]:
        kind, end = "character varying", 3
    if kind not in DEFAULT_LENGTHS:
        return 0
    if kind == "text" or texts[end : end + 1] != ["("]:
        return DEFAULT_LENGTHS[kind]
    return LONGEST_TEXT if texts[end + 1] == "max" else int(texts[end + 1])


def _items(words: Sequence[_Word]) -> list[list[_Word]]:
    """The words between commas outside of brackets."""
    items: list[list[_Word]] = [[]]
    depth = 0
    for word in words:
        depth += {"(": 1, ")": -1}.get(word.text, 0)
        if word.text == "," and depth == 0:
            items.append([])
        else:
            items[-1].append(word)
    return [item for item in items if item]


def _closing(words: Sequence[_Word], opening: int) -> int:
    depth = 0
    for place in range(opening, len(words)):
        depth += {"(": 1, ")": -1}.get(words[place].text, 0)
        if depth == 0:
            return place
    raise ValueError(
        f"The table {words[opening - 1].text} has a bracket that is not closed: expected one ) for each (."
    )
