"""A category's file of reviews to one file a review."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout, safe_stem, validate_category
from console.progress_bar import Advance
from storage.folder_lock import only_process
from storage.gzip_file import write_gzip_atomically
from text_files.framing.read_source import read_source


@dataclass(frozen=True)
class SplitReport:
    """What a file became: review files written now, those of an earlier run, and blank lines skipped."""

    category: str
    written: int
    already_there: int
    blank: int


def load_data(
    filepath: str | Path, category: str, data_dir: str | Path, progress: Advance | None = None
) -> SplitReport:
    """Write each line of ``filepath`` into a file of its own under DATA_DIR/<category>.

    Reads what `text_files.framing` reads, as a stream: a line is a record there, of JSON lines with its
    bytes unchanged. A review file is called ``<stem>-<line number>-<digest of the line>.json.gz``. A
    killed run leaves no half file, and the next run writes what is missing and nothing else. A power cut
    can do worse: a file that it left empty is written again, one that it tore is not seen here, and the
    loader sets it aside. Records are not judged: that is the loader's task. ``progress(bytes_read,
    bytes_total)`` counts bytes of the file as it lies on disk. Raises UnreadableFileError (what was split
    before stays), ValueError for a name no category can have, FolderBusyError, OSError.
    """
    source = Path(filepath)
    folder = DataLayout(Path(data_dir)).review_folder(validate_category(category))
    lines = read_source(source, progress)
    stem = safe_stem(source) or "reviews"
    counts = {"written": 0, "already_there": 0, "blank": 0}
    with only_process(folder / ".split.lock", "split", folder):
        for number, line in enumerate(lines, start=1):
            counts[_write_piece(folder, stem, number, line)] += 1
    return SplitReport(category, **counts)


def _write_piece(folder: Path, stem: str, number: int, line: bytes) -> str:
    text = line.rstrip(b"\r\n")
    if not text.strip():
        return "blank"
    review_file = folder / review_file_name(stem, number, text)
    if _is_there(review_file):
        return "already_there"
    write_gzip_atomically(review_file, [line])
    return "written"


def review_file_name(stem: str, number: int, line: bytes) -> str:
    """The name of the file that line ``number``, from 1, of a source of this stem is written to."""
    # Without the line's end: the last line may have none today and one tomorrow.
    digest = hashlib.blake2b(line.rstrip(b"\r\n"), digest_size=4).hexdigest()
    return f"{stem}-{number:08d}-{digest}{REVIEW_SUFFIX}"


def _is_there(review_file: Path) -> bool:
    try:
        return review_file.stat().st_size > 0  # a power cut can keep a name and lose its bytes
    except FileNotFoundError:
        return False
