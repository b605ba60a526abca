"""Metadata for the products in use that have none."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from amzn_review.bad_record import BadRecord
from amzn_review.data_layout import PIECE_SUFFIX, DataLayout, is_piece, validate_category
from amzn_review.demo_products import make_products
from amzn_review.json_lines import UnreadableFileError, read_lines
from amzn_review.product_record import parse_product
from amzn_review.review_record import parse_review

Progress = Callable[[int, int], None]

_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header without a time stamp


@dataclass(frozen=True)
class ProductFillReport:
    """Products that a category's reviews name, how many were made up now, and the file (None if none was)."""

    category: str
    in_use: int
    made: int
    file: Path | None


def fill_products(
    layout: DataLayout, category: str, seed: int = 0, progress: Progress | None = None
) -> ProductFillReport:
    """Make metadata up for each asin in DATA_DIR/<category> that no file in metadata/products covers.

    The new file lies in metadata/products too, so a second run makes nothing. ``progress(pieces_read,
    pieces)``. Raises UnreadableFileError, ValueError for a name no category can have, OSError.
    """
    in_use = _asins_in_use(layout.pieces(validate_category(category)), progress)
    missing = sorted(in_use - set(_asins_covered(layout.metadata_products)))
    if not missing:
        return ProductFillReport(category, len(in_use), 0, None)
    # The name tells the content, so the uploader takes a later file for a new one.
    digest = hashlib.blake2b("\n".join([str(seed), *missing]).encode(), digest_size=4).hexdigest()
    file = layout.metadata_products / f"faker-{category}-{digest}{PIECE_SUFFIX}"
    _write_whole(file, make_products(missing, category, seed))
    return ProductFillReport(category, len(in_use), len(missing), file)


def _asins_in_use(folder: Path, progress: Progress | None) -> set[str]:
    if not folder.is_dir():
        raise UnreadableFileError(
            f"{folder} does not exist: make it with `amzn-review data split FILE` first."
        )
    pieces = [path for path in folder.iterdir() if is_piece(path.name)]
    asins: set[str] = set()
    for number, piece in enumerate(pieces, start=1):
        asins.update(_asins_of(piece))
        if progress and number % 256 == 0:
            progress(number, len(pieces))
    return asins


def _asins_of(piece: Path) -> Iterator[str]:
    try:
        content = gzip.decompress(piece.read_bytes())
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return  # the loader sets such a piece aside; it names no product
    for line in content.splitlines():
        try:
            yield parse_review(line).product_asin
        except BadRecord:
            continue  # likewise


def _asins_covered(folder: Path) -> Iterator[str]:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in files:
        if not is_piece(path.name):
            continue
        with path.open("rb") as file:
            for line in read_lines(file, path):
                try:
                    yield parse_product(line).asin
                except BadRecord:
                    continue  # a line that the loader will refuse covers nothing


def _write_whole(file: Path, products: Iterable[dict[str, object]]) -> None:
    content = b"".join(orjson.dumps(product) + b"\n" for product in products)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(zlib.compress(content, wbits=_GZIP_WINDOW))
        part.rename(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
