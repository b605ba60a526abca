"""A document as the converter writes it and the loader reads it: one line of JSON."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from labels.label_event import LABEL_SOURCES
from text_files.bad_record import BadRecord, shown

_NO_SOURCE = msgspec.Raw(b"null")
_EXPECTED = "a line that `amzn-review documents add` has written"


class Fault(msgspec.Struct, frozen=True):
    """Why a record of the original is no document: the fields of BadRecord."""

    reason: str
    field: str
    found: str
    expected: str


class DocumentLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One record of an original: a document or, with a `fault`, none; `source` is the record by column.

    `row` counts records from 1. `created_at` is ISO 8601 in UTC without a zone. One of `label` and `labels`
    is given, or neither: the text has no label.
    """

    original: str
    row: int
    text: str = ""
    external_id: str | None = None
    author: str | None = None
    entity: str | None = None
    variant: str | None = None
    created_at: str | None = None
    language: str | None = None
    label: str | None = None
    labels: list[str] | None = None
    label_source: str | None = None
    label_reason: str | None = None
    source: msgspec.Raw = _NO_SOURCE
    fault: Fault | None = None


_decode = msgspec.json.Decoder(DocumentLine).decode
_encoder = msgspec.json.Encoder()


def encode_line(line: DocumentLine) -> bytes:
    """The line, with its line end."""
    return _encoder.encode(line) + b"\n"


def read_line(raw: bytes) -> DocumentLine:
    """The document in a line. Raises BadRecord: what the converter found, or that it did not write this."""
    try:
        line = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord("not-a-document", "record", shown(str(error)), _EXPECTED) from error
    if line.fault:
        raise BadRecord(line.fault.reason, line.fault.field, line.fault.found, line.fault.expected)
    if b"\\u0000" in raw:
        raise BadRecord("nul-character", "record", "a NUL", "text without it")
    if not line.text.strip() or bytes(line.source) == b"null" or line.row < 1:
        raise BadRecord("not-a-document", "record", "no text, source or row", _EXPECTED)
    given = (line.label is not None) + (line.labels is not None)
    if given > 1 or (given and line.label_source not in LABEL_SOURCES):
        raise BadRecord("not-a-document", "label", f"{given} labels by {line.label_source!a}", _EXPECTED)
    if line.created_at is not None:
        _require_moment(line.created_at)
    return line


def content_key(task: str, line: DocumentLine) -> str:
    """BLAKE2b-128 in hex of what makes it that text and no other: neither its label nor other columns."""
    identity = (task, line.external_id, line.text, line.author, line.entity, line.variant, line.created_at)
    return hashlib.blake2b(_encoder.encode(identity), digest_size=16).hexdigest()


def _require_moment(text: str) -> None:
    expected = "ISO 8601 in UTC, without a zone"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRecord("not-a-date", "created_at", shown(text), expected) from error
    if moment.tzinfo:
        raise BadRecord("not-a-date", "created_at", shown(text), expected)
