"""A file of the quarantine copied, repaired if asked for, and judged as a load would judge it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, get_args

from amzn_review.batch.arrivals import PRODUCTS_SOURCE, source_of
from amzn_review.batch.batch_counts import Rejection
from amzn_review.climate.daily_summaries import read_daily
from amzn_review.climate.station_list import read_stations
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.climate_layout import is_climate, is_station_list
from amzn_review.documents_layout import is_documents
from amzn_review.load_limits import LoadLimits
from amzn_review.quarantine.fixes import Fix
from amzn_review.records.product_record import parse_product
from amzn_review.records.review_record import parse_review
from errors import SentenceError
from storage.gzip_file import write_gzip_atomically
from text_files.bad_record import BadRecord
from text_files.documents.document_line import read_line
from text_files.json_lines import read_lines


class StillBadError(SentenceError):
    """A file is not one that can be loaded; ``str()`` is one sentence."""


def require_good_climate(file: BinaryIO, key: str, limits: LoadLimits) -> None:
    """Raises StillBadError for the first thing that is no climate, whatever CLIMATE_UNITS says."""
    first = None
    for setting in get_args(UnitsSetting):
        found = (
            read_stations(file, key, limits)
            if is_station_list(key)
            else read_daily(file, key, setting, limits)
        )
        first = next((item for item in found if isinstance(item, Rejection)), None)
        if first is None:
            return
    raise StillBadError(str(first))


def copy_repaired(path: Path, copy: Path, fixes: Sequence[Fix], max_line_bytes: int) -> bool:
    """Copy a file with each of its lines repaired by the fixes in turn.

    Returns whether any line changed: if none did, the copy has the same bytes. Memory is one line's. Raises
    StillBadError when the file cannot be read to its end, and OSError.
    """
    changed = False

    def mended() -> Iterator[bytes]:
        nonlocal changed
        with path.open("rb") as file:
            for line in read_lines(file, ".gz", max_line_bytes):
                body = found = line.rstrip(b"\r\n")
                for fix in fixes:
                    body = fix.mend_line(body)
                changed = changed or body != found
                yield line if body == found else body + b"\n"

    if fixes:
        try:
            write_gzip_atomically(copy, mended())
        except BadRecord as bad:
            raise StillBadError(str(bad)) from bad
    if not changed:
        shutil.copyfile(path, copy)
    return changed


def require_good(path: Path, key: str, max_line_bytes: int) -> None:
    """Raises StillBadError for the first thing in the file that is no record of what `key` says it holds."""
    if is_climate(key):
        with path.open("rb") as file:
            require_good_climate(file, key, LoadLimits(max_line_bytes=max_line_bytes))
        return
    parse: Callable[[bytes], object] = parse_review
    if source_of(key) == PRODUCTS_SOURCE:
        parse = parse_product
    elif is_documents(key):
        parse = read_line
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(read_lines(file, ".gz", max_line_bytes), start=1):  # noqa: B007 - told below
                if not line.isspace():
                    parse(line)
    except BadRecord as bad:
        where = "" if bad.field == "file" else f"line {number:,}: "
        raise StillBadError(f"{where}{bad}") from bad
