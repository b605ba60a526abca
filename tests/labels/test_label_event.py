"""Keys of label events: the bytes that every loaded event was keyed by."""

from __future__ import annotations

import hashlib
import json

import pytest

from labels.label_event import LabelSource, event_key, label_set_text

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("source", "label", "label_set"),
    [
        ("gold", "good", None),
        ("weak", 'a "quoted" \\ label', None),
        ("person", "línea\nnueva\t🙂\x01\u2028", None),
        ("crowd", None, label_set_text(["y", "x", "ñ", "x"])),
        ("client", "", None),
    ],
)
def test_the_key_is_that_of_a_json_list(
    source: LabelSource, label: str | None, label_set: str | None
) -> None:
    content = json.dumps([KEY, source, label, label_set], ensure_ascii=False).encode()
    assert event_key(KEY, source, label, label_set) == hashlib.blake2b(content, digest_size=16).hexdigest()


def test_a_set_is_sorted_and_has_each_label_once() -> None:
    assert label_set_text(["y", "x", "ñ", "x"]) == '["x", "y", "ñ"]'
