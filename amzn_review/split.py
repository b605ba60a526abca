"""A category's file of reviews to one file a review."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import PIECE_SUFFIX, DataLayout, source_stem, validate_category
from amzn_review.folder_lock import only_process
from amzn_review.json_lines import UnreadableFileError, read_lines

Progress = Callable[[int, int], None]

_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header; its time stamp is then 0: same line, same bytes
_LINES_A_TICK = 256
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class SplitReport:
    """What a file became: pieces written now, pieces that an earlier run had written, blank lines skipped."""

    category: str
    written: int
    already_there: int
    blank: int


def load_data(
    filepath: str | Path, category: str, data_dir: str | Path, progress: Progress | None = None
) -> SplitReport:
    """Write each line of ``filepath`` into a file of its own under DATA_DIR/<category>.

    Reads JSON lines, gzip (RFC 1952) or plain, as a stream. A piece is called ``<stem>-<line number>-<digest
    of the line>.json.gz``, holds the line's bytes unchanged and appears whole or not at all, so a second run
    writes nothing new. Records are not judged here: that is the loader's task. ``progress(bytes_read,
    bytes_total)`` counts bytes of the file as it lies on disk. Raises UnreadableFileError (what was split
    before stays), ValueError for a name no category can have, FolderBusyError, OSError.
    """
    source = Path(filepath)
    folder = DataLayout(Path(data_dir)).pieces(validate_category(category))
    total = _size_of(source)
    stem = _UNSAFE_IN_NAME.sub("_", source_stem(source)).lstrip(".")[:100] or "reviews"
    counts = {"written": 0, "already_there": 0, "blank": 0}
    with only_process(folder / ".split.lock", "split", folder), source.open("rb") as file:
        for number, line in enumerate(read_lines(file, source), start=1):
            counts[_write_piece(folder, stem, number, line)] += 1
            if progress and number % _LINES_A_TICK == 0:
                progress(file.tell(), total)
    if counts["written"] + counts["already_there"] == 0:
        raise UnreadableFileError(
            f"{source} holds no line: expected one JSON object a line; choose another file."
        )
    if progress:
        progress(total, total)
    return SplitReport(category, **counts)


def _size_of(source: Path) -> int:
    if not source.exists():
        raise UnreadableFileError(f"{source} does not exist: expected a file of JSON lines; check the path.")
    if not source.is_file():
        raise UnreadableFileError(
            f"{source} is not a file: expected a file of JSON lines; name the file within it."
        )
    size = source.stat().st_size
    if size == 0:
        raise UnreadableFileError(f"{source} is empty (0 bytes): expected JSON lines; download it again.")
    return size


def _write_piece(folder: Path, stem: str, number: int, line: bytes) -> str:
    text = line.rstrip(b"\r\n")
    if not text.strip():
        return "blank"
    # Without the line's end: the last line may have none today and one tomorrow.
    digest = hashlib.blake2b(text, digest_size=4).hexdigest()
    name = f"{stem}-{number:08d}-{digest}{PIECE_SUFFIX}"
    piece = folder / name
    if piece.exists():
        return "already_there"
    part = folder / f".{name}.part"
    try:
        part.write_bytes(zlib.compress(line, wbits=_GZIP_WINDOW))
        part.rename(piece)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return "written"
