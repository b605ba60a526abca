"""What is written is read, in as many files as it takes and with little padding."""

from pathlib import Path

import pytest

from rating_model.shards import EncodedReview, batches_by_length, measure_batches, read_shards, write_shards

REVIEWS = [
    EncodedReview([2, *range(5, 5 + length), 3], 1 + length % 5, 100 + length) for length in range(1, 41)
]


def read_back(directory: Path, part: str) -> list[EncodedReview]:
    return [
        EncodedReview(row["input_ids"].tolist(), int(row["rating"]), int(row["review_id"]))
        for row in read_shards(directory, part).as_numpy_iterator()
    ]


@pytest.mark.parametrize(("shard_bytes", "files"), [(32_000_000, 1), (1_000, 4), (1, 40)])
def test_records_come_back_in_order_from_any_number_of_shards(
    tmp_path: Path, shard_bytes: int, files: int
) -> None:
    paths = write_shards(REVIEWS, tmp_path, "train", shard_bytes=shard_bytes)
    assert [path.name for path in paths] == [
        f"train-{index:05d}-of-{files:05d}.tfrecord" for index in range(files)
    ]
    assert sorted(tmp_path.iterdir()) == paths
    assert read_back(tmp_path, "train") == REVIEWS


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_shards(REVIEWS, tmp_path, part)[0].read_bytes() for part in ("first", "second"))
    assert first == second


def test_a_part_without_reviews_is_one_empty_file(tmp_path: Path) -> None:
    paths = write_shards([], tmp_path, "held_out")
    assert [path.name for path in paths] == ["held_out-00000-of-00001.tfrecord"]
    assert read_back(tmp_path, "held_out") == []


def test_batches_hold_reviews_of_like_length_padded_on_the_right(tmp_path: Path) -> None:
    reviews = [
        EncodedReview([2, 9, 3], 5, 1),
        EncodedReview([2] + [9] * 30 + [3], 1, 2),
        EncodedReview([2, 9, 9, 3], 4, 3),
    ]
    write_shards(reviews, tmp_path, "train")
    batches = list(batches_by_length(read_shards(tmp_path, "train"), 2).as_numpy_iterator())
    assert [batch["input_ids"].tolist() for batch in batches] == [
        [[2, 9, 3, 0], [2, 9, 9, 3]],
        [[2] + [9] * 30 + [3]],
    ]
    assert [batch["rating"].tolist() for batch in batches] == [[5, 4], [1]]
    assert [batch["review_id"].tolist() for batch in batches] == [[1, 3], [2]]


def test_padding_is_measured_over_all_positions(tmp_path: Path) -> None:
    write_shards([EncodedReview([2, 9, 3], 5, 1), EncodedReview([2, 3], 5, 2)], tmp_path, "train")
    measure = measure_batches(batches_by_length(read_shards(tmp_path, "train"), 2))
    assert measure == (1, 1 / 6)
    assert measure_batches([]) == (0, 0.0)


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    paths = write_shards(REVIEWS, tmp_path, "train", shard_bytes=1_000)
    paths[1].unlink()
    with pytest.raises(FileNotFoundError, match="holds 3 of 4 `train` shards: tokenize the corpus again"):
        read_shards(tmp_path, "train")
    with pytest.raises(FileNotFoundError, match="holds 0 of 1 `held_out` shards"):
        read_shards(tmp_path, "held_out")
