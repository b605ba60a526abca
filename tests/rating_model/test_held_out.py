"""No text on both sides, and every review accounted for."""

import random

import pytest

from rating_model.held_out import is_held_out, split_reviews
from text_models.normalise import text_key


def test_every_review_is_counted_once_and_the_lowest_id_stands_for_its_like() -> None:
    reviews = [
        (7, "Fine soap", 5),
        (3, "fine  SOAP", 5),
        (4, "Fine soap", 2),
        (5, None, 5),
        (6, " &nbsp; ", 1),
        (8, "Other", 3),
    ]
    split = split_reviews(reviews, held_out_share=0.5, max_reviews=10)
    assert split.counts == {
        "reviews": 6,
        "without_text": 2,
        "repeated": 1,
        "beyond_limit": 0,
        "train": len(split.train),
        "held_out": len(split.held_out),
        "texts": 2,
    }
    rows = sorted((row.review_id, row.text, row.rating) for row in split.train + split.held_out)
    assert rows == [(3, "fine SOAP", 5), (4, "Fine soap", 2), (8, "Other", 3)]


def test_no_text_is_on_both_sides() -> None:
    chance = random.Random(1)  # noqa: S311 (no secret is drawn)
    words = ["soap", "brush", "fine", "bad", "cheap"]
    reviews = []
    for review_id in range(2_000):
        text = " ".join(chance.choices(words, k=4))
        variant = chance.choice([text, text.upper(), f" {text} ", text.replace(" ", "\u00a0")])
        reviews.append((review_id, variant, chance.randint(1, 5)))
    split = split_reviews(reviews, held_out_share=0.3, max_reviews=10_000)
    train, held_out = ({row.text.casefold() for row in side} for side in (split.train, split.held_out))
    assert len(train | held_out) == len({text_key(text) for _, text, _ in reviews}) > 500
    assert not train & held_out
    assert len(held_out) / len(train | held_out) == pytest.approx(0.3, abs=0.05)


def test_the_order_of_the_file_changes_nothing_and_new_reviews_move_no_old_one() -> None:
    reviews = [(number, f"text {number}", 1 + number % 5) for number in range(300)]
    old = split_reviews(reviews[:200], held_out_share=0.2, max_reviews=1_000)
    new = split_reviews(list(reversed(reviews)), held_out_share=0.2, max_reviews=1_000)
    assert split_reviews(reviews, held_out_share=0.2, max_reviews=1_000) == new
    assert {row.review_id for row in old.held_out} == {
        row.review_id for row in new.held_out if row.review_id < 200
    }


def test_above_the_limit_a_sample_is_taken_from_both_sides() -> None:
    reviews = [(number, f"text {number}", 5) for number in range(1_000)]
    split = split_reviews(reviews, held_out_share=0.2, max_reviews=400)
    assert len(split.train) + len(split.held_out) == 400
    assert split.counts["beyond_limit"] == 600
    assert 50 < len(split.held_out) < 110


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_out_of_range_is_named(rating: int) -> None:
    with pytest.raises(ValueError, match=f"Review 12 must have a rating of 1 to 5. Received: {rating}"):
        split_reviews([(12, "text", rating)], held_out_share=0.2, max_reviews=10)


def test_the_side_is_the_first_half_of_the_key_as_a_fraction() -> None:
    half = "8" + "0" * 15 + "f" * 16
    assert not is_held_out(half, 0.5)
    assert is_held_out(half, 0.500001)
