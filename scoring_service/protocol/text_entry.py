"""A text of a request: its characters as they came, and as a model reads them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from scoring_service.protocol.api_error import ApiError, ErrorType
from scoring_service.protocol.json_fields import Fields, choice_of, fields_of, text_of

PLAIN_TEXT, HTML = "PLAIN_TEXT", "HTML"
TEXT_TYPES = (PLAIN_TEXT, HTML, "TEXT_TYPE_UNSPECIFIED")
MOST_BYTES = 20_480
# A comment, the content of what shows none of its text, or any tag.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|</?[a-z!][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True)
class TextEntry:
    """`text` as the client sent it; `is_html`: its tags and entities are not read as words."""

    text: str
    is_html: bool = False

    @property
    def visible(self) -> str:
        """The text with its markup blanked out, as long as before, so that offsets stay."""
        if not self.is_html:
            return self.text
        return _MARKUP.sub(lambda found: " " * len(found[0]), self.text)

    def readable(self, begin: int, end: int) -> str:
        """Return what a model reads of these code points: without tags, entities as the characters meant."""
        part = self.visible[begin:end]
        return html.unescape(part).strip() if self.is_html else part


def read_entry(value: object, where: str) -> TextEntry:
    """Return a TextEntry, perhaps without text. Raises ApiError."""
    fields = fields_of(value, where, ("text", "type"))
    return TextEntry(text_of(fields, "text"), choice_of(fields, "type", TEXT_TYPES, PLAIN_TEXT) == HTML)


def read_comment(request: Fields) -> TextEntry:
    """Return the request's comment. Raises ApiError: COMMENT_EMPTY, COMMENT_TOO_LONG, INVALID_REQUEST."""
    entry = read_entry(request.get("comment", {}), "comment")
    size = len(entry.text.encode())
    if size > MOST_BYTES:
        raise ApiError(
            f"The comment has {size:,} bytes of UTF-8; expected at most {MOST_BYTES:,}: shorten it.",
            ErrorType.COMMENT_TOO_LONG,
        )
    if not entry.readable(0, len(entry.text)).strip():
        raise ApiError("The comment is empty: send a text in comment.text.", ErrorType.COMMENT_EMPTY)
    return entry
