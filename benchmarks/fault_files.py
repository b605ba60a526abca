"""What arrives in BENCH=faults: one-review files, and among them some of every other kind."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.review_files import ReviewFiles

CATEGORIES = ("cups", "kettles", "lamps")
LARGE_LINES = 1_000  # gzipped more than what the loader reads in one call
_OLD_S = 3600  # a younger broken file would be left for the next run


def fault_files(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """The key below uploaded/ and the content of `number` files; same seed, same files.

    Of a hundred, 88 hold a new review each; 4 bring an earlier one again, under another name; 1 holds ten
    reviews and a bad line, 1 a product's metadata; 6 are bad. Besides, four large files of 1,000 lines,
    one of which is cut off, and one of which holds a bad line.
    """
    reviews = ReviewFiles(number, reviewers=number // 2 + 1, products=number // 50 + 1, seed=seed).lines()
    earlier = _plain(next(reviews))
    for place in range(number - 4):
        review = _plain(next(reviews))
        kind = place % 100
        key = f"reviews/{_category(review)}/{place:07d}-{kind}.json.gz"
        if kind == 0:
            yield key, _bad(place // 100, review)
        elif kind < 6:
            yield key, _bad(kind, review)
        elif kind < 10:
            yield f"reviews/{_category(earlier)}/{place:07d}-{kind}.json.gz", _gzipped(earlier)
        elif kind == 10:
            lines = [_renamed(review, f"line {line}") for line in range(10)]
            yield key, _gzipped(*lines[:6], b'{"overall": 5,\n', *lines[6:])
        elif kind == 11:
            product = {"asin": f"B{place:09d}", "title": f"Lamp {place}", "price": "$12.50"}
            yield f"metadata/products/{place:07d}.json.gz", _gzipped(json.dumps(product).encode())
        else:
            earlier = review
            yield key, _gzipped(review)
    yield from _large(earlier, seed)


def write_fault_files(files: Mapping[str, bytes], root: Path) -> None:
    """Write the files below `root`, as if they had arrived an hour ago."""
    moment = time.time() - _OLD_S
    for folder in {key.rpartition("/")[0] for key in files}:
        (root / folder).mkdir(parents=True)
    for key, content in files.items():
        path = root / key
        path.write_bytes(content)
        os.utime(path, (moment, moment))


def _gzipped(*lines: bytes) -> bytes:
    return gzip.compress(b"".join(lines), 6, mtime=0)


def _plain(line: bytes) -> bytes:
    """The review with one name a reviewer: else the order of the files decides which one is known first."""
    review = json.loads(line)
    return json.dumps(review | {"reviewerName": f"Reviewer {review['reviewerID']}"}).encode() + b"\n"


def _renamed(line: bytes, summary: str) -> bytes:
    return json.dumps(json.loads(line) | {"summary": summary}).encode() + b"\n"


def _category(line: bytes) -> str:
    """One category a product, for the same reason."""
    digest = hashlib.blake2b(json.loads(line)["asin"].encode()).digest()
    return CATEGORIES[digest[0] % len(CATEGORIES)]


def _bad(kind: int, review: bytes) -> bytes:
    whole = _gzipped(review)
    return (
        whole[: len(whole) // 2],
        whole[:-8] + bytes(8),
        b"",
        _gzipped(b"[1, 2]\n"),
        _gzipped(_renamed(review, "\0")),
        _gzipped(json.dumps(json.loads(review) | {"overall": 6}).encode()),
    )[kind % 6]


def _large(review: bytes, seed: int) -> Iterator[tuple[str, bytes]]:
    for name in ("whole", "with a bad line", "cut off", "of two members"):
        texts = (f"{seed} {name} {place}" for place in range(LARGE_LINES))
        lines = [_renamed(review, random.Random(text).randbytes(100).hex()) for text in texts]
        if name == "with a bad line":
            lines[LARGE_LINES // 2] = b"null\n"
        content = _gzipped(*lines)
        if name == "cut off":
            content = content[:-100]
        if name == "of two members":
            content += _gzipped(_renamed(review, "the second member"))
        yield f"reviews/{_category(review)}/large {name}.json.gz", content
