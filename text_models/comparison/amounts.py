"""What a person allows a comparison: a time, a memory, sizes of a learning curve."""

from __future__ import annotations

import re

from errors import SentenceError

SECONDS = {"s": 1.0, "m": 60.0, "h": 3_600.0}
BYTES = {"m": 1 << 20, "g": 1 << 30}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]?)")
ALL = "all"


class AmountError(SentenceError, ValueError):
    """An amount that cannot be worked with: a sentence."""


def parse_seconds(text: str) -> float:
    """Return the seconds of a time such as 90s, 20m or 2h. Raises AmountError."""
    return _parsed(text, SECONDS, "a time; expected seconds, minutes or hours, such as 90s, 20m or 2h")


def parse_bytes(text: str) -> int:
    """Return the bytes of a memory such as 800m or 4g. Raises AmountError."""
    return int(_parsed(text, BYTES, "a memory; expected megabytes or gigabytes, such as 800m or 4g"))


def parse_sizes(text: str) -> tuple[int | None, ...]:
    """Return the sizes of 8,32,all, ascending, None for all of the texts. Raises AmountError."""
    sizes = []
    for part in text.split(","):
        word = part.strip()
        if word != ALL and not (word.isascii() and word.isdecimal() and int(word) > 1):
            raise AmountError(
                f"{word!r} is no size of a learning curve; expected numbers of texts from 2 on, or all, such "
                "as 8,32,128,all."
            )
        sizes.append(None if word == ALL else int(word))
    numbers = sorted({size for size in sizes if size is not None})
    return (*numbers, *([None] if None in sizes else []))


def _parsed(text: str, units: dict[str, float] | dict[str, int], expected: str) -> float:
    found = AMOUNT.fullmatch(text.strip().lower())
    if not found or found[2] not in units or not float(found[1]):
        raise AmountError(f"{text!r} is no {expected.removeprefix('a ')}.")
    return float(found[1]) * units[found[2]]
