"""Fields of a JSON object, checked one by one.

proto3's JSON: null is as good as absent, and a name may be written in snake_case too.
https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from scoring_service.protocol.api_error import ApiError

LONGEST_NAME = 60
Fields = Mapping[str, Any]


def fields_of(value: object, where: str, known: Collection[str]) -> Fields:
    """Return the object's fields by their camelCase names, without those that are null.

    `where` names the object in messages. Raises ApiError when it is none, or has a field that is not known:
    a misspelt doNotStore must not be overlooked.
    """
    found: dict[str, Any] = {}
    for name, content in _object(value, where).items():
        camel = re.sub(r"_([a-z])", lambda letter: letter[1].upper(), name)
        if camel not in known:
            raise ApiError(
                f"{where} has the unknown field {name[:LONGEST_NAME]!r}; "
                f"expected some of {', '.join(sorted(known))}."
            )
        if camel in found:
            raise ApiError(f"{where} has the field {camel} twice: send it once.")
        if content is not None:
            found[camel] = content
    return found


def map_of(fields: Fields, name: str) -> Mapping[str, Any]:
    """Return the field's object, whose names are free; empty when it is absent. Raises ApiError."""
    return _object(fields.get(name, {}), name)


def text_of(fields: Fields, name: str) -> str:
    """Return the field's text, empty when it is absent. Raises ApiError."""
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name, value, "a string")
    return value


def flag_of(fields: Fields, name: str) -> bool:
    """Return whether the field is true; it is not when it is absent. Raises ApiError."""
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(name, value, "true or false")
    return value


def number_of(fields: Fields, name: str) -> float | None:
    """Return the field's number, None when it is absent; JSON knows no NaN. Raises ApiError."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(name, value, "a finite number")
    return float(value)


def offset_of(fields: Fields, name: str) -> int | None:
    """Return the field's whole number from 0, None when it is absent. Raises ApiError."""
    value = fields.get(name)
    if value is None:
        return None
    if type(value) is not int or value < 0:
        raise _wrong(name, value, "a whole number from 0")
    return int(value)


def choice_of(fields: Fields, name: str, choices: Collection[str], default: str) -> str:
    """Return the field's word. Raises ApiError when it is none of the choices."""
    value = fields.get(name, default)
    if not isinstance(value, str) or value not in choices:
        raise _wrong(name, value, f"one of {', '.join(sorted(choices))}")
    return value


def list_of(fields: Fields, name: str) -> list[Any]:
    """Return the field's list, empty when it is absent. Raises ApiError."""
    value = fields.get(name, [])
    if not isinstance(value, list):
        raise _wrong(name, value, "a list")
    return value


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, value, "an object")
    return value


def _wrong(name: str, value: object, expected: str) -> ApiError:
    # Never the value itself: it may be a comment in the wrong place.
    return ApiError(f"{name} is a {type(value).__name__}; expected {expected}.")
