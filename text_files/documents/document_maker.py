"""A record of a file of texts, by its layout, as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from text_files.bad_record import BadRecord, shown
from text_files.documents.author_hash import AuthorHash
from text_files.documents.document_line import DocumentLine, Fault
from text_files.documents.file_layout import FileLayout
from text_files.sources.source_record import SourceRecord

_MISSING = frozenset({"", "nan", "NaN"})  # what tools write where there is nothing
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class DocumentMaker:
    """Makes the lines of one file. `original` is its name; `variant` what the name tells.

    `authors` hashes who wrote a text; None: names stay as they are.
    """

    original: str
    layout: FileLayout
    authors: AuthorHash | None
    variant: str | None = None

    def line(self, record: SourceRecord) -> DocumentLine:
        """The document; with a fault where the record is none."""
        try:
            if record.fault:
                raise record.fault
            return self._document(record)
        except BadRecord as bad:
            line = DocumentLine(self.original, record.row, fault=self._fault(record, bad))
            return line if record.fault else msgspec.structs.replace(line, source=self.source(record.fields))

    def _document(self, record: SourceRecord) -> DocumentLine:
        layout, fields = self.layout, record.fields
        label, labels = self._label(fields)
        has_label = label is not None or labels is not None
        return DocumentLine(
            original=self.original,
            row=record.row,
            text=self._text(fields),
            external_id=_scalar(fields, layout.external_id),
            author=self._author(fields),
            entity=_scalar(fields, layout.entity),
            variant=_scalar(fields, layout.variant) or self.variant,
            created_at=_moment(fields, layout.created_at),
            language=_scalar(fields, layout.language_column) or layout.language,
            label=label,
            labels=labels,
            label_source=layout.label_source if has_label else None,
            label_reason=f"column {layout.label}" if has_label else None,
            source=self.source(fields),
        )

    def _text(self, fields: Mapping[str, Any]) -> str:
        column = self.layout.text
        if column not in fields:
            raise BadRecord("missing-key", column, "nothing", "the text")
        text = fields[column]
        if text is not None and not isinstance(text, str):
            raise BadRecord("wrong-type", column, shown(text), "a text")
        if text is None or text.strip() in _MISSING:
            raise BadRecord("empty", column, shown(text), "a text")
        return text

    def _author(self, fields: Mapping[str, Any]) -> str | None:
        column = self.layout.author
        if column is None:
            return None
        author = _scalar(fields, column)
        if author is None:
            raise BadRecord(
                "missing-group", column, "nothing", "who wrote it, as the column was named for that"
            )
        return self.authors.of(author) if self.authors else author

    def _label(self, fields: Mapping[str, Any]) -> tuple[str | None, list[str] | None]:
        column = self.layout.label
        value = fields.get(column) if column else None
        if isinstance(value, list):
            return None, [self._named(column, item) for item in value]
        text = _scalar(fields, column)
        if text is None:
            return None, None
        if separator := self.layout.label_separator:
            parts = (part.strip() for part in text.split(separator))
            return None, [self._named(column, part) for part in parts if part]
        return self._named(column, text.strip()), None

    def _named(self, column: str | None, value: object) -> str:
        values = self.layout.label_values
        text = _text_of(value)
        if text is None or not text:
            raise BadRecord("wrong-type", column or "label", shown(value), "a label")
        if values and text not in values:
            raise BadRecord("unknown-label", column or "label", shown(text), f"one of {', '.join(values)}")
        return values.get(text, text)

    def source(self, fields: Mapping[str, Any]) -> msgspec.Raw:
        """The whole record; of the author's fields the hash of what stands there."""
        authors = self.authors
        if not authors:
            return msgspec.Raw(_encode(fields))
        names = (self.layout.author, *self.layout.author_fields)
        given = {name: fields[name] for name in names if name and fields.get(name) not in (None, "")}
        hidden = {
            name: authors.of(_text_of(value) or _encode(value).decode()) for name, value in given.items()
        }
        return msgspec.Raw(_encode({**fields, **hidden}))

    def _fault(self, record: SourceRecord, bad: BadRecord) -> Fault:
        hides = self.authors and (self.layout.author or self.layout.author_fields)
        is_named = bad.field in {self.layout.author, *self.layout.author_fields}
        if hides and (is_named or (record.fault and not record.fields and "fields" not in bad.found)):
            found = "what is not shown, for it may name the author"
            return Fault(bad.reason, bad.field, found, bad.expected)
        return Fault(bad.reason, bad.field, bad.found, bad.expected)


def _text_of(value: object) -> str | None:
    """A value of JSON that is no list and no object, as text; else None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _scalar(fields: Mapping[str, Any], column: str | None) -> str | None:
    value = fields.get(column) if column else None
    if value is None:
        return None
    text = _text_of(value)
    if text is None:
        raise BadRecord("wrong-type", column or "", f"a {type(value).__name__}", "a text or a number")
    return None if text.strip() in _MISSING else text


def _moment(fields: Mapping[str, Any], column: str | None) -> str | None:
    """When the text was written, ISO 8601 in UTC: from ISO 8601, or as Twitter writes it."""
    text = _scalar(fields, column)
    if text is None:
        return None
    for read in (datetime.fromisoformat, _twitter_time):
        try:
            moment = read(text.strip())
        except ValueError:
            continue
        return (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).isoformat()
    raise BadRecord("not-a-date", column or "", shown(text), "ISO 8601, such as 2016-09-05T19:09:59Z")


def _twitter_time(text: str) -> datetime:
    return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")
