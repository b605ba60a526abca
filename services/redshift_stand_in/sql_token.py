"""A statement's words: enough of SQL's lexis to find clauses outside of texts and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LEXIS = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<text>[eE]?'(?:\\.|''|[^'\\])*')
    |(?P<block>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<word>[^\W\d][\w$]*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    |(?P<symbol>::|->>|->|<>|<=|>=|!=|\|\||.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class SqlToken:
    """One word, text, number or symbol; `start` and `end` are its place in the statement's source."""

    kind: str
    source: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword, name or symbol in lower case; of a text or a quoted name its source."""
        return self.source.lower() if self.kind in ("word", "symbol", "number") else self.source

    @property
    def text(self) -> str:
        """What a quoted text or name says."""
        if self.kind == "text":
            inner = self.source[self.source.index("'") + 1 : -1]
            return re.sub(r"\\(.)|''", lambda match: match[1] or "'", inner, flags=re.DOTALL)
        if self.kind == "quoted":
            return self.source[1:-1].replace('""', '"')
        return self.word


@dataclass(frozen=True)
class Statement:
    """One statement: its source without the semicolon, and its tokens (never none)."""

    source: str
    tokens: Sequence[SqlToken]

    @property
    def words(self) -> list[str]:
        """The tokens' words, to be searched for clauses."""
        return [token.word for token in self.tokens]


def split_statements(source: str) -> list[Statement]:
    """The statements of `source`, which semicolons end. Comments are no statements."""
    statements = []
    start = 0
    tokens: list[SqlToken] = []
    for token in _tokens(source):
        if token.source != ";" or token.kind != "symbol":
            tokens.append(token)
            continue
        if tokens:
            statements.append(_statement(source, start, token.start, tokens))
        start, tokens = token.end, []
    if tokens:
        statements.append(_statement(source, start, len(source), tokens))
    return statements


def _statement(source: str, start: int, end: int, tokens: Sequence[SqlToken]) -> Statement:
    moved = [SqlToken(token.kind, token.source, token.start - start, token.end - start) for token in tokens]
    return Statement(source[start:end], moved)


def _tokens(source: str) -> Iterator[SqlToken]:
    for match in _LEXIS.finditer(source):
        if match.lastgroup != "space":
            yield SqlToken(str(match.lastgroup), match[0], match.start(), match.end())
