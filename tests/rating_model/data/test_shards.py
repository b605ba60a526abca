"""What is written is read, in as many files as it takes and with little padding; what is damaged is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.shards import (
    batches_by_length,
    measure_batches,
    read_shards,
    write_shards,
)
from text_models.networks.backend import tf
from text_models.networks.encoded_texts import EncodedTexts


class Review(NamedTuple):
    input_ids: list[int]
    rating: int
    review_id: int


REVIEWS = [Review([2, *range(5, 5 + length), 3], 1 + length % 5, 100 + length) for length in range(1, 41)]


def write(directory: Path, part: str, reviews: list[Review], at_once: int = 7, **options: int) -> CorpusFile:
    """Write the shards and the corpus.json that names them."""
    batches = [reviews[start : start + at_once] for start in range(0, len(reviews), at_once)]
    shards = write_shards(map(joined, batches), directory, part, **options)
    corpus = CorpusFile("b1", ["b1"], ["b1"], {}, {}, 1, 1, 8_000, 128, {}, {part: shards})
    corpus.write(directory)
    return corpus


def joined(reviews: list[Review]) -> EncodedTexts:
    ids, ratings, numbers = zip(*reviews, strict=True)
    return EncodedTexts(
        np.concatenate(ids), np.array([len(part) for part in ids]), np.array(ratings), np.array(numbers)
    )


def read_back(directory: Path, part: str) -> list[Review]:
    return [
        Review(row["input_ids"].tolist(), int(row["rating"]), int(row["review_id"]))
        for row in read_shards(directory, part).as_numpy_iterator()
    ]


@pytest.mark.parametrize(("shard_bytes", "files"), [(32_000_000, 1), (1_000, 4), (1, 40)])
def test_records_come_back_in_order_from_any_number_of_shards(
    tmp_path: Path, shard_bytes: int, files: int
) -> None:
    shards = write(tmp_path, "train", REVIEWS, shard_bytes=shard_bytes).shards["train"]
    names = [f"train-{index:05d}-of-{files:05d}.tfrecord" for index in range(files)]
    assert [shard["name"] for shard in shards] == names
    assert sum(shard["records"] for shard in shards) == 40
    assert {shard["name"]: shard["bytes"] for shard in shards} == {
        path.name: path.stat().st_size for path in tmp_path.glob("*.tfrecord")
    }
    assert read_back(tmp_path, "train") == REVIEWS


def test_writing_twice_gives_the_same_bytes_however_many_come_at_once(tmp_path: Path) -> None:
    first = write(tmp_path, "first", REVIEWS).shards["first"]
    second = write(tmp_path, "second", REVIEWS, at_once=40).shards["second"]
    assert first[0]["blake2b"] == second[0]["blake2b"]


def test_a_part_without_reviews_is_one_empty_file(tmp_path: Path) -> None:
    (shard,) = write(tmp_path, "evaluation", []).shards["evaluation"]
    assert (shard["name"], shard["records"]) == ("evaluation-00000-of-00001.tfrecord", 0)
    assert read_back(tmp_path, "evaluation") == []


def test_batches_hold_reviews_of_like_length_padded_on_the_right(tmp_path: Path) -> None:
    reviews = [Review([2, 9, 3], 5, 1), Review([2] + [9] * 30 + [3], 1, 2), Review([2, 9, 9, 3], 4, 3)]
    write(tmp_path, "train", reviews)
    batches = list(batches_by_length(read_shards(tmp_path, "train"), 2).as_numpy_iterator())
    assert [batch["input_ids"].tolist() for batch in batches] == [
        [[2, 9, 3, 0], [2, 9, 9, 3]],
        [[2] + [9] * 30 + [3]],
    ]
    assert [batch["rating"].tolist() for batch in batches] == [[5, 4], [1]]
    assert [batch["review_id"].tolist() for batch in batches] == [[1, 3], [2]]


def test_padding_is_measured_over_all_positions(tmp_path: Path) -> None:
    write(tmp_path, "train", [Review([2, 9, 3], 5, 1), Review([2, 3], 5, 2)])
    measure = measure_batches(batches_by_length(read_shards(tmp_path, "train"), 2))
    assert measure == (1, 1 / 6)
    assert measure_batches([]) == (0, 0.0)


@pytest.mark.parametrize("longest", [128, 256, 512])
def test_less_than_15_percent_of_the_positions_is_padding(tmp_path: Path, longest: int) -> None:
    # Lengths of reviews are about log-normal; docs/rating_data.md has the share on real ones.
    chance = np.random.default_rng(5)
    lengths = np.clip(chance.lognormal(3.3, 1.0, 3_000), 3, longest).astype(int)
    write(
        tmp_path, "train", [Review([2] * length, 5, number) for number, length in enumerate(lengths)], 1_000
    )
    shuffled = read_shards(tmp_path, "train").shuffle(3_000, seed=1)
    measure = measure_batches(batches_by_length(shuffled, 16))
    assert measure.padding_share < 0.15
    in_order = measure_batches(
        shuffled.padded_batch(16, {"input_ids": [None], "rating": [], "review_id": []})
    )
    assert in_order.padding_share > 0.4


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    write(tmp_path, "train", REVIEWS, shard_bytes=1_000)
    (tmp_path / "train-00001-of-00004.tfrecord").unlink()
    with pytest.raises(FileNotFoundError, match="holds 3 of 4 `train` shards: train-00001-of-00004"):
        read_shards(tmp_path, "train")
    with pytest.raises(FileNotFoundError, match="holds 0 of 1 `evaluation` shards"):
        read_shards(tmp_path, "evaluation")


def test_a_truncated_shard_is_named_before_the_first_record(tmp_path: Path) -> None:
    write(tmp_path, "train", REVIEWS, shard_bytes=1_000)
    path = tmp_path / "train-00002-of-00004.tfrecord"
    whole = path.read_bytes()
    first_record = 16 + int.from_bytes(whole[:8], "little")
    # Cut between two records TensorFlow would read on to the next file and say nothing.
    path.write_bytes(whole[:first_record])
    assert sum(1 for _ in tf.data.TFRecordDataset([str(path)])) == 1
    for length in (first_record, len(whole) - 3, 0):
        path.write_bytes(whole[:length])
        expected = f"{path} is damaged: {length:,} bytes, expected {len(whole):,}"
        with pytest.raises(ValueError, match=re.escape(expected)):
            read_shards(tmp_path, "train")


def test_a_changed_byte_is_named(tmp_path: Path) -> None:
    write(tmp_path, "train", REVIEWS)
    path = tmp_path / "train-00000-of-00001.tfrecord"
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is damaged: its bytes are not those that"):
        read_shards(tmp_path, "train")


def test_shards_of_another_run_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, "train", REVIEWS, shard_bytes=1_000)
    write(tmp_path, "train", REVIEWS)
    with pytest.raises(FileNotFoundError, match="`train` shards of two exports"):
        read_shards(tmp_path, "train")
    for path in tmp_path.glob("*-of-00001.tfrecord"):
        path.unlink()
    with pytest.raises(ValueError, match="holds other `train` shards than its"):
        read_shards(tmp_path, "train")
