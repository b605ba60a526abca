from __future__ import annotations

import gzip
import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amzn_review.corpus.demo_corpus import DemoReport, demo_is_under_way, make_demo_corpus
from amzn_review.corpus.demo_vocabulary import CATEGORIES, STRONG_BAD, STRONG_GOOD
from amzn_review.data_layout import DataLayout
from amzn_review.records.product_record import parse_product
from amzn_review.records.review_record import ReviewRecord, parse_review


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DataLayout:
    layout = DataLayout(tmp_path_factory.mktemp("demo"))
    assert make_demo_corpus(layout, seed=3, reviews=3000) == DemoReport(
        3000, 0, {"coffee_makers": 1000, "garden_tools": 1000, "desk_lamps": 1000}, 120
    )
    return layout


@pytest.fixture(scope="module")
def lines(demo: DataLayout) -> list[bytes]:
    review_files = [
        path for category in CATEGORIES for path in sorted(demo.review_folder(category).glob("*.json.gz"))
    ]
    return [gzip.decompress(path.read_bytes()) for path in review_files]


@pytest.fixture(scope="module")
def published(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def reviews(lines: list[bytes]) -> list[ReviewRecord]:
    return [parse_review(line) for line in lines]


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.json.gz")}


def test_same_seed_same_bytes(demo: DataLayout, tmp_path: Path) -> None:
    make_demo_corpus(DataLayout(tmp_path), seed=3, reviews=3000)
    assert tree(tmp_path) == tree(demo.root)
    assert len(tree(tmp_path)) == 3000 + 3


def test_twice_writes_nothing_new(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    make_demo_corpus(layout, reviews=30)
    before = tree(tmp_path)
    report = make_demo_corpus(layout, reviews=30)
    assert (report.written, report.already_there, report.products) == (0, 30, 0)
    assert tree(tmp_path) == before


def every_file(root: Path) -> dict[str, bytes]:
    """Hidden ones too."""
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_what_an_exception_interrupts_the_next_call_completes(tmp_path: Path) -> None:
    layout, undisturbed = DataLayout(tmp_path / "interrupted"), DataLayout(tmp_path / "undisturbed")
    make_demo_corpus(undisturbed, seed=4, reviews=600)

    def interrupt(made: int, reviews: int) -> None:
        assert demo_is_under_way(layout)
        if made > 500:
            raise KeyboardInterrupt

    assert not demo_is_under_way(layout)
    with pytest.raises(KeyboardInterrupt):
        make_demo_corpus(layout, seed=4, reviews=600, progress=interrupt)
    assert demo_is_under_way(layout)
    assert layout.categories() == ("coffee_makers", "garden_tools")
    report = make_demo_corpus(layout, seed=4, reviews=600)
    assert (report.written, report.already_there) == (200, 400)
    assert not demo_is_under_way(layout)
    assert every_file(layout.root) == every_file(undisturbed.root)


def test_what_kill_nine_interrupts_the_next_call_completes(
    tmp_path: Path, start_amzn_review: Callable[..., subprocess.Popen[str]]
) -> None:
    layout, undisturbed = DataLayout(tmp_path / "killed"), DataLayout(tmp_path / "undisturbed")
    make_demo_corpus(undisturbed, reviews=1500)
    process = start_amzn_review(layout.root, "data", "demo", "--reviews", "1500")
    end = time.monotonic() + 60
    while len(layout.categories()) < 2:  # the second category is being split
        assert process.poll() is None
        assert time.monotonic() < end, "waited 60 s in vain"
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert demo_is_under_way(layout)
    assert set(every_file(undisturbed.root)) - set(every_file(layout.root))
    make_demo_corpus(layout, reviews=1500)
    assert not demo_is_under_way(layout)
    assert every_file(layout.root) == every_file(undisturbed.root)


def test_another_seed_is_another_corpus(tmp_path: Path) -> None:
    for seed in (1, 2):
        make_demo_corpus(DataLayout(tmp_path / str(seed)), seed=seed, reviews=10)
    one, two = (set(tree(tmp_path / name).values()) for name in "12")
    assert not one & two


def test_reviews_are_shared_out_among_the_categories(tmp_path: Path) -> None:
    report = make_demo_corpus(DataLayout(tmp_path), reviews=11)
    assert report.by_category == {"coffee_makers": 4, "garden_tools": 4, "desk_lamps": 3}


def test_quirks_of_the_2018_format(published: list[dict[str, Any]]) -> None:
    count = len(published)
    present = Counter(key for review in published for key in review)
    for key, least, most in [
        ("vote", 0.09, 0.15),
        ("style", 0.75, 0.85),
        ("image", 0.015, 0.045),
        ("reviewText", 0.99, 0.9995),
    ]:
        assert least <= present[key] / count <= most, key
    assert all(type(review["overall"]) is float for review in published)
    votes = [review["vote"] for review in published if "vote" in review]
    assert all(type(vote) is str for vote in votes)
    assert any("," in vote for vote in votes)
    assert 0.05 < sum(not review["verified"] for review in published) / count < 0.15
    assert all(None not in review.values() for review in published)
    styles = [style for review in published for style in review.get("style", {}).items()]
    assert all(key.endswith(":") and value.startswith(" ") for key, value in styles)
    assert {review["unixReviewTime"] % 86_400 for review in published} == {0}
    without_seconds = [{k: v for k, v in review.items() if k != "unixReviewTime"} for review in published]
    times = [parse_review(json.dumps(review)).review_time for review in without_seconds]
    assert times == [parse_review(json.dumps(review)).review_time for review in published]


def test_identifiers_have_the_shape_of_real_ones_and_repeat(reviews: list[ReviewRecord]) -> None:
    asins = Counter(review.asin for review in reviews)
    people = Counter(review.reviewer_id for review in reviews)
    assert all(len(asin) == 10 and asin.startswith("B0") and asin.isalnum() for asin in asins)
    assert all(len(person) == 14 and person.startswith("A") for person in people)
    assert len(asins) == 120
    assert max(asins.values()) > 50
    assert 300 < len(people) < 800


def test_duplicates_and_texts(lines: list[bytes], reviews: list[ReviewRecord]) -> None:
    distinct = len(set(lines))
    assert 0.02 <= 1 - distinct / len(lines) <= 0.04
    assert len({review.review_key for review in reviews}) == distinct
    texts = {(review.review_text or "").lower() for review in reviews}
    assert len(texts) > 0.9 * len(lines)


def test_stars_and_years(reviews: list[ReviewRecord]) -> None:
    stars = Counter(review.rating for review in reviews)
    assert set(stars) == {1, 2, 3, 4, 5}
    assert 0.56 < stars[5] / len(reviews) < 0.64
    assert {review.review_time.year for review in reviews} == set(range(2012, 2019))


def test_words_tell_the_stars_but_not_surely(reviews: list[ReviewRecord]) -> None:
    def share(stars: int, words: tuple[str, ...]) -> float:
        texts = [(review.review_text or "").lower() for review in reviews if review.rating == stars]
        return sum(any(word in text for word in words) for text in texts) / len(texts)

    good = [share(stars, STRONG_GOOD) for stars in (5, 4, 1)]
    bad = [share(stars, STRONG_BAD) for stars in (1, 2, 5)]
    for most, some, few in (good, bad):
        assert most > 0.6
        assert 0.5 > some > few > 0


def test_every_product_in_use_has_metadata(demo: DataLayout, reviews: list[ReviewRecord]) -> None:
    files = sorted(demo.metadata_products.iterdir())
    products = [
        parse_product(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()
    ]
    assert sorted(product.asin for product in products) == sorted({review.asin for review in reviews})
    assert all(product.product_name and product.brand and product.category for product in products)
    assert 0 < sum(product.price is None for product in products) < 40
