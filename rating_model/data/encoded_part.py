"""A tokenized part in memory, and the slice of it that decides when to stop."""

from hashlib import blake2b
from pathlib import Path

import numpy as np

from rating_model.data.shards import REMEDY, read_shards
from text_models.networks.backend import tf
from text_models.networks.encoded_texts import EncodedTexts

RECORDS_AT_ONCE = 4_096


def read_encoded(tokenized: Path, part: str) -> EncodedTexts:
    """Return every review of a part, labelled with its rating; raises as `read_shards`, damage included."""
    ids, lengths, ratings, review_ids = ([np.zeros(0, np.int64)] for _ in range(4))
    try:
        for batch in read_shards(tokenized, part).ragged_batch(RECORDS_AT_ONCE):
            ids.append(batch["input_ids"].flat_values.numpy())
            lengths.append(batch["input_ids"].row_lengths().numpy())
            ratings.append(batch["rating"].numpy())
            review_ids.append(batch["review_id"].numpy())
    except tf.errors.DataLossError as error:
        raise ValueError(f"A shard in {tokenized} is damaged ({error.message}). {REMEDY}") from error
    columns = [np.concatenate(parts) for parts in (ids, lengths, ratings, review_ids)]
    return EncodedTexts(columns[0].astype(np.int32), *columns[1:])


def split_for_stopping(reviews: EncodedTexts, share: float) -> tuple[EncodedTexts, EncodedTexts]:
    """Return (to learn from, to decide by): about `share` of the distinct texts go to the second.

    A text's ids choose its side, so equal texts are never on both, and it keeps the side as others come.
    """
    ends = np.cumsum(reviews.lengths)
    is_for_stopping = np.array(
        [
            _number(reviews.input_ids[end - length : end]) < share
            for end, length in zip(ends.tolist(), reviews.lengths.tolist(), strict=True)
        ],
        bool,
    )
    return _chosen(reviews, ~is_for_stopping), _chosen(reviews, is_for_stopping)


def _number(ids: np.ndarray) -> float:
    return int.from_bytes(blake2b(ids.astype("<i4").tobytes(), digest_size=8).digest()) / 2.0**64


def _chosen(reviews: EncodedTexts, rows: np.ndarray) -> EncodedTexts:
    return EncodedTexts(
        reviews.input_ids[np.repeat(rows, reviews.lengths)],
        reviews.lengths[rows],
        reviews.labels[rows],
        reviews.ids[rows],
    )
