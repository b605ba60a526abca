"""How fast texts become shards of ids, against SentencePiece alone on the same list."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import sentencepiece

from benchmarks.rating_texts import rated_texts
from rating_model.data.review_files import ROWS_AT_ONCE
from rating_model.data.shards import write_shards
from rating_model.data.tokenize import one_ahead
from rating_model.options import RatingOptions
from text_models.networks.encoded_texts import EncodedTexts
from text_models.tokens.tokenizer import PieceTokenizer

REVIEWS = 20_000


def measure(rounds: int) -> dict[str, Any]:
    """Return texts a second, the median of `rounds`, and the ratios ours / theirs (higher is better).

    `tokenizing_vs_sentencepiece`: texts to ids cut to `max_tokens`, with [CLS] and [SEP], against
    `SentencePieceProcessor.encode` with its own choice of threads. `shards_vs_sentencepiece`: the same, and
    the TFRecord shards written. The three take turns, so that a slow minute of the machine falls on all.
    """
    texts = [text for text, _ in rated_texts(REVIEWS)]
    options = RatingOptions()
    tokenizer = PieceTokenizer.train(texts, vocabulary_size=options.vocabulary_size, seed=options.seed)
    bare = sentencepiece.SentencePieceProcessor(model_proto=tokenizer.model)
    with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
        rates = _rates(
            {
                "sentencepiece": lambda: bare.encode(texts),
                "ours": lambda: tokenizer.encode_joined(texts, max_tokens=options.max_tokens),
                "ours_with_shards": lambda: _write(texts, tokenizer, options.max_tokens, Path(folder)),
            },
            len(texts),
            rounds,
        )
    return {
        "texts": len(texts),
        "max_tokens": options.max_tokens,
        "vocabulary_size": tokenizer.vocabulary_size,
        "texts_a_second": {name: round(median(values)) for name, values in rates.items()},
        "tokenizing_vs_sentencepiece": _ratio(rates["ours"], rates["sentencepiece"]),
        "shards_vs_sentencepiece": _ratio(rates["ours_with_shards"], rates["sentencepiece"]),
    }


def _rates(contenders: dict[str, Callable[[], object]], texts: int, rounds: int) -> dict[str, list[float]]:
    """Texts a second of each contender in each round; a first round that warms up does not count."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, contender in contenders.items():
            start = time.perf_counter()
            contender()
            if turn:
                rates[name].append(texts / (time.perf_counter() - start))
    return rates


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the rounds' ratios."""
    return round(median(our / their for our, their in zip(ours, theirs, strict=True)), 3)


def _write(texts: list[str], tokenizer: PieceTokenizer, max_tokens: int, folder: Path) -> None:
    def encoded(start: int) -> EncodedTexts:
        ids, lengths = tokenizer.encode_joined(texts[start : start + ROWS_AT_ONCE], max_tokens=max_tokens)
        return EncodedTexts(ids, lengths, np.full(len(lengths), 5), np.arange(start, start + len(lengths)))

    write_shards(one_ahead(encoded, range(0, len(texts), ROWS_AT_ONCE)), folder, "train")
