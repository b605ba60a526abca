"""Whether a file has arrived whole, or somebody is still writing it."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from typing import BinaryIO

from amzn_review.climate.climate_line import read_climate_lines
from amzn_review.load_limits import LoadLimits
from text_files.bad_record import BadRecord

_BROKEN = frozenset({"empty", "not-gzip", "truncated-gzip", "damaged-gzip"})


def is_unfinished(file: BinaryIO, key: str, limits: LoadLimits) -> bool:
    """Whether a file is left for the next run.

    Somebody has it open for writing; or it was written to less than `limits.young_seconds` ago and is broken
    gzip, empty, or ends within a line, as a file does that comes from another machine piece by piece.
    """
    if _is_open_for_writing(file):
        return True
    age = time.time() - os.fstat(file.fileno()).st_mtime
    if abs(age) >= limits.young_seconds:
        return False
    try:
        for _ in read_climate_lines(file, key, limits.max_line_bytes):
            pass
    except BadRecord as bad:
        return bad.reason in _BROKEN
    return not key.endswith(".gz") and _last_byte(file) != b"\n"


def _is_open_for_writing(file: BinaryIO) -> bool:
    """A read lease (fcntl(2), F_SETLEASE) is refused with EAGAIN on a file that is open for writing."""
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        # Any other refusal: another user's file, or a file system without leases. Then its age has to tell.
        return error.errno == errno.EAGAIN
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _last_byte(file: BinaryIO) -> bytes:
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), 1, max(size - 1, 0))
