"""Words to ids, and which texts decide when training ends."""

from __future__ import annotations

import numpy as np

from text_models.networks.development_part import development_rows
from text_models.networks.vocabulary import Vocabulary, words_of

TEXTS = ["Good, good soap!", "a soap", "good"]


def test_the_most_frequent_words_are_known() -> None:
    assert words_of("Don't stop, \u00c9T\u00c9 \U0001f600") == [
        "don",
        "'",
        "t",
        "stop",
        ",",
        "\u00e9t\u00e9",
        "\U0001f600",
    ]
    vocabulary = Vocabulary.fit(TEXTS, most=3, longest=4)
    assert vocabulary.words == ("good", "soap", "!")
    assert vocabulary.size == 6
    encoded = vocabulary.encode(["good soap", "", "bad good good good soap"])
    assert encoded.input_ids.tolist() == [3, 4, 1, 1, 3, 3, 3]
    assert encoded.lengths.tolist() == [2, 1, 4]
    assert list(vocabulary.unknown(["bad soap bad", "a"])) == ["bad", "bad", "a"]
    assert vocabulary.encode(["bad"], {"bad": 9}).input_ids.tolist() == [9]


def test_a_word_that_is_seen_once_can_be_left_out_and_texts_filled_up() -> None:
    vocabulary = Vocabulary.fit(TEXTS, most=10, longest=3, fewest=2, is_fixed=True)
    assert vocabulary.words == ("good", "soap")
    assert vocabulary.encode(["soap", "a b c d", ""]).input_ids.tolist() == [4, 2, 2, 1, 1, 1, 2, 2, 2]


def test_development_texts_are_a_tenth_of_all_and_equal_ones_stay_together() -> None:
    keys = [f"key-{number % 3_000}" for number in range(6_000)]
    rows = development_rows(keys, seed=4)
    assert rows.sum() == 600
    assert rows[:3_000].tolist() == rows[3_000:].tolist()
    assert development_rows(keys, seed=4).tolist() == rows.tolist()
    assert development_rows(keys, seed=5).tolist() != rows.tolist()
    assert development_rows([str(number) for number in range(100)]).sum() == 20
    assert not development_rows(list("abcdefghi")).any()
    assert np.flatnonzero(development_rows(list("abcdefghij"))).size == 2
