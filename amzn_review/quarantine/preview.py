"""What a file of the quarantine holds, for a person to read: cut, and nothing in it acts on the terminal."""

from __future__ import annotations

import stat
import zlib
from pathlib import Path

SHOWN_CHARACTERS = 2_000
READ_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header


def file_kind(path: Path) -> str:
    """ "file", "link", "other" (a pipe, socket, device or folder) or "missing"; links are not followed."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return "missing"
    if stat.S_ISLNK(mode):
        return "link"
    return "file" if stat.S_ISREG(mode) else "other"


def described(path: Path) -> tuple[str, str]:
    """What lies there (its size, "a link to …", "nothing is there"), and the beginning of its text.

    Raises OSError.
    """
    kind = file_kind(path)
    if kind == "link":
        return f"a link to {str(path.readlink())!a}", ""
    if kind == "file":
        size = f"{path.stat().st_size:,} bytes"
        try:
            return size, shown_text(path)
        except PermissionError:
            return f"{size}, which this user may not read", ""
    return ("nothing is there" if kind == "missing" else "no file"), ""


def shown_text(path: Path) -> str:
    """The beginning of a file, unpacked as far as that goes; what cannot be printed is escaped.

    At most 2,000 characters, then an ellipsis. Raises OSError.
    """
    with path.open("rb") as file:
        return text_of(file.read(READ_BYTES))


def text_of(content: bytes) -> str:
    """As `shown_text`, of the first `READ_BYTES` of a file."""
    if content.startswith(_GZIP_MAGIC):
        content = _unpacked(content)
    text = content[: SHOWN_CHARACTERS * 4 + 4].decode("utf-8", "backslashreplace")
    shown = "".join(map(_printable, text[: SHOWN_CHARACTERS + 1]))
    return shown if len(shown) <= SHOWN_CHARACTERS else shown[:SHOWN_CHARACTERS] + "…"


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    unpacked = b""
    try:
        # In small steps, because a step that meets damage gives nothing.
        for start in range(0, len(content), 512):
            unpacked += unpacker.decompress(content[start : start + 512], READ_BYTES)
            if len(unpacked) >= READ_BYTES:
                break
    except zlib.error:
        pass
    return unpacked


def _printable(character: str) -> str:
    return character if character.isprintable() or character == "\n" else ascii(character)[1:-1]
