"""One page of a source: its records, what it says was deleted, and where the next page begins."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import orjson

from amzn_review.collecting.json_path import list_at, value_at
from amzn_review.collecting.source import Source
from amzn_review.collecting.source_error import SourceDownError


@dataclass(frozen=True)
class Page:
    """`records` as they came, tombstones taken out; `deleted` are ids; `token` leads to the next page."""

    records: list[Any] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    token: str | None = None


def unpacked_page(body: bytes) -> Any:
    """The JSON in a body. Raises ValueError.

    A number or half a surrogate pair that strict JSON forbids spoils one record, not the page.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)  # UnicodeDecodeError is a ValueError


def read_page(source: Source, content: Any) -> Page:
    """The page in decoded JSON. Raises SourceDownError when it is none of this source's."""
    where = source.records
    found = list_at(content, where.at)
    if found is None:
        raise SourceDownError(
            f"Source {source.name} sent {'a ' + type(content).__name__} without a list of records at "
            f"{where.at or 'its top'!r}: compare [records] with the API's documentation."
        )
    records, deleted = [], []
    for record in found:
        if where.deleted and value_at(record, where.deleted):
            deleted.append(value_at(record, source.fields.external_id))
        else:
            records.append(record)
    listed = value_at(content, where.deleted_at) if where.deleted_at else None
    for entry in listed if isinstance(listed, list) else ():
        deleted.append(value_at(entry, where.deleted_id) if isinstance(entry, dict) else entry)
    ids = [str(found) for found in deleted if isinstance(found, str | int) and str(found)]
    return Page(records, list(dict.fromkeys(ids)), _token(source, content))


def _token(source: Source, content: Any) -> str | None:
    at = source.paging.token_at
    found = value_at(content, at) if at else None
    return str(found) if isinstance(found, str | int) and str(found) else None
