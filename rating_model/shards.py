"""Encoded reviews in TFRecord files: written without padding, read in batches of like length.

Format: https://www.tensorflow.org/tutorials/load_data/tfrecord. A record holds `input_ids` (2 to max_tokens
ids, [CLS] and [SEP] included), `rating` (1..5) and `review_id`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from rating_model.backend import tf
from rating_model.tokenizer import PAD

SHARD_BYTES = 32_000_000
BUCKET_LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128)
_FEATURES = {
    "input_ids": tf.io.FixedLenSequenceFeature([], tf.int64, allow_missing=True),
    "rating": tf.io.FixedLenFeature([], tf.int64),
    "review_id": tf.io.FixedLenFeature([], tf.int64),
}


class EncodedReview(NamedTuple):
    """The ids of a review's pieces, its rating (1..5) and its id."""

    input_ids: list[int]
    rating: int
    review_id: int


class BatchMeasure(NamedTuple):
    """Batches a pass, and the share (0..1) of padding in all their token positions."""

    batches: int
    padding_share: float


def write_shards(
    reviews: Iterable[EncodedReview], directory: Path, part: str, *, shard_bytes: int = SHARD_BYTES
) -> list[Path]:
    """Write `part`-00000-of-0000N.tfrecord files of about `shard_bytes` each; return their paths.

    The same reviews in the same order give the same bytes; no review gives one empty file.
    """
    unnamed: list[Path] = []
    writer, written = None, 0
    for review in reviews:
        if writer is None or written >= shard_bytes:
            if writer is not None:
                writer.close()
            unnamed.append(directory / f"{part}-{len(unnamed):05d}.partial")
            writer, written = tf.io.TFRecordWriter(str(unnamed[-1])), 0
        record = _serialise(review)
        writer.write(record)
        written += len(record)
    if writer is not None:
        writer.close()
    else:
        unnamed = [directory / f"{part}-00000.partial"]
        unnamed[0].touch()
    names = [f"{part}-{index:05d}-of-{len(unnamed):05d}.tfrecord" for index in range(len(unnamed))]
    return [path.rename(directory / name) for path, name in zip(unnamed, names, strict=True)]


def read_shards(directory: Path, part: str) -> Any:
    """Return a `tf.data.Dataset` of single records {"input_ids": (length,), "rating": (), "review_id": ()}.

    Raises FileNotFoundError when the part has no shard or one is missing.
    """
    paths = sorted(directory.glob(f"{part}-*-of-*.tfrecord"))
    expected = int(paths[0].stem.rpartition("-")[2]) if paths else 1
    if len(paths) != expected:
        raise FileNotFoundError(
            f"{directory} holds {len(paths)} of {expected} `{part}` shards: tokenize the corpus again."
        )
    dataset = tf.data.TFRecordDataset([str(path) for path in paths])
    return dataset.map(lambda record: tf.io.parse_single_example(record, _FEATURES))


def batches_by_length(records: Any, batch_size: int) -> Any:
    """Return batches of records of like length, "input_ids" padded on the right to the longest of its batch.

    "input_ids" (B, L), "rating" (B,), "review_id" (B,), with B at most `batch_size`.
    """
    return records.bucket_by_sequence_length(
        element_length_func=lambda record: tf.size(record["input_ids"]),
        bucket_boundaries=[length + 1 for length in BUCKET_LENGTHS],
        bucket_batch_sizes=[batch_size] * (len(BUCKET_LENGTHS) + 1),
        padding_values={name: tf.constant(PAD, tf.int64) for name in _FEATURES},
    )


def measure_batches(batches: Any) -> BatchMeasure:
    """Return how many batches there are and which share of their token positions is padding."""
    count = positions = padding = 0
    for batch in batches:
        ids = batch["input_ids"].numpy()
        count += 1
        positions += ids.size
        padding += int((ids == PAD).sum())
    return BatchMeasure(count, padding / positions if positions else 0.0)


def _serialise(review: EncodedReview) -> bytes:
    def integers(values: list[int]) -> Any:
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))

    features = {
        "input_ids": integers(review.input_ids),
        "rating": integers([review.rating]),
        "review_id": integers([review.review_id]),
    }
    example = tf.train.Example(features=tf.train.Features(feature=features))
    # A protobuf map has no order of its own; without this flag equal records may differ in their bytes.
    return bytes(example.SerializeToString(deterministic=True))
