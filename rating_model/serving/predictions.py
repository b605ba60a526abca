"""The predictions of a run's new reviews, from Parquet shards to Parquet shards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from rating_model.data.review_files import read_part
from rating_model.serving.rating_predictor import Prediction, RatingPredictor
from storage.whole_folder import whole_folder

PREDICTIONS = "part-*.parquet"
ROWS_A_SHARD = 100_000
ROWS_AT_ONCE = 1_000


def predict_new_reviews(reviews_dir: Path, target: Path, predictor: RatingPredictor) -> int:
    """Predict each review of the shards `new-*` in `reviews_dir`; return how many there are.

    Folder `target` appears whole and holds part-*.parquet with review_id, model_version, rating,
    expected_rating and confidence. Memory does not grow with the number of reviews. Raises what
    `read_part` raises when a shard is missing or damaged.
    """
    predictions = predictor.predict_each(_new_reviews(reviews_dir))
    predicted = shards = 0
    with whole_folder(target) as folder:
        for first in predictions:
            shard = islice(chain([first], predictions), ROWS_A_SHARD)
            predicted += _write_shard(folder / f"part-{shards:05d}.parquet", predictor.version, shard)
            shards += 1
    return predicted


def read_predictions(folder: Path) -> Iterator[tuple[str, int, Prediction]]:
    """Yield (model_version, review_id, prediction) of what `predict_new_reviews` wrote, streamed."""
    for path in sorted(folder.glob(PREDICTIONS)):
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_AT_ONCE):
                for row in batch.to_pylist():
                    prediction = Prediction(row["rating"], row["expected_rating"], row["confidence"])
                    yield row["model_version"], row["review_id"], prediction


def _new_reviews(reviews_dir: Path) -> Iterator[tuple[int, str]]:
    """(review_id, text) of the shards, a part of one in memory at a time."""
    for batch in read_part(reviews_dir, "new"):
        yield from zip(batch["review_id"].to_pylist(), batch["text"].to_pylist(), strict=True)


def _write_shard(path: Path, version: str, predictions: Iterator[tuple[int, Prediction]]) -> int:
    fields = {
        "review_id": pa.int64(),
        "model_version": pa.string(),
        "rating": pa.int8(),
        "expected_rating": pa.float64(),
        "confidence": pa.float64(),
    }
    written = 0
    with parquet.ParquetWriter(path, pa.schema(list(fields.items()))) as writer:
        while part := list(islice(predictions, ROWS_AT_ONCE)):
            columns = zip(*((review_id, version, *prediction) for review_id, prediction in part), strict=True)
            arrays = [pa.array(values, kind) for values, kind in zip(columns, fields.values(), strict=True)]
            writer.write_table(pa.table(arrays, names=list(fields)))
            written += len(part)
    return written
