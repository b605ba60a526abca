"""A corpus of reviews to a tokenizer and shards of encoded reviews."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow
from pyarrow import parquet

from rating_model.held_out import LabelledText, split_reviews
from rating_model.options import RatingOptions
from rating_model.shards import EncodedReview, write_shards
from rating_model.tokenizer import FILE_NAME, RatingTokenizer
from rating_model.whole_folder import whole_folder

COLUMNS = ("review_id", "review_text", "rating")
CORPUS_FILE = "corpus.json"
ENCODE_BATCH = 2_048


@dataclass(frozen=True)
class TokenizeReport:
    """What was read and written: rows by fate (see `HeldOutSplit`), pieces in the vocabulary, ids a part."""

    counts: dict[str, int]
    vocabulary_size: int
    max_tokens: int
    tokens: dict[str, int]


def tokenize_corpus(corpus: Path, directory: Path, options: RatingOptions) -> TokenizeReport:
    """Write `directory`/{spiece.model, {train,held_out}-*.tfrecord, corpus.json}; return the counts.

    `corpus` is a Parquet file with the columns review_id (int64), review_text (string, nullable), rating
    (1..5). The tokenizer learns from the training part alone. The folder appears whole, replaces an earlier
    one, and has the same bytes for the same corpus and options. Raises ValueError for a file that is no
    such corpus, TooFewReviews when no training text is left.
    """
    split = split_reviews(
        read_corpus(corpus), held_out_share=options.held_out_share, max_reviews=options.max_reviews
    )
    tokenizer = RatingTokenizer.train(
        (row.text for row in split.train), vocabulary_size=options.vocabulary_size, seed=options.seed
    )
    tokens: dict[str, int] = {}
    with whole_folder(directory) as folder:
        tokenizer.save(folder / FILE_NAME)
        for part, rows in (("train", split.train), ("held_out", split.held_out)):
            tokens[part] = 0
            write_shards(_encoded(rows, tokenizer, options.max_tokens, part, tokens), folder, part)
        report = TokenizeReport(split.counts, tokenizer.vocabulary_size, options.max_tokens, tokens)
        (folder / CORPUS_FILE).write_text(json.dumps(asdict(report), indent=2) + "\n")
    return report


def read_corpus(corpus: Path) -> Iterator[tuple[int, str | None, int]]:
    """Yield (review_id, text, rating) of every row, a batch at a time in memory."""
    try:
        with parquet.ParquetFile(corpus) as file:
            missing = [name for name in COLUMNS if name not in file.schema_arrow.names]
            if missing:
                raise ValueError(
                    f"{corpus} must have the columns {', '.join(COLUMNS)}. Missing: {', '.join(missing)}"
                )
            for batch in file.iter_batches(columns=list(COLUMNS)):
                yield from zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True)
    except pyarrow.ArrowInvalid as error:
        raise ValueError(f"{corpus} is no whole Parquet file: export the reviews again.") from error


def _encoded(
    rows: list[LabelledText], tokenizer: RatingTokenizer, max_tokens: int, part: str, tokens: dict[str, int]
) -> Iterator[EncodedReview]:
    for start in range(0, len(rows), ENCODE_BATCH):
        batch = rows[start : start + ENCODE_BATCH]
        for row, ids in zip(
            batch, tokenizer.encode([row.text for row in batch], max_tokens=max_tokens), strict=True
        ):
            tokens[part] += len(ids)
            yield EncodedReview(ids, row.rating, row.review_id)
