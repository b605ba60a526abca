"""The paths of a jsonpaths file, and what stands there in a JSON object.

Format: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

_STEP = re.compile(r"""\.([^.\[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]""")

JsonPath = tuple[str | int, ...]


class JsonPathError(Exception):
    """A jsonpaths file that COPY cannot use: ``str()`` is the sentence."""


def read_json_paths(document: bytes, url: str) -> list[JsonPath]:
    """The paths of the file in their order, each the names and places to follow. Raises JsonPathError."""
    try:
        paths = json.loads(document)["jsonpaths"]
    except (ValueError, KeyError, TypeError) as error:
        raise JsonPathError(
            f'{url} is no jsonpaths file: expected {{"jsonpaths": [...]}}; {error!r}.'
        ) from error
    if not isinstance(paths, list):
        raise JsonPathError(f"{url}: expected a list of paths, found {type(paths).__name__}.")
    return [_steps(path) for path in paths]


def _steps(path: object) -> JsonPath:
    steps: list[str | int] = []
    if isinstance(path, str) and path.startswith("$"):
        position = 1
        while match := _STEP.match(path, position):
            dotted, single, double, place = match.groups()
            steps.append(
                int(place) if place else next(name for name in (dotted, single, double) if name is not None)
            )
            position = match.end()
        if steps and position == len(path):
            return tuple(steps)
    raise JsonPathError(
        f"Invalid JSONPath format: {path} is not a valid JSONPath such as $['name'] or $.name."
    )


def value_at(document: object, path: Sequence[str | int]) -> Any:
    """What stands at the path; None when nothing does, as COPY has it."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(document, list) or step >= len(document):
                return None
            document = document[step]
        else:
            if not isinstance(document, dict):
                return None
            document = document.get(step)
    return document
