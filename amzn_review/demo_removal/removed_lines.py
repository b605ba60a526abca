"""A file without its made-up records."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from amzn_review.corpus.made_up_reviews import PRODUCTS, MadeUpReviews
from amzn_review.records.product_record import parse_product
from amzn_review.records.review_record import parse_review
from text_files.bad_record import BadRecord


@dataclass(frozen=True)
class RestOfFile:
    """What is left of a file: its bytes, None if nothing is; and how many records were taken out."""

    content: bytes | None
    removed: int


def may_hold_made_up(key: str, made_up: MadeUpReviews) -> bool:
    """Whether a file of this key below uploaded/ lies where a demo's reviews or made-up products lie."""
    folder, _, name = key.rpartition("/")
    return folder in made_up.files and (folder != PRODUCTS or name.startswith("faker-"))


def rest_of_file(key: str, content: bytes, made_up: MadeUpReviews) -> RestOfFile:
    """The file of this key below uploaded/ without what a demo has.

    In a file that holds other records too, an empty line takes the place of each: the others keep their line
    numbers. What cannot be read is no demo's and stays.
    """
    try:
        lines = io.BytesIO(gzip.decompress(content)).readlines()
    except (OSError, EOFError, zlib.error):
        return RestOfFile(content, 0)
    is_made_up = _made_up_products if key.startswith(f"{PRODUCTS}/") else _made_up_reviews
    places = {place for place, made in enumerate(is_made_up(lines, made_up)) if made}
    if not places:
        return RestOfFile(content, 0)
    if all(place in places or not line.strip() for place, line in enumerate(lines)):
        return RestOfFile(None, len(places))
    rest = b"".join(b"\n" if place in places else line for place, line in enumerate(lines))
    return RestOfFile(gzip.compress(rest, mtime=0), len(places))


def _made_up_reviews(lines: list[bytes], made_up: MadeUpReviews) -> Iterator[bool]:
    for line in lines:
        try:
            yield parse_review(line).review_key in made_up.keys
        except BadRecord:
            yield False


def _made_up_products(lines: list[bytes], made_up: MadeUpReviews) -> Iterator[bool]:
    for line in lines:
        try:
            yield parse_product(line).asin in made_up.asins
        except (BadRecord, orjson.JSONDecodeError):
            yield False
