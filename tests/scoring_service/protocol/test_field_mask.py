"""`?fields=` by the forms of Google's page on partial answers."""

from __future__ import annotations

from typing import Any

import pytest

from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.field_mask import apply_mask, read_mask

ANSWER: dict[str, Any] = {
    "a": {"x": {"value": 1, "type": "P"}, "y": {"value": 2, "type": "P"}},
    "spans": [{"begin": 0, "end": 1}, {"begin": 1, "end": 2}],
    "languages": ["en"],
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("languages", {"languages": ["en"]}),
        ("languages, spans/begin", {"languages": ["en"], "spans": [{"begin": 0}, {"begin": 1}]}),
        ("a/x/value", {"a": {"x": {"value": 1}}}),
        ("a(x/value,y)", {"a": {"x": {"value": 1}, "y": {"value": 2, "type": "P"}}}),
        ("a/*/value", {"a": {"x": {"value": 1}, "y": {"value": 2}}}),
        ("a,a/x", {"a": ANSWER["a"]}),
        ("a/x/value,a/x/type", {"a": {"x": {"value": 1, "type": "P"}}}),
        ("*", ANSWER),
        ("nothing", {}),
        ("a/x/value/deeper", {"a": {"x": {"value": 1}}}),
    ],
)
def test_a_mask_leaves_what_it_names(fields: str, expected: dict[str, Any]) -> None:
    assert apply_mask(read_mask(fields), ANSWER) == expected


@pytest.mark.parametrize(
    "fields",
    ["a(", "a)", "a()", ",a", "a,", "a//b", "/a", "a b", "a;b", "a" * 2_001, "a(" * 30 + "b" + ")" * 30],
)
def test_what_is_no_mask(fields: str) -> None:
    with pytest.raises(ApiError, match="fields"):
        read_mask(fields)
