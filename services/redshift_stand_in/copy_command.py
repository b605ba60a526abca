"""COPY … FROM 's3://…' as Redshift writes it, read into its parts.

Syntax: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.redshift_stand_in.refusal import RefusedStatementError
from services.redshift_stand_in.sql_token import SqlToken, Statement

SYNTAX_ERROR = "42601"
MOST_ERRORS = 100_000
_ROLE = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+")
_SWITCHES = (
    "manifest", "gzip", "truncatecolumns", "blanksasnull", "emptyasnull", "acceptinvchars", "noload",
)  # fmt: skip


@dataclass(frozen=True)
class CopyCommand:
    """One COPY of JSON lines from S3.

    `table` is as written, `columns` its list (empty: all), `json_paths` "auto" or the address of a jsonpaths
    file, `replacement` the character that ACCEPTINVCHARS puts in the place of an invalid one.
    """

    table: str
    table_name: str
    columns: tuple[str, ...]
    source: str
    json_paths: str
    switches: frozenset[str]
    most_errors: int
    time_format: str
    date_format: str
    replacement: str


def is_copy_from_s3(statement: Statement) -> bool:
    """Whether the statement is COPY … FROM 's3://…'."""
    if statement.words[0] != "copy" or "from" not in statement.words:
        return False
    following = statement.tokens[statement.words.index("from") + 1 :]
    return bool(following) and following[0].kind == "text"


def read_copy(statement: Statement) -> CopyCommand:
    """The parts of the command. Raises RefusedStatementError for whatever is not right in it."""
    return _Reader(statement).command()


class _Reader:
    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.tokens = statement.tokens
        self.position = 1

    def command(self) -> CopyCommand:
        first = self.position
        self.position += 1
        while self._word() == ".":
            self.position += 2
        table_tokens = self.tokens[first : self.position]
        columns: list[str] = []
        if self._word() == "(":
            while self._word() != ")":
                self.position += 1
                columns.append(self._next().text)
            self.position += 1
        self._expect("from")
        source = self._text("an address s3://bucket/key")
        if not re.fullmatch(r"s3://[^/]+/.+", source):
            raise _wrong(f"COPY reads from s3://bucket/key; found '{source}'. The stand-in knows S3 only")
        options = self._options()
        role = options.get("iam_role", "")
        if role != "default" and not _ROLE.fullmatch(role):
            raise _wrong(
                "COPY needs IAM_ROLE default or IAM_ROLE 'arn:aws:iam::<12 digits>:role/<name>'; "
                f"found '{role}'. Keys in a statement end up in logs and are not taken here"
            )
        if "json" not in options:
            raise _wrong(
                "the stand-in loads FORMAT JSON 'auto' or FORMAT JSON 's3://…' (a jsonpaths file) only"
            )
        return CopyCommand(
            table=self.statement.source[table_tokens[0].start : table_tokens[-1].end],
            table_name=table_tokens[-1].text,
            columns=tuple(columns),
            source=source,
            json_paths=options["json"],
            switches=frozenset(word for word in _SWITCHES if word in options),
            most_errors=_most_errors(options.get("maxerror", "0")),
            time_format=options.get("timeformat", "YYYY-MM-DD HH:MI:SS"),
            date_format=options.get("dateformat", "YYYY-MM-DD"),
            replacement=options.get("acceptinvchars", "?"),
        )

    def _options(self) -> dict[str, str]:
        options: dict[str, str] = {}
        while self.position < len(self.tokens):
            option = self._next().word
            if option == "format":
                self._skip("as")
                option = self._next().word
            self._skip("as")
            if option == "acceptinvchars":
                following = self.position < len(self.tokens) and self.tokens[self.position].kind == "text"
                options[option] = self._next().text if following else "?"
            elif option in _SWITCHES:
                options[option] = ""
            elif option == "json" and (self._word() is None or self.tokens[self.position].kind != "text"):
                options[option] = "auto"
            elif option in ("json", "maxerror", "timeformat", "dateformat", "region", "iam_role"):
                options[option] = self._next().text
            elif option in ("statupdate", "compupdate"):
                if self._word() in ("on", "off", "preset", "true", "false"):
                    self.position += 1
            else:
                raise _wrong(f"the stand-in does not know COPY's option {option.upper()}")
        return options

    def _next(self) -> SqlToken:
        if self.position >= len(self.tokens):
            raise _wrong("COPY ends too early")
        self.position += 1
        return self.tokens[self.position - 1]

    def _word(self) -> str | None:
        return self.tokens[self.position].word if self.position < len(self.tokens) else None

    def _skip(self, word: str) -> None:
        if self._word() == word:
            self.position += 1

    def _expect(self, word: str) -> None:
        found = self._next()
        if found.word != word:
            raise _wrong(f"syntax error at or near '{found.source}': expected {word.upper()}")

    def _text(self, expected: str) -> str:
        found = self._next()
        if found.kind != "text":
            raise _wrong(f"syntax error at or near '{found.source}': expected {expected}")
        return found.text


def _most_errors(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_ERRORS:
        raise _wrong(f"MAXERROR is a number from 0 to {MOST_ERRORS}; found {text}")
    return int(text)


def _wrong(sentence: str) -> RefusedStatementError:
    return RefusedStatementError(f"{sentence}.", SYNTAX_ERROR)
