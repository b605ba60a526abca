"""Distinct texts in the order of their hash, and no more of them than were asked for."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from rating_model.data.first_texts import FirstTexts

LAST = "f" * 32


def key(number: int) -> str:
    return f"{number:032x}"


def test_the_first_of_equal_pairs_and_the_order_of_the_hash() -> None:
    chosen = FirstTexts(3)
    for row in ((1, "b", 5), (2, "a", 5), (3, "B", 5), (4, "b", 4), (5, "c", 5)):
        chosen.offer(key("abc".index(row[1].lower())), row)
    assert chosen.rows() == [(2, "a", 5), (4, "b", 4), (1, "b", 5)]


def test_after_the_last_hash_comes_the_first_one() -> None:
    chosen = FirstTexts(2, UUID(key(7)))
    for number, text_key in enumerate((key(6), key(0), LAST)):
        chosen.offer(text_key, (number, text_key, 5))
    assert chosen.rows() == [(1, key(0), 5), (2, LAST, 5)]


@pytest.mark.parametrize("start", [0, 2**127])
def test_of_many_the_same_are_chosen_as_if_all_had_been_sorted(start: int) -> None:
    chance = random.Random(8)
    keys = [chance.randrange(2**128) for _ in range(4_000)]
    offered = [(number, chance.choice(keys), chance.randint(1, 5)) for number in range(20_000)]
    chosen = FirstTexts(50, UUID(int=start))
    kept = 0
    for number, hashed, rating in offered:
        chosen.offer(key(hashed), (number, key(hashed), rating))
        kept = max(kept, len(chosen._rows))
    first: dict[tuple[int, int], int] = {}
    for number, hashed, rating in offered:
        first.setdefault((hashed, rating), number)
    walked = sorted(first, key=lambda pair: ((pair[0] - start) % 2**128, pair[1]))[:50]
    assert chosen.rows() == [(first[pair], key(pair[0]), pair[1]) for pair in sorted(walked)]
    assert kept < 1_200


def test_none_is_chosen_of_none() -> None:
    assert FirstTexts(10).rows() == []
