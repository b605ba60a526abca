"""Repairs that can be asked for by name, of a line or of a file's name."""

from __future__ import annotations

import ast
import codecs
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import REVIEW_SUFFIX, safe_stem

MAX_LITERAL_BYTES = 1024 * 1024  # Python's parser takes some hundred bytes of memory for each
_ESCAPE = re.compile(rb"\\(?:u0000|.)", re.DOTALL)
_READ_AS_WINDOWS_1252 = "amzn-review-read-as-windows-1252"


def _unchanged_line(line: bytes) -> bytes:
    return line


def _unchanged_name(name: str) -> str:
    return name


@dataclass(frozen=True)
class Fix:
    """One repair; what it cannot repair it gives back as it was."""

    name: str
    about: str
    mend_line: Callable[[bytes], bytes] = _unchanged_line
    mend_name: Callable[[str], str] = _unchanged_name


def drop_nul(line: bytes) -> bytes:
    r"""A line of JSON without its escapes `\u0000`; not one other byte is changed."""
    # In JSON a backslash always begins an escape, so that `\\u0000` is passed as a backslash and a text.
    return _ESCAPE.sub(lambda escape: b"" if escape[0] == rb"\u0000" else escape[0], line)


def from_latin_1(line: bytes) -> bytes:
    """A line in UTF-8 of which the bytes that are not were read as Windows-1252 (WHATWG's "latin1").

    A line with one of the five bytes that mean nothing there is given back as it was.
    """
    try:
        return line.decode("utf-8", _READ_AS_WINDOWS_1252).encode()
    except UnicodeDecodeError:
        return line


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error(_READ_AS_WINDOWS_1252, _read_as_windows_1252)


def from_python_literal(line: bytes) -> bytes:
    """A line of JSON from a Python dictionary of at most 1 MiB, as in files of 2014; nothing is run."""
    if len(line) > MAX_LITERAL_BYTES or _is_json(line):
        return line
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python does not know, which stay as they are
            found = ast.literal_eval(line.decode("utf-8-sig").strip())
        return json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return line


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def safe_name(name: str) -> str:
    """The name itself if it is printable, else one of ASCII letters, digits, ``.``, ``_`` and ``-``."""
    return name if name.isprintable() else f"{safe_stem(Path(name)) or 'renamed'}{REVIEW_SUFFIX}"


FIXES = {
    fix.name: fix
    for fix in (
        Fix("drop-nul", r"leave out the NUL characters (\u0000), which PostgreSQL cannot store", drop_nul),
        Fix("from-latin-1", "read bytes that are not UTF-8 as Windows-1252", from_latin_1),
        Fix("from-python-literal", "turn a Python dictionary, as of 2014, into JSON", from_python_literal),
        Fix("rename", "give a file with control characters in its name a plain one", mend_name=safe_name),
    )
}
