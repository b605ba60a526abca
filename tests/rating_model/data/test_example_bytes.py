"""The same bytes as TensorFlow's own."""

import numpy as np
import pytest

from rating_model.data.example_bytes import example_bytes, varints
from text_models.networks.backend import tf


def by_tensorflow(input_ids: list[int], rating: int, review_id: int) -> bytes:
    def integers(values: list[int]) -> object:
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))

    features = {
        "input_ids": integers(input_ids),
        "rating": integers([rating]),
        "review_id": integers([review_id]),
    }
    example = tf.train.Example(features=tf.train.Features(feature=features))
    return bytes(example.SerializeToString(deterministic=True))


@pytest.mark.parametrize(
    ("number", "expected"),
    # 150 is the worked example of https://protobuf.dev/programming-guides/encoding/
    [
        (0, b"\x00"),
        (1, b"\x01"),
        (127, b"\x7f"),
        (128, b"\x80\x01"),
        (150, b"\x96\x01"),
        (2**63 - 1, b"\xff" * 8 + b"\x7f"),
    ],
)
def test_a_varint(number: int, expected: bytes) -> None:
    encoded, sizes = varints(np.array([number, 1, number]))
    assert (encoded, sizes.tolist()) == (expected + b"\x01" + expected, [len(expected), 1, len(expected)])


def test_random_reviews_of_every_length() -> None:
    chance = np.random.default_rng(3)
    lengths = np.array([*range(1, 141), 5_000, 20_000])
    ids = chance.integers(0, 20_000, lengths.sum())
    ids[: lengths[:60].sum()] //= 200  # numbers of one byte
    ratings = chance.integers(1, 6, len(lengths))
    review_ids = chance.integers(0, 2**63 - 1, len(lengths)) >> chance.integers(0, 63, len(lengths))
    parts = np.split(ids, np.cumsum(lengths)[:-1])
    assert example_bytes(ids, lengths, ratings.tolist(), review_ids) == [
        by_tensorflow(part.tolist(), int(rating), int(number))
        for part, rating, number in zip(parts, ratings, review_ids, strict=True)
    ]


def test_no_review() -> None:
    nothing = np.zeros(0, np.int64)
    assert example_bytes(nothing, nothing, [], nothing) == []
