"""Why a line of input cannot become a record."""

from __future__ import annotations

_SHOWN_CHARACTERS = 80


class BadRecord(Exception):
    """A line that is not a review or a product; ``str()`` is one sentence.

    ``reason`` is a slug (it names a folder of the quarantine): not-json, not-utf-8, not-an-object,
    missing-key, wrong-type, empty, out-of-range, nul-character or too-deep. ``field`` is the key as the file
    spells it, or "record" for the whole line. ``found`` is the value's repr, cut to 80 characters.
    ``expected`` completes the sentence "expected …".
    """

    def __init__(self, reason: str, field: str, found: str, expected: str) -> None:
        super().__init__(reason, field, found, expected)
        self.reason = reason
        self.field = field
        self.found = found
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.field}: found {self.found}, expected {self.expected} ({self.reason})."


def shown(value: object) -> str:
    """The value's repr in printable ASCII, cut to 80 characters."""
    try:
        text = ascii(value)
    except RecursionError:
        text = f"a {type(value).__name__} that is nested too deep to show"
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
