"""Files of one made-up review each, in number and size like a real category's: same seed, same bytes."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import re
from bisect import bisect_right
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from faker import Faker

from amzn_review.corpus.demo_text import DemoText
from amzn_review.corpus.demo_vocabulary import CATEGORIES
from amzn_review.data_layout import REVIEW_SUFFIX
from console.progress_bar import Advance

# Bytes of a line of All_Beauty (2018), by the share of lines that are no longer.
LINE_BYTES = (
    (0.0, 240), (0.05, 258), (0.25, 295), (0.5, 376), (0.75, 509), (0.95, 1022), (0.99, 1701), (1.0, 5547)
)  # fmt: skip
# Those lines are 306 bytes gzipped on average, because that category's texts are short and often repeated.
# Texts so much longer bring the mean to 500 bytes; the shape stays.
_TEXT_FACTOR = 2.35
_LEAST_TEXT = 10
_FIRST_DAY = datetime(2005, 1, 1, tzinfo=UTC)
_DAYS = 5_000
_STARS = (1, 2, 3, 4, 5)
_STAR_WEIGHTS = (9, 5, 9, 17, 60)
_VOTE_SHARE = 0.1
_STYLE_SHARE = 0.5
_SENTENCES = 20_000
_FILES_A_CHUNK = 1_000


@dataclass(frozen=True)
class ReviewFiles:
    """How many reviews, by how many reviewers, of how many products; each is drawn anew for every review.

    As many reviewers as reviews leave about 63 in 100 distinct (1 - 1/e). Half of the reviewers and products
    are drawn from the first `known_reviewers` and `known_products`, where they are given; all others are the
    seed's own.
    """

    reviews: int
    reviewers: int
    products: int
    seed: int = 0
    known_reviewers: int = 0
    known_products: int = 0

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The reviews as lines of JSON. Chunks of 1,000 have a random state of their own."""
        stop = self.reviews if stop is None else stop
        for number in range(start, stop):
            if number == start or number % _FILES_A_CHUNK == 0:
                chance = random.Random(f"{self.seed} {number}")
            yield _line(self, chance)

    def gzipped(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[str, bytes]]:
        """The name and the content of each file."""
        for number, line in enumerate(self.lines(start, stop), start=start):
            digest = hashlib.blake2b(line, digest_size=4).hexdigest()
            yield f"bench-{self.seed}-{number:08d}-{digest}{REVIEW_SUFFIX}", gzip.compress(line, 6, mtime=0)

    def write(self, folder: Path, progress: Advance | None = None) -> int:
        """Write a file a review into `folder`, in a process a core. Returns the bytes of all."""
        folder.mkdir(parents=True, exist_ok=True)
        starts = range(0, self.reviews, _FILES_A_CHUNK)
        written = 0
        with ProcessPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
            chunks = [pool.submit(self._write_chunk, folder, start) for start in starts]
            try:
                for done, chunk in enumerate(as_completed(chunks), start=1):
                    written += chunk.result()
                    if progress:
                        progress(min(done * _FILES_A_CHUNK, self.reviews), self.reviews)
            finally:
                pool.shutdown(cancel_futures=True)  # stopped with Ctrl-C, nobody wants the other chunks
        return written

    def _write_chunk(self, folder: Path, start: int) -> int:
        written = 0
        for name, content in self.gzipped(start, min(start + _FILES_A_CHUNK, self.reviews)):
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            written += os.write(descriptor, content)
            os.close(descriptor)
        return written


def reviewer_id(number: int) -> str:
    """The id of a reviewer: scattered like real ones, and computed alike in fill/users.sql."""
    return "A" + hashlib.md5(f"reviewer {number}".encode(), usedforsecurity=False).hexdigest()[:13].upper()


def product_id(number: int) -> str:
    """The id of a product, as in fill/products.sql."""
    return "B" + hashlib.md5(f"product {number}".encode(), usedforsecurity=False).hexdigest()[:9].upper()


def _line(files: ReviewFiles, chance: random.Random) -> bytes:
    stars = chance.choices(_STARS, _STAR_WEIGHTS)[0]
    moment = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    review: dict[str, object] = {
        "overall": float(stars),
        "verified": chance.random() < 0.9,
        "reviewTime": f"{moment:%m} {moment.day}, {moment.year}",
        "reviewerID": reviewer_id(_drawn(chance, files.known_reviewers, files.reviewers, files.seed)),
        "asin": product_id(_drawn(chance, files.known_products, files.products, files.seed)),
    }
    if chance.random() < _STYLE_SHARE:
        category = chance.choice(tuple(CATEGORIES.values()))
        review["style"] = {name: chance.choice(values) for name, values in category.styles.items()}
    review |= {
        "reviewerName": chance.choice(_pool().names),
        "reviewText": "",
        "summary": chance.choice(_pool().summaries),
        "unixReviewTime": int(moment.timestamp()),
    }
    if chance.random() < _VOTE_SHARE:
        review["vote"] = f"{chance.randint(2, 60)}"
    text_bytes = max(_line_bytes(chance.random()) - len(json.dumps(review)), _LEAST_TEXT)
    review["reviewText"] = _text(chance, int(text_bytes * _TEXT_FACTOR))
    return json.dumps(review).encode() + b"\n"


def _drawn(chance: random.Random, known: int, count: int, seed: int) -> int:
    """A number below `known`, or one of the seed's `count`; as often as not where there are both."""
    if known and chance.random() < 0.5:
        return chance.randrange(known)
    return known + seed * count + chance.randrange(count)


def _line_bytes(share: float) -> float:
    """The length that this share of lines does not exceed; between two points it grows by equal factors."""
    place = bisect_right(LINE_BYTES, share, hi=len(LINE_BYTES) - 1, key=lambda point: point[0])
    (low, small), (high, large) = LINE_BYTES[place - 1 : place + 1]
    return float(small * (large / small) ** ((share - low) / (high - low)))


def _text(chance: random.Random, length: int) -> str:
    """Sentences cut off, after a word, at about `length` characters."""
    words = [chance.choice(_pool().sentences)]
    size = len(words[0])
    while size < length:
        words.append(chance.choice(_pool().sentences))
        size += len(words[-1]) + 1
    return " ".join(words)[:length].rpartition(" ")[0] or words[0][:length]


@dataclass(frozen=True)
class _Pool:
    sentences: list[str]
    summaries: list[str]
    names: list[str]


@cache
def _pool() -> _Pool:
    """Sentences, headlines and names to choose from; the same in every process."""
    chance = random.Random(0)
    faker = Faker("en_US")
    faker.seed_instance(0)
    writer = DemoText(chance, faker)
    categories = tuple(CATEGORIES.values())
    sentences: list[str] = []
    while len(sentences) < _SENTENCES:
        text = writer.review(chance.choice(_STARS), chance.choice(categories))
        sentences += [*re.split(r"(?<=\.) ", text), *faker.sentences(4)]
    summaries = [writer.summary(chance.choice(_STARS), chance.choice(categories)) for _ in range(2_000)]
    return _Pool(sentences, summaries, [faker.name() for _ in range(2_000)])
