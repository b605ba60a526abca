"""Which reviews are made up: those of a demo, made again and known by their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from amzn_review.corpus.demo import DEFAULT_DEMOS, Demo
from amzn_review.corpus.demo_corpus import demo_lines, demo_reviewers
from amzn_review.corpus.product_fill import made_up_file_name
from amzn_review.corpus.split import review_file_name
from amzn_review.records.review_record import parse_review

PRODUCTS = "metadata/products"


@dataclass(frozen=True)
class MadeUpReviews:
    """The reviews of some demos: their keys, their products' asins, and the names of the files they came in.

    `files` has the names by folder below uploaded/. A name holds a digest of what is in the file, so that no
    other file which is called demo-… is taken for one.
    """

    keys: frozenset[str]
    asins: frozenset[str]
    files: Mapping[str, frozenset[str]]


def made_up_reviews(demos: Iterable[Demo]) -> MadeUpReviews:
    """The reviews of these demos; of each demo they are made once a process, which takes a second."""
    found = [_of_demo(demo) for demo in sorted(set(demos))]
    folders = sorted({folder for each in found for folder in each.files})
    return MadeUpReviews(
        keys=frozenset().union(*(each.keys for each in found)),
        asins=frozenset().union(*(each.asins for each in found)),
        files={name: frozenset().union(*(each.files[name] for each in found)) for name in folders},
    )


def default_keys() -> tuple[str, ...]:
    """The keys of the demos that need no option, sorted: what a warehouse of before may hold."""
    return tuple(sorted(made_up_reviews(DEFAULT_DEMOS).keys))


def made_up_reviewers(demos: Iterable[Demo]) -> tuple[str, ...]:
    """The ids of their reviewers, sorted: a batch without one of them holds no made-up review."""
    return tuple(sorted({name for demo in set(demos) for name in _reviewers(demo)}))


def demos_of(reviewers: Iterable[str], demos: Iterable[Demo]) -> list[Demo]:
    """Those of the demos in which one of these people writes, sorted."""
    found = set(reviewers)
    return sorted(demo for demo in set(demos) if not found.isdisjoint(_reviewers(demo)))


@lru_cache
def _reviewers(demo: Demo) -> tuple[str, ...]:
    return tuple(demo_reviewers(demo))


@lru_cache
def _of_demo(demo: Demo) -> MadeUpReviews:
    keys, asins, product_files, files = set(), set(), set(), {}
    for category, lines in demo_lines(demo).items():
        names, reviewed = set(), set()
        for number, line in enumerate(lines, start=1):
            review = parse_review(line)
            keys.add(review.review_key)
            reviewed.add(review.product_asin)
            names.add(review_file_name(demo.stem, number, line))
        asins |= reviewed
        product_files.add(made_up_file_name(category, demo.seed, reviewed))
        files[f"reviews/{category}"] = frozenset(names)
    files[PRODUCTS] = frozenset(product_files)
    return MadeUpReviews(frozenset(keys), frozenset(asins), files)
