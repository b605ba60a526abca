"""Links, names and symbols: what texts of the web hold besides words."""

import re
import unicodedata
from collections.abc import Callable

URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
MENTION = re.compile(r"(?<!\w)@\w+")
TAG_OF_HTML = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,2000}?-->", re.DOTALL)
HASHTAG_ALONE = re.compile(r"#\w+")
NO_SPACE = re.compile(r"\S+")
# Parts of emoji that are symbols of no kind by themselves: joiners, variants, a frame.
JOINERS = "\u200d\ufe0e\ufe0f\u20e3"


class Spaces(dict[int, str]):
    """A table for `str.translate` that turns each character of a kind into a space; filled as texts ask."""

    def __init__(self, belongs: Callable[[str], bool]) -> None:
        super().__init__()
        self._belongs = belongs

    def __missing__(self, code: int) -> str:
        self[code] = " " if self._belongs(chr(code)) else chr(code)
        return self[code]


def is_emoji(character: str) -> bool:
    """Whether a character is a pictorial symbol or a part of one."""
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return unicodedata.category(character) == "So" or is_skin_tone or character in JOINERS


def is_punctuation(character: str) -> bool:
    """Whether a character is punctuation, or a sign of currency or mathematics."""
    return unicodedata.category(character)[0] in "PS" and not is_emoji(character)


def without_trailing_hashtags(text: str) -> str:
    """Return `text` without the hashtags that have nothing but hashtags and space behind them."""
    end = len(text)
    for word in reversed(list(NO_SPACE.finditer(text))):
        if not HASHTAG_ALONE.fullmatch(word[0]):
            break
        end = word.start()
    return text[:end]


PUNCTUATION = Spaces(is_punctuation)
EMOJI = Spaces(is_emoji)
