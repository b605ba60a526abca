"""Texts for a command: its arguments, or the lines of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from errors import SentenceError


class BadInputError(SentenceError, ValueError):
    """A text that cannot be judged; ``str()`` is one sentence with its number."""


def texts_of_arguments(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts with their numbers from 1.

    Raises BadInputError for an empty one, or one that is not UTF-8.
    """
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            raise BadInputError(f"Text {number} is empty: there is nothing to judge. Received: {text!r}")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise BadInputError(
                f"Text {number} is not UTF-8 (character {error.start + 1}): convert it and run again."
            ) from None
        yield number, text


def texts_of_lines(file: BinaryIO, name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold a text, with their numbers from 1; `name` is the file's in sentences.

    Raises BadInputError for a line that is not UTF-8.
    """
    for number, line in enumerate(file, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise BadInputError(
                f"Line {number} of {name} is not UTF-8 ({error.reason} at byte {error.start}); "
                "expected a text a line. Convert the file and run again."
            ) from None
        if text.strip():
            yield number, text


def shown(text: str, most: int = 60) -> str:
    """Return the beginning of a text as one line that a terminal can show: no control characters."""
    line = " ".join(text[: most * 2].split())[:most]
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
