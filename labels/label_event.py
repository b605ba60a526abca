"""A label that a text was given, and how the same one is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Literal, get_args

LabelSource = Literal["gold", "weak", "crowd", "person", "client"]
LABEL_SOURCES: tuple[LabelSource, ...] = get_args(LabelSource)
_encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would make an encoder for each text


def label_set_text(labels: Sequence[str]) -> str:
    """A set of labels as column label_set holds it: a JSON list, each label once, sorted."""
    return _encode(sorted(set(labels)))


def event_key(document_key: str, source: LabelSource, label: str | None, label_set: str | None) -> str:
    """BLAKE2b-128 in hex of a document, who says so (its kind) and what is said.

    A file that is added twice gives no second event. `label_set` is a `label_set_text`, else None.
    """
    # As `json.dumps` writes that list, which takes four times as long: the keys of events that are loaded
    # hang on these bytes.
    content = f"[{_text(document_key)}, {_text(source)}, {_text(label)}, {_text(label_set)}]"
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)
