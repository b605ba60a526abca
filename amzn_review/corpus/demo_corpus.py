"""A corpus for whoever has none yet: made-up reviews in the 2018 format, with that format's quirks."""

from __future__ import annotations

import gzip
import random
import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from amzn_review.corpus.demo import Demo, note_demo
from amzn_review.corpus.demo_text import DemoText
from amzn_review.corpus.demo_vocabulary import CATEGORIES, DemoCategory
from amzn_review.corpus.product_fill import fill_products
from amzn_review.corpus.split import load_data
from amzn_review.data_layout import DataLayout
from console.progress_bar import Advance

_STARS = (1, 2, 3, 4, 5)
_STAR_WEIGHTS = (9, 5, 9, 17, 60)
_DUPLICATE_SHARE = 0.03
_FIRST_DAY = datetime(2012, 1, 1, tzinfo=UTC)
_DAYS = 2400
_LETTERS = string.ascii_uppercase + string.digits


@dataclass(frozen=True)
class DemoReport:
    """Reviews written now, reviews an earlier run had written, lines a category, products made up now."""

    written: int
    already_there: int
    by_category: dict[str, int]
    products: int


def make_demo_corpus(
    layout: DataLayout, seed: int = 0, reviews: int = 3000, progress: Advance | None = None
) -> DemoReport:
    """Write ``reviews`` made-up reviews, a third in each category, and metadata for their products.

    About 3 in 100 repeat an earlier line exactly, as published files do. Same seed, same bytes; a second run
    writes nothing new, and completes what an interrupted one with the same arguments left.
    ``progress(reviews_made, reviews)``. Raises FolderBusyError, OSError.
    """
    demo = Demo(seed, reviews)
    with _marked_under_way(layout):
        note_demo(layout, demo)
        return _make(layout, demo, progress)


def demo_is_under_way(layout: DataLayout) -> bool:
    """Whether a demo corpus was begun and not finished: another process makes it now, or was interrupted."""
    return _marker(layout).exists()


def _marker(layout: DataLayout) -> Path:
    return layout.root / ".demo-under-way"


@contextmanager
def _marked_under_way(layout: DataLayout) -> Iterator[None]:
    """Keep the marker from before the block until it has ended well."""
    marker = _marker(layout)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    yield
    marker.unlink(missing_ok=True)


def demo_lines(demo: Demo) -> dict[str, Iterator[bytes]]:
    """The lines of a demo by category, each made when it is asked for; the same ones every time.

    Whether a review that is loaded is made up is told by them: a change of what they say would make real
    reviews of those that users have. A test holds them fast.
    """
    counts = {name: len(range(turn, demo.reviews, len(CATEGORIES))) for turn, name in enumerate(CATEGORIES)}
    return {name: _lines(name, count, demo.seed) for name, count in counts.items()}


def demo_reviewers(demo: Demo) -> list[str]:
    """The ids of all who may have written a review of a demo; cheap, as their names are not made."""
    most = len(range(0, demo.reviews, len(CATEGORIES)))
    crowd = random.Random(f"{demo.seed}:reviewers")
    return [_code(crowd, "A", 13) for _ in range(_people(most))]


def _make(layout: DataLayout, demo: Demo, progress: Advance | None) -> DemoReport:
    by_category: dict[str, int] = {}
    written = already_there = products = made = 0
    for name, lines in demo_lines(demo).items():
        begun = made
        with tempfile.TemporaryDirectory(prefix="amzn-review-demo-") as folder:
            source = Path(folder) / f"{demo.stem}.json.gz"
            with gzip.open(source, "wb") as file:
                for line in lines:
                    file.write(line)
                    made += 1
                    if progress and made % 256 == 0:
                        progress(made, demo.reviews)
            report = load_data(source, name, layout.root)
        by_category[name] = made - begun
        written += report.written
        already_there += report.already_there
        products += fill_products(layout, name, demo.seed).made
    return DemoReport(written, already_there, by_category, products)


def _lines(category: str, count: int, seed: int) -> Iterator[bytes]:
    from faker import Faker

    chance = random.Random(f"{seed}:{category}")
    faker = Faker("en_US")
    faker.seed_instance(f"{seed}:{category}")
    author = _Author(chance, DemoText(chance, faker), CATEGORIES[category])
    # The same people in each category, other products in each.
    crowd = random.Random(f"{seed}:reviewers")
    faker.seed_instance(f"{seed}:reviewers")
    people = [(_code(crowd, "A", 13), faker.name()) for _ in range(_people(count))]
    faker.seed_instance(f"{seed}:{category}")
    asins = [_code(chance, "B0", 8) for _ in range(max(5, count // 25))]
    recent: list[bytes] = []
    for _ in range(count):
        if recent and chance.random() < _DUPLICATE_SHARE:
            yield chance.choice(recent)
            continue
        # A power above 1 favours the first: a few products and people have many of the reviews.
        asin = asins[int(len(asins) * chance.random() ** 2)]
        person = people[int(len(people) * chance.random() ** 1.3)]
        line = orjson.dumps(author.review(asin, person)) + b"\n"
        recent = [*recent[-99:], line]
        yield line


class _Author:
    """Writes one category's reviews as 2018 files spell them: keys absent, not null, and votes as text."""

    def __init__(self, chance: random.Random, text: DemoText, category: DemoCategory) -> None:
        self.chance = chance
        self.text = text
        self.category = category

    def review(self, asin: str, person: tuple[str, str]) -> dict[str, Any]:
        chance = self.chance
        stars = chance.choices(_STARS, _STAR_WEIGHTS)[0]
        day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
        published = {
            "overall": float(stars),
            "vote": self._maybe(0.12, f"{min(25_000, 1 + int(chance.paretovariate(0.7))):,}"),
            "verified": chance.random() < 0.9,
            "reviewTime": f"{day:%m} {day.day}, {day.year}",
            "reviewerID": person[0],
            "asin": asin,
            "style": self._maybe(0.8, self._style()),
            "reviewerName": self._maybe(0.995, person[1]),
            "reviewText": self._maybe(0.997, self.text.review(stars, self.category)),
            "summary": self._maybe(0.999, self.text.summary(stars, self.category)),
            "unixReviewTime": int(day.timestamp()),
            "image": self._maybe(0.03, self._images()),
        }
        return {key: value for key, value in published.items() if value is not None}

    def _maybe(self, share: float, value: object) -> object | None:
        return value if self.chance.random() < share else None

    def _style(self) -> dict[str, str]:
        keys = self.chance.sample(
            list(self.category.styles), self.chance.randint(1, len(self.category.styles))
        )
        return {key: self.chance.choice(self.category.styles[key]) for key in keys}

    def _images(self) -> list[str]:
        names = [_code(self.chance, "", 11) for _ in range(self.chance.randint(1, 3))]
        return [f"https://images.example.com/I/{name}._SY88.jpg" for name in names]


def _people(count: int) -> int:
    """How many people write ``count`` reviews of a category."""
    return max(5, count // 2)


def _code(chance: random.Random, prefix: str, length: int) -> str:
    return prefix + "".join(chance.choices(_LETTERS, k=length))
