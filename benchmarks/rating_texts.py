"""The texts that the rating model's benchmarks work on: made up, the same on every machine."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import orjson

from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.data_layout import DataLayout
from text_models.normalise import normalise_text


def rated_texts(reviews: int, seed: int = 1) -> list[tuple[str, int]]:
    """Return about `reviews` normalised texts (1 to 12 sentences) with their ratings 1..5."""
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
        make_demo_corpus(DataLayout(Path(folder)), seed=seed, reviews=reviews)
        lines = [
            orjson.loads(gzip.decompress(path.read_bytes())) for path in Path(folder).glob("*/*.json.gz")
        ]
    rated = [(normalise_text(line.get("reviewText", "")), int(line["overall"])) for line in lines]
    return sorted((text, rating) for text, rating in rated if text)
