"""HTML of a post as the text that a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = {"br": "\n", "p": "\n\n", "li": "\n"}
_MANY_BREAKS = re.compile(r"\n{3,}")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class names it
        self.parts.append(_BREAKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """The text without tags, character references resolved; a paragraph begins behind an empty line."""
    parser = _Texts()
    parser.feed(html)
    parser.close()
    return _MANY_BREAKS.sub("\n\n", "".join(parser.parts)).strip()
