"""One line of JSON to a dictionary that PostgreSQL can store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import orjson

from text_files.bad_record import BadRecord, shown

_BOM = b"\xef\xbb\xbf"
_MAX_DEPTH = 32
_LARGEST_DOUBLE = sys.float_info.max


def read_object(raw: bytes | str) -> dict[str, Any]:
    """The JSON object (RFC 8259) in ``raw``.

    Raises BadRecord: not-utf-8 (lone surrogates too), not-json (NaN and Infinity too), not-an-object,
    nul-character (PostgreSQL stores no NUL in a text) and too-deep (more than 32 levels).
    """
    line = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    line = line.removeprefix(_BOM)
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _why_unreadable(line, error) from error
    if not isinstance(found, dict):
        raise BadRecord("not-an-object", "record", shown(found), "a JSON object")
    # A NUL can only stand escaped in valid JSON, so nearly every line is spared the walk.
    if b"\\u0000" in line:
        _refuse_nul(found)
    if line.count(b"[") + line.count(b"{") > _MAX_DEPTH:
        _refuse_deep(found)
    return found


def _why_unreadable(line: bytes, error: orjson.JSONDecodeError) -> BadRecord:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        cut = line[max(0, undecodable.start - 10) : undecodable.start + 10]
        return BadRecord("not-utf-8", "record", shown(cut), "UTF-8 text")
    if "depth limit" in str(error):
        return BadRecord("too-deep", "record", shown(line), f"at most {_MAX_DEPTH} levels of nesting")
    if infinite := _infinite_number(line):
        return BadRecord("out-of-range", *infinite, "a finite number")
    if "surrogate" in str(error):
        return BadRecord("not-utf-8", "record", shown(line), "UTF-8 text, without half of a surrogate pair")
    return BadRecord("not-json", "record", shown(line), f"one JSON object a line (the parser says: {error})")


def _infinite_number(line: bytes) -> tuple[str, str] | None:
    """The key and the value of a top-level number that no double can hold, such as NaN or 1e400.

    JSON has no such number, so the strict parser refuses the line; the standard library's reads on.
    """
    try:
        found = json.loads(line, parse_int=float)  # so that no number of digits is too long
    except (ValueError, RecursionError):
        return None
    for key, value in found.items() if isinstance(found, dict) else ():
        is_number = isinstance(value, float)
        if is_number and not -_LARGEST_DOUBLE <= value <= _LARGEST_DOUBLE:
            return key, shown(value)
    return None


def _refuse_nul(found: dict[str, Any]) -> None:
    for key, value in found.items():
        for text in _texts({key: value}):
            if "\0" in text:
                raise BadRecord("nul-character", key, shown(text), "text without the NUL character")


def _texts(value: object) -> Iterator[str]:
    unread = [value]
    while unread:
        part = unread.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            unread.extend(part.keys())
            unread.extend(part.values())
        elif isinstance(part, list):
            unread.extend(part)


def _refuse_deep(found: dict[str, Any]) -> None:
    level: list[Any] = [found]
    for _ in range(_MAX_DEPTH):
        children = [part.values() if isinstance(part, dict) else part for part in level]
        level = [value for values in children for value in values if isinstance(value, dict | list)]
        if not level:
            return
    raise BadRecord("too-deep", "record", shown(found), f"at most {_MAX_DEPTH} levels of nesting")
