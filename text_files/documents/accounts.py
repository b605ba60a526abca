"""Weak labels: what the author of a text is known for is taken for what the text says."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from errors import SentenceError
from text_files.bad_record import BadRecord
from text_files.documents.author_hash import AuthorHash
from text_files.documents.open_texts import DELIMITERS, kind_of
from text_files.sources.delimited_file import DelimitedFile
from text_files.sources.text_stream import as_text, unpacked

COLUMNS = ("author", "label")


class AccountsError(SentenceError, ValueError):
    """A file of accounts that cannot be taken; ``str()`` is one sentence, which names no author."""


def passing_hash() -> AuthorHash:
    """Return a hash of authors with a key that is not kept: it tells them apart in this process alone."""
    return AuthorHash(secrets.token_hex())


@dataclass(frozen=True)
class Accounts:
    """The label of each author by the hash of the name; the names are not kept.

    `authors` is the hash, by which the texts' authors are looked up too.
    """

    authors: AuthorHash
    _labels: dict[str, str] = field(repr=False)

    @classmethod
    def read(cls, path: Path, authors: AuthorHash | None = None) -> Accounts:
        """Read a CSV or TSV file (gzip too) with columns `author` and `label`; others are not looked at.

        Raises AccountsError, which names the row, and UnreadableTextsError.
        """
        accounts = cls(authors or passing_hash(), {})
        if kind_of(path) not in DELIMITERS:
            raise AccountsError(
                f"{path} is of no kind that is known: expected .csv or .tsv, each also as .gz."
            )
        rows: dict[str, int] = {}
        with unpacked(path) as file, as_text(file, path, "utf-8") as text:
            source = DelimitedFile(text, path, DELIMITERS[kind_of(path)])
            if missing := [name for name in COLUMNS if name not in source.columns]:
                raise AccountsError(
                    f"{path} has no column {missing[0]!r}; expected author and label: name them so."
                )
            for record in source.records():
                where = f"{path}, row {record.row:,}"
                if record.fault:
                    raise AccountsError(f"{where}: {_reason(record.fault)}: fix the file.")
                name, label = (record.fields[column].strip() for column in COLUMNS)
                if not name or not label:
                    lacks = "author" if not name else "label"
                    raise AccountsError(f"{where} has no {lacks}: take the row out or fill it in.")
                author = accounts.authors.of(name)
                first = rows.setdefault(author, record.row)
                if accounts._labels.setdefault(author, label) != label:
                    raise AccountsError(
                        f"{where}: this author is {label!r}, but was {accounts._labels[author]!r} in row "
                        f"{first:,}: keep one."
                    )
        if not rows:
            raise AccountsError(f"{path} names no author: expected a row for each behind the header.")
        return accounts

    def label_of(self, author: str | None) -> str | None:
        """Return the label of an author, given by the hash."""
        return self._labels.get(author) if author is not None else None

    def __len__(self) -> int:
        """How many authors have a label."""
        return len(self._labels)


def _reason(fault: BadRecord) -> str:
    """What is wrong with a row, without what stands there unless it is a number of fields."""
    found = f"found {fault.found}, " if fault.reason == "wrong-width" else ""
    return f"{found}expected {fault.expected}"
