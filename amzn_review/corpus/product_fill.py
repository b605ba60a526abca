"""Metadata for the products in use that have none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import orjson

from amzn_review.corpus.demo_products import make_products
from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout, review_file_names, validate_category
from amzn_review.records.product_record import parse_product
from amzn_review.records.review_record import parse_review
from console.progress_bar import Advance
from storage.gzip_file import write_gzip_atomically
from text_files.bad_record import BadRecord
from text_files.framing.read_source import UnreadableFileError, unreadable
from text_files.json_lines import read_lines

Record = TypeVar("Record")


@dataclass(frozen=True)
class ProductFillReport:
    """Products that a category's reviews name, how many were made up now, and the file (None if none was)."""

    category: str
    in_use: int
    made: int
    file: Path | None


def fill_products(
    layout: DataLayout, category: str, seed: int = 0, progress: Advance | None = None
) -> ProductFillReport:
    """Make metadata up for each asin in DATA_DIR/<category> that no file in metadata/products covers.

    The new file lies in metadata/products too, so a second run makes nothing. ``progress(pieces_read,
    review files)``. Raises UnreadableFileError, ValueError for a name no category can have, OSError.
    """
    in_use = _asins_in_use(layout.review_folder(validate_category(category)), progress)
    missing = sorted(in_use - set(_asins_covered(layout.metadata_products)))
    if not missing:
        return ProductFillReport(category, len(in_use), 0, None)
    file = layout.metadata_products / made_up_file_name(category, seed, missing)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_gzip_atomically(
        file, (orjson.dumps(product) + b"\n" for product in make_products(missing, category, seed))
    )
    return ProductFillReport(category, len(in_use), len(missing), file)


def made_up_file_name(category: str, seed: int, asins: Iterable[str]) -> str:
    """The name of the file with metadata made up for these products.

    It tells the content, so the uploader takes a later file for a new one.
    """
    digest = hashlib.blake2b("\n".join([str(seed), *sorted(asins)]).encode(), digest_size=4).hexdigest()
    return f"faker-{category}-{digest}{REVIEW_SUFFIX}"


def _asins_in_use(folder: Path, progress: Advance | None) -> set[str]:
    if not folder.is_dir():
        raise UnreadableFileError(
            f"{folder} does not exist: make it with `amzn-review data split FILE` first."
        )
    names = review_file_names(folder)
    asins: set[str] = set()
    for number, name in enumerate(names, start=1):
        try:
            asins.update(review.product_asin for review in _records(folder / name, parse_review))
        except UnreadableFileError:
            continue  # the loader sets such a review file aside; what it names before its damage is in
        finally:
            if progress and number % 256 == 0:
                progress(number, len(names))
    return asins


def _asins_covered(folder: Path) -> Iterator[str]:
    for name in review_file_names(folder) if folder.is_dir() else []:
        for product in _records(folder / name, parse_product):
            yield product.asin


def _records(file: Path, parse: Callable[[bytes], Record]) -> Iterator[Record]:
    for line in _lines(file):
        try:
            yield parse(line)
        except BadRecord:
            continue  # the loader will refuse it too, so it neither names nor covers a product


def _lines(file: Path) -> Iterator[bytes]:
    """The lines that the loader would read. Raises UnreadableFileError, OSError."""
    try:
        with file.open("rb") as opened:
            yield from read_lines(opened, file.name)
    except BadRecord as bad:
        raise unreadable(file, bad) from bad
