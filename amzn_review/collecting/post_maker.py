"""A record of a source as the line that the loader of documents reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from amzn_review.collecting.json_path import value_at
from amzn_review.collecting.plain_text import plain_text
from amzn_review.collecting.source import Source
from text_files.bad_record import BadRecord, shown
from text_files.documents.accounts import Accounts
from text_files.documents.author_hash import AuthorHash
from text_files.documents.document_line import DocumentLine
from text_files.documents.document_maker import DocumentMaker
from text_files.documents.file_layout import FileLayout
from text_files.json_object import read_object
from text_files.sources.source_record import SourceRecord

_AS_TEXT = " as text"


@dataclass(frozen=True)
class PostMaker:
    """Makes documents of a source's records; `accounts` give their authors' posts weak labels."""

    source: Source
    authors: AuthorHash
    accounts: Accounts | None = None

    def line(self, row: int, record: Any) -> DocumentLine | None:
        """The document, with a fault where the record is none; None for what is not the author's own post
        or is in another language."""
        try:
            fields = read_object(json.dumps(record))
        except BadRecord as bad:
            return self._maker.line(SourceRecord(row, fault=bad))
        if self._is_skipped(fields):
            return None
        columns = {**fields, **self._columns(fields)}
        id_path = self.source.fields.external_id
        fault = None
        if not str(columns.get(id_path) or "").strip():
            fault = BadRecord("missing-key", id_path, shown(columns.get(id_path)), "the number of the post")
        line = self._maker.line(SourceRecord(row, columns, fault))
        line = msgspec.structs.replace(line, source=self._maker.source(fields))
        return line if line.fault else self._labelled(line)

    def _is_skipped(self, fields: dict[str, Any]) -> bool:
        if any(value_at(fields, path) for path in self.source.records.skip):
            return True
        path, wanted = self.source.fields.language, self.source.language
        found = value_at(fields, path) if path else None
        return bool(wanted and isinstance(found, str) and found and _primary(found) != _primary(wanted))

    def _columns(self, fields: dict[str, Any]) -> dict[str, Any]:
        """What stands deeper in the record, by its path; and the text without its tags."""
        mapped = self.source.fields
        paths = (mapped.text, mapped.external_id, mapped.author, mapped.created_at, mapped.language)
        deep = {path: value_at(fields, path) for path in paths if path and "." in path}
        found = {path: value for path, value in deep.items() if value is not None}
        html = value_at(fields, mapped.text)
        if mapped.is_html and isinstance(html, str):
            found[mapped.text + _AS_TEXT] = plain_text(html)
        return found

    def _labelled(self, line: DocumentLine) -> DocumentLine:
        line = msgspec.structs.replace(line, entity=self.source.entity)
        label = self.accounts.label_of(line.author) if self.accounts else None
        if label is None:
            return line
        reason = f"accounts of {self.source.accounts}"
        return msgspec.structs.replace(line, label=label, label_source="weak", label_reason=reason)

    @cached_property
    def _maker(self) -> DocumentMaker:
        mapped = self.source.fields
        author = (mapped.author.partition(".")[0],) if mapped.author else ()
        layout = FileLayout(
            name=self.source.name,
            text=mapped.text + (_AS_TEXT if mapped.is_html else ""),
            external_id=mapped.external_id,
            author=mapped.author,
            author_fields=(*author, *mapped.author_fields),
            created_at=mapped.created_at,
            language=self.source.language,
            language_column=mapped.language,
            label_source="weak",
        )
        return DocumentMaker(self.source.original, layout, self.authors)


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]
