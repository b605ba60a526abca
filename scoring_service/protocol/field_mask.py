"""`?fields=`: the parts of an answer that a client wants.

https://developers.google.com/workspace/drive/api/guides/performance#partial-response
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from scoring_service.protocol.api_error import ApiError

LONGEST, DEEPEST = 2_000, 20
_TOKEN = re.compile(r"\s*([A-Za-z0-9_@.:*-]+|[(),/])")
Mask: TypeAlias = "dict[str, Mask]"  # an empty one: all that is there


def read_mask(fields: str) -> Mask:
    """Return the mask that a parameter such as "languages,attributeScores(TOXICITY/summaryScore)" means.

    Raises ApiError when it has another form.
    """
    if len(fields) > LONGEST:
        raise ApiError(f"fields has {len(fields):,} characters; expected at most {LONGEST:,}.")
    tokens, place = [], 0
    while place < len(fields.rstrip()):
        found = _TOKEN.match(fields, place)
        if found is None:
            raise _wrong()
        tokens.append(found[1])
        place = found.end()
    tokens.reverse()
    mask = _list(tokens, 0)
    if tokens:
        raise _wrong()
    return mask


def apply_mask(mask: Mask, content: Any) -> Any:
    """Return the parts of JSON content that the mask names; of a list, those of each entry."""
    if not mask:
        return content
    if isinstance(content, list):
        return [apply_mask(mask, entry) for entry in content]
    if not isinstance(content, dict):
        return content
    everyone = mask.get("*")
    wanted = {name: mask.get(name, everyone) for name in content}
    return {name: apply_mask(part, content[name]) for name, part in wanted.items() if part is not None}


def _list(tokens: list[str], depth: int) -> Mask:
    """The entries up to the closing bracket or the end; `tokens` are taken from its end."""
    if depth > DEEPEST:
        raise _wrong()
    mask: Mask = {}
    while True:
        _entry(tokens, mask, depth)
        if not tokens or tokens[-1] != ",":
            return mask
        tokens.pop()


def _entry(tokens: list[str], mask: Mask, depth: int) -> None:
    """One entry, a path such as a/b(c,d)."""
    path = [_name(tokens)]
    while tokens and tokens[-1] == "/":
        tokens.pop()
        path.append(_name(tokens))
    below: Mask = {}
    if tokens and tokens[-1] == "(":
        tokens.pop()
        below = _list(tokens, depth + 1)
        if not tokens or tokens.pop() != ")":
            raise _wrong()
    for name in reversed(path[1:]):
        below = {name: below}
    _join(mask, path[0], below)


def _join(mask: Mask, name: str, below: Mask) -> None:
    """Add a part; all of a part is more than some of it."""
    if name not in mask:
        mask[name] = below
    elif not mask[name] or not below:
        mask[name] = {}
    else:
        for inner, part in below.items():
            _join(mask[name], inner, part)


def _name(tokens: list[str]) -> str:
    if not tokens or tokens[-1] in "(),/":
        raise _wrong()
    return tokens.pop()


def _wrong() -> ApiError:
    return ApiError(
        "fields cannot be read; expected such as attributeScores(TOXICITY/summaryScore),languages."
    )
