"""A file of texts as characters: gzip or plain, in the encoding that its first bytes or somebody tells."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from errors import SentenceError

_GZIP_MAGIC = b"\x1f\x8b"
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class UnreadableTextsError(SentenceError):
    """A file of texts that cannot be taken, not even in part; ``str()`` is one sentence."""


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, out of gzip if it is that. Raises UnreadableTextsError, in the block too."""
    if not path.is_file():
        found = "is not a file" if path.exists() else "does not exist"
        raise UnreadableTextsError(f"{path} {found}: expected a file of texts; check the path.")
    with path.open("rb") as file:
        is_gzip = file.read(2) == _GZIP_MAGIC
        file.seek(0)
        if path.name.endswith(".gz") and not is_gzip:
            raise UnreadableTextsError(f"{path} is not gzip, as its name says: rename it or get it again.")
        try:
            yield cast(BinaryIO, gzip.GzipFile(fileobj=file)) if is_gzip else file
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UnreadableTextsError(
                f"{path} is damaged or ends too early ({error}): expected a whole gzip file; get it again."
            ) from error


def encoding_told_by(content: bytes) -> str | None:
    """The encoding that a byte-order mark at the beginning tells."""
    return next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)


@contextmanager
def as_text(file: BinaryIO, path: Path, declared: str) -> Iterator[TextIO]:
    """The file as text with its line ends: by its byte-order mark, or else in the `declared` encoding.

    A byte that is none of UTF-8 becomes a lone surrogate, so that one record is bad and not the file.
    Raises UnreadableTextsError when the mark is another encoding's than UTF-8's and nobody declared it.
    """
    try:
        wanted = codecs.lookup(declared).name
    except LookupError:
        raise UnreadableTextsError(
            f"There is no encoding {declared!r}: expected one such as utf-8, latin-1 or cp1252."
        ) from None
    buffered = io.BufferedReader(cast(io.RawIOBase, file)) if not hasattr(file, "peek") else file
    told = encoding_told_by(buffered.peek(4)[:4])
    if told and told != "utf-8-sig" and not wanted.startswith(told):
        raise UnreadableTextsError(
            f"{path} begins as {told.upper()} does: say --encoding {told}, or convert it to UTF-8."
        )
    encoding = "utf-8-sig" if told == "utf-8-sig" else wanted
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()  # whoever opened the file closes it
