"""One field of a JSON object, read with its type checked; null is the same as absent."""

from __future__ import annotations

from typing import Any

from text_files.bad_record import BadRecord, shown

LONGEST_ID = 256  # published ones have 10 to 30 characters


def optional_text(found: dict[str, Any], key: str) -> str | None:
    """The text under ``key``, or None; raises BadRecord (wrong-type)."""
    value = found.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadRecord("wrong-type", key, shown(value), "text")


def required_text(found: dict[str, Any], key: str) -> str:
    """The text under ``key``, not blank; raises BadRecord (missing-key, wrong-type, empty)."""
    value = optional_text(found, key)
    if value is None:
        raise BadRecord("missing-key", key, "nothing", "text")
    if not value.strip():
        raise BadRecord("empty", key, shown(value), "text that is not empty")
    return value


def required_id(found: dict[str, Any], key: str) -> str:
    """The identifier under ``key``; raises BadRecord as ``required_text``, or out-of-range when too long.

    Identifiers are keys of tables, and PostgreSQL cannot index a text of several thousand bytes: one such
    record would stop its whole batch.
    """
    value = required_text(found, key)
    if len(value) > LONGEST_ID:
        raise BadRecord("out-of-range", key, f"{len(value)} characters", f"at most {LONGEST_ID} characters")
    return value


def whole_number(value: object, key: str, low: int, high: int) -> int:
    """``value`` as an int in low..high; raises BadRecord (missing-key, wrong-type, out-of-range)."""
    expected = f"a whole number from {low} to {high}"
    if value is None:
        raise BadRecord("missing-key", key, "nothing", expected)
    # bool is a kind of int to Python, not to a review.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRecord("wrong-type", key, shown(value), expected)
    if not low <= value <= high or value != int(value):
        raise BadRecord("out-of-range", key, shown(value), expected)
    return int(value)


def optional_flag(found: dict[str, Any], key: str) -> bool | None:
    """The boolean under ``key``, or None; raises BadRecord (wrong-type)."""
    value = found.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise BadRecord("wrong-type", key, shown(value), "true or false")


def optional_object(found: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The object under ``key``, or None if absent or empty; raises BadRecord (wrong-type)."""
    value = found.get(key)
    if value is None or isinstance(value, dict):
        return value or None
    raise BadRecord("wrong-type", key, shown(value), "an object")


def optional_list(found: dict[str, Any], key: str) -> list[Any] | None:
    """The list under ``key``, or None if absent or empty; raises BadRecord (wrong-type)."""
    value = found.get(key)
    if value is None or isinstance(value, list):
        return value or None
    raise BadRecord("wrong-type", key, shown(value), "a list")


def text_list(found: dict[str, Any], key: str) -> list[str]:
    """The list of texts under ``key``, [] if absent; a bare text is a list of one; raises BadRecord."""
    value = found.get(key)
    if isinstance(value, str):
        return [value] if value.strip() else []
    texts = optional_list(found, key) or []
    for text in texts:
        if not isinstance(text, str):
            raise BadRecord("wrong-type", key, shown(text), "a list of texts")
    return texts
