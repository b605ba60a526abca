"""The bytes of `tf.train.Example`, made for a whole batch at once.

Python's protobuf takes longer for a review than SentencePiece (docs/rating_data.md has the figures). Formats:
https://protobuf.dev/programming-guides/encoding/ and
https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/example/feature.proto.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

# Field 1 of Example, Features, map entries and Int64List, and field 3 of Feature: all of wire type LEN.
LEN_1, LEN_2, LEN_3 = b"\x0a", b"\x12", b"\x1a"


def example_bytes(
    ids: np.ndarray, lengths: np.ndarray, ratings: Sequence[int], review_ids: np.ndarray
) -> list[bytes]:
    """Return one serialised Example a review: `input_ids`, `rating` and `review_id`, each an int64 list.

    `ids` holds the N reviews' ids one after the other, shape (sum of `lengths`,); the others have shape (N,).
    No number is negative, and no review is without an id. The bytes are those of
    `tf.train.Example.SerializeToString(deterministic=True)`.
    """
    id_bytes, sizes = _small_varints(ids)
    ends = np.cumsum(sizes)[np.cumsum(lengths) - 1].tolist()
    number_bytes, number_sizes = varints(review_ids)
    number_ends = np.cumsum(number_sizes).tolist()
    records: list[bytes] = []
    start = number_start = 0
    for end, number_end, rating in zip(ends, number_ends, ratings, strict=True):
        head, middle = _frame(end - start, rating, number_end - number_start)
        records.append(head + id_bytes[start:end] + middle + number_bytes[number_start:number_end])
        start, number_start = end, number_end
    return records


def varints(numbers: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Return the base-128 varints of N numbers from 0, one after the other, and how long each is, (N,)."""
    values = np.asarray(numbers, dtype=np.int64)
    table, used = _varint_table(values)
    return table[used].tobytes(), used.sum(axis=1)


def _small_varints(ids: np.ndarray) -> tuple[bytes, np.ndarray]:
    """What `varints` returns, for numbers that repeat: each is looked up in a table of all of them."""
    table, used = _varint_table(np.arange(int(ids.max(initial=0)) + 1))
    spelt, counts = (_as_words(rows).take(ids) for rows in (table, used))
    return spelt.view(np.uint8)[counts.view(bool)].tobytes(), used.sum(axis=1).take(ids)


def _as_words(rows: np.ndarray) -> np.ndarray:
    """Each row of bytes as one number, filled up with zeros: to look up numbers takes half the time."""
    width = 1 << (rows.shape[1] - 1).bit_length()
    padded = np.zeros((len(rows), width), np.uint8)
    padded[:, : rows.shape[1]] = rows
    return padded.view(f"u{width}")[:, 0]


def _varint_table(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of each number, shape (N, most bytes), and which of them count."""
    places = max(1, -(-int(values.max(initial=0)).bit_length() // 7))
    rest = values[:, None] >> 7 * np.arange(places)
    used = rest > 0
    used[:, 0] = True
    return ((rest & 0x7F) | np.where(rest > 0x7F, 0x80, 0)).astype(np.uint8), used


@cache
def _frame(id_bytes: int, rating: int, number_bytes: int) -> tuple[bytes, bytes]:
    """What stands before the bytes of the ids, and between them and the bytes of the review's number."""
    ids = _entry("input_ids", id_bytes)
    rated = _entry("rating", 1) + bytes([rating])
    number = _entry("review_id", number_bytes)
    size = len(ids) + id_bytes + len(rated) + len(number) + number_bytes
    return LEN_1 + _length(size) + ids, rated + number


def _entry(name: str, size: int) -> bytes:
    """A map entry up to its packed values, which are `size` bytes."""
    values = LEN_1 + _length(size)
    feature = LEN_3 + _length(len(values) + size) + values
    key = LEN_1 + _length(len(name)) + name.encode()
    value = LEN_2 + _length(len(feature) + size) + feature
    return LEN_1 + _length(len(key) + len(value) + size) + key + value


def _length(size: int) -> bytes:
    return varints(np.array([size]))[0]
