"""Encoded reviews in TFRecord files: written without padding, read in batches of like length.

Format: https://www.tensorflow.org/tutorials/load_data/tfrecord. A record holds `input_ids` (2 to max_tokens
ids, [CLS] and [SEP] included), `rating` (1..5) and `review_id`.
"""

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.example_bytes import example_bytes
from text_models.corpus.shard_names import find_shards, name_shards
from text_models.networks.backend import tf
from text_models.networks.encoded_texts import EncodedTexts
from text_models.tokens.tokenizer import PAD

SHARD_BYTES = 32_000_000
FRAME_BYTES = 16  # around each record: its length and two checksums
BUCKET_LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
RECORDS_AT_ONCE = 1_024
REMEDY = "Tokenize the reviews again."


class BatchMeasure(NamedTuple):
    """Batches a pass, and the share (0..1) of padding in all their token positions."""

    batches: int
    padding_share: float


def write_shards(
    reviews: Iterable[EncodedTexts], directory: Path, part: str, *, shard_bytes: int = SHARD_BYTES
) -> list[dict[str, Any]]:
    """Write `part`-00000-of-0000N.tfrecord files of about `shard_bytes` each.

    Returns {"name", "records", "bytes", "blake2b"} of each, for corpus.json. The labels are ratings 1..5, the
    ids those of reviews. The same reviews in the same order give the same bytes; no review gives one empty
    file.
    """
    unnamed = [directory / f"{part}-00000.partial"]
    records = [0]
    writer, written = tf.io.TFRecordWriter(str(unnamed[0])), 0
    for batch in reviews:
        for record in example_bytes(batch.input_ids, batch.lengths, batch.labels.tolist(), batch.ids):
            if written >= shard_bytes:
                writer.close()
                unnamed.append(directory / f"{part}-{len(unnamed):05d}.partial")
                records.append(0)
                writer, written = tf.io.TFRecordWriter(str(unnamed[-1])), 0
            writer.write(record)
            written += len(record) + FRAME_BYTES
            records[-1] += 1
    writer.close()
    paths = name_shards(unnamed, part, "tfrecord")
    return [
        {"name": path.name, "records": count, "bytes": path.stat().st_size, "blake2b": _digest(path)}
        for path, count in zip(paths, records, strict=True)
    ]


def read_shards(directory: Path, part: str) -> Any:
    """Return a `tf.data.Dataset` of single records {"input_ids": (length,), "rating": (), "review_id": ()}.

    Every file is compared with corpus.json before the first record: raises FileNotFoundError when the part
    has no shard or one is missing, ValueError when one is not as it was written; both name it.
    """
    paths = checked_shards(directory, part)
    features = {
        "input_ids": tf.io.RaggedFeature(tf.int64),
        "rating": tf.io.FixedLenFeature([], tf.int64),
        "review_id": tf.io.FixedLenFeature([], tf.int64),
    }
    serialised = tf.data.TFRecordDataset([str(path) for path in paths]).batch(RECORDS_AT_ONCE)
    # Parsing many records in one call is what makes reading fast.
    parsed = serialised.map(
        lambda records: tf.io.parse_example(records, features), num_parallel_calls=tf.data.AUTOTUNE
    )
    # A ragged batch falls into ragged rows; what is batched by length must be plain tensors.
    return parsed.unbatch().map(lambda row: {**row, "input_ids": tf.convert_to_tensor(row["input_ids"])})


def checked_shards(directory: Path, part: str) -> list[Path]:
    """Return the paths of a part's shards; raises as `read_shards`."""
    listed = {shard["name"]: shard for shard in CorpusFile.read(directory).shards.get(part, [])}
    paths = find_shards(directory, part, "tfrecord", remedy=REMEDY)
    if [path.name for path in paths] != sorted(listed):
        raise ValueError(
            f"{directory} holds other `{part}` shards than its corpus.json names: expected {sorted(listed)}, "
            f"found {[path.name for path in paths]}. {REMEDY}"
        )
    for path in paths:
        size, expected = path.stat().st_size, listed[path.name]
        if size != expected["bytes"]:
            raise ValueError(f"{path} is damaged: {size:,} bytes, expected {expected['bytes']:,}. {REMEDY}")
        if _digest(path) != expected["blake2b"]:
            raise ValueError(f"{path} is damaged: its bytes are not those that were written. {REMEDY}")
    return paths


def batches_by_length(records: Any, batch_size: int) -> Any:
    """Return batches of records of like length, "input_ids" padded on the right to the longest of its batch.

    "input_ids" (B, L), "rating" (B,), "review_id" (B,), with B at most `batch_size`.
    """
    return records.bucket_by_sequence_length(
        element_length_func=lambda record: tf.size(record["input_ids"]),
        bucket_boundaries=[length + 1 for length in BUCKET_LENGTHS],
        bucket_batch_sizes=[batch_size] * (len(BUCKET_LENGTHS) + 1),
        padding_values={name: tf.constant(PAD, tf.int64) for name in ("input_ids", "rating", "review_id")},
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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "blake2b").hexdigest()
