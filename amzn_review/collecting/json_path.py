"""A value somewhere in decoded JSON, by a path such as account.acct or langs.0."""

from __future__ import annotations

from typing import Any


def value_at(value: object, path: str) -> object:
    """What stands at the path; the value itself for an empty one, None where nothing stands."""
    for name in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def list_at(value: object, path: str) -> list[Any] | None:
    """The list at the path, None where something else stands.

    An empty one where nothing stands in an object: X leaves `data` out where nothing was found.
    """
    found = value_at(value, path)
    if found is None and isinstance(value, dict):
        return []
    return found if isinstance(found, list) else None
