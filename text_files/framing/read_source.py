"""The records of a file that a person named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from console.progress_bar import Advance
from errors import SentenceError
from text_files.bad_record import BadRecord
from text_files.framing.record_lines import record_lines
from text_files.framing.unpacked_parts import unpacked_parts

_LINES_A_TICK = 256


class UnreadableFileError(SentenceError):
    """A file that holds no records, or not to its end; ``str()`` is one sentence."""


def read_source(source: Path, progress: Advance | None = None) -> Iterator[bytes]:
    """The records of a file, a line each, as `record_lines` gives them, out of what `unpacked_parts` unpacks.

    The content alone tells how it is packed and framed, the name nothing. ``progress(bytes_read,
    bytes_total)`` counts bytes of the file as it lies on disk. Raises UnreadableFileError: before the first
    record if there is no such file or it holds something else, else after the last whole record.
    """
    if not source.exists():
        raise UnreadableFileError(
            f"{source} does not exist: expected a file of JSON records; check the path."
        )
    if not source.is_file():
        raise UnreadableFileError(
            f"{source} is not a file: expected a file of JSON records; name the file within it."
        )
    return _with_sentences(source, progress)


def _with_sentences(source: Path, progress: Advance | None) -> Iterator[bytes]:
    total = source.stat().st_size
    try:
        with source.open("rb") as file:
            lines = (line for part in unpacked_parts(file) for line in record_lines(part))
            for number, line in enumerate(lines, start=1):
                yield line
                if progress and number % _LINES_A_TICK == 0:
                    progress(min(file.tell(), total), total)
    except BadRecord as bad:
        raise unreadable(source, bad) from bad
    if progress:
        progress(total, total)


def unreadable(source: Path, bad: BadRecord) -> UnreadableFileError:
    """The sentence about a file that `bad` is about."""
    return UnreadableFileError(
        f"{source}: found {bad.found}, expected {bad.expected}; mend the file or download it again."
    )
