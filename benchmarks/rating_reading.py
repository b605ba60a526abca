"""How fast TFRecord shards become batches of like length."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.rating_texts import rated_texts
from rating_model.data.corpus_file import CorpusFile
from rating_model.data.shards import (
    batches_by_length,
    measure_batches,
    read_shards,
    write_shards,
)
from rating_model.options import RatingOptions
from text_models.networks.encoded_texts import EncodedTexts
from text_models.tokens.tokenizer import PieceTokenizer

REVIEWS = 20_000


def measure(rounds: int) -> dict[str, Any]:
    """Return rows a second, the median of `rounds`, and the share of padding in the batches.

    `first_pass`: from the files, checked, parsed and put into batches; `later_passes`: from memory, which is
    what training does from its second pass on.
    """
    options = RatingOptions()
    rated = rated_texts(REVIEWS)
    texts, ratings = [text for text, _ in rated], np.array([rating for _, rating in rated])
    tokenizer = PieceTokenizer.train(texts, vocabulary_size=options.vocabulary_size, seed=options.seed)
    ids, lengths = tokenizer.encode_joined(texts, max_tokens=options.max_tokens)
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as name:
        folder = Path(name)
        reviews = EncodedTexts(ids, lengths, ratings, np.arange(len(texts)))
        shards = {"train": write_shards([reviews], folder, "train")}
        CorpusFile("bench", [], [], {}, {}, 1, len(texts), 0, options.max_tokens, {}, shards).write(folder)
        rates: dict[str, list[float]] = {"first_pass": [], "later_passes": []}
        for _ in range(rounds):
            records = read_shards(folder, "train").cache()
            batches = batches_by_length(records, options.batch_size)
            for passes in rates.values():
                start = time.perf_counter()
                for _batch in batches:
                    pass
                passes.append(len(texts) / (time.perf_counter() - start))
        shuffled = records.shuffle(len(texts), seed=options.seed)
        padding = measure_batches(batches_by_length(shuffled, options.batch_size)).padding_share
    return {
        "rows": len(texts),
        "tokens_a_row": round(len(ids) / len(texts), 1),
        "batch_size": options.batch_size,
        "padding_share": round(padding, 4),
        "rows_a_second": {name: round(median(values)) for name, values in rates.items()},
    }
