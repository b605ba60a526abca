"""Which reviews the model learns from and which it is judged by: no text is ever on both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from text_models.normalise import key_of_normalised, normalise_text

# The key's first half decides the side and its second half the order, so that neither says anything of the
# other.
HALF = 16


class TooFewReviews(Exception):  # noqa: N818 (it names a state of the data, not a fault; the caller skips the step)
    """There is not enough to learn from or to judge by; the message is a sentence with the numbers."""


class LabelledText(NamedTuple):
    """A normalised review text with its rating (1..5), its review's id and its `text_key`."""

    review_id: int
    text: str
    rating: int
    key: str


@dataclass(frozen=True)
class HeldOutSplit:
    """Training and held-out reviews, each in an order that no file order can change.

    `counts`: reviews = without_text + repeated + beyond_limit + train + held_out; texts = distinct texts of
    both.
    """

    train: list[LabelledText]
    held_out: list[LabelledText]
    counts: dict[str, int]


def is_held_out(key: str, share: float) -> bool:
    """Return whether the text with this `text_key` is for evaluation; it stays so whatever else is added."""
    return int(key[:HALF], 16) / 2.0 ** (4 * HALF) < share


def split_reviews(
    reviews: Iterable[tuple[int, str | None, int]], *, held_out_share: float, max_reviews: int
) -> HeldOutSplit:
    """Return the split of (review_id, text, rating) rows, at most `max_reviews` of them.

    Reviews without text are left out, equal (text, rating) pairs count once, by their lowest review_id. Above
    `max_reviews` a sample is taken, by the texts' hash. Raises ValueError for a rating outside 1..5.
    """
    seen = without_text = 0
    distinct: dict[tuple[str, int], LabelledText] = {}
    for review_id, text, rating in reviews:
        seen += 1
        if rating not in (1, 2, 3, 4, 5):
            raise ValueError(f"Review {review_id} must have a rating of 1 to 5. Received: {rating}")
        normalised = normalise_text(text or "")
        if not normalised:
            without_text += 1
            continue
        row = LabelledText(review_id, normalised, rating, key_of_normalised(normalised))
        other = distinct.setdefault((row.key, rating), row)
        if row.review_id < other.review_id:
            distinct[row.key, rating] = row
    ordered = sorted(distinct.values(), key=lambda row: (row.key[HALF:], row.rating))
    kept = ordered[:max_reviews]
    sides: dict[bool, list[LabelledText]] = {True: [], False: []}
    for row in kept:
        sides[is_held_out(row.key, held_out_share)].append(row)
    counts = {
        "reviews": seen,
        "without_text": without_text,
        "repeated": seen - without_text - len(distinct),
        "beyond_limit": len(distinct) - len(kept),
        "train": len(sides[False]),
        "held_out": len(sides[True]),
        "texts": len({row.key for row in kept}),
    }
    return HeldOutSplit(sides[False], sides[True], counts)
