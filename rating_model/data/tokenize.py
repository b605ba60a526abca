"""Exported reviews to shards of encoded reviews."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pyarrow import RecordBatch

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.review_files import read_part
from rating_model.data.reviews_manifest import ReviewsManifest
from rating_model.data.shards import write_shards
from rating_model.options import RatingOptions
from storage.whole_folder import whole_folder
from text_models.corpus.too_few_texts import FEWEST_TEXTS, TooFewTexts
from text_models.networks.encoded_texts import EncodedTexts
from text_models.tokens.tokenizer import FILE_NAME, PieceTokenizer
from text_models.tokens.tokenizer_store import TokenizerStore

PARTS = ("train", "evaluation")
T = TypeVar("T")
R = TypeVar("R")


def tokenize_reviews(reviews: Path, directory: Path, tokenizers: Path, options: RatingOptions) -> CorpusFile:
    """Write `directory`/{spiece.model, {train,evaluation}-*.tfrecord, corpus.json}; return what corpus.json
    says.

    `reviews` is the folder of an export. The tokenizer is the latest in folder `tokenizers`; if there is
    none, or a new one was requested, one is trained on the training part and kept there. The folder appears
    whole, replaces an earlier one, and has the same bytes for the same export, tokenizer and options. Raises
    ValueError or FileNotFoundError when the export is damaged, TooFewTexts when it holds too few texts.
    """
    manifest = ReviewsManifest.read(reviews)
    counts = manifest.counts
    if counts["texts"] < FEWEST_TEXTS or not counts["train"]:
        raise TooFewTexts(
            f"The rating model needs at least {FEWEST_TEXTS} different texts, some of them to train on. "
            f"Received: {counts['texts']}, {counts['train']} rows to train on."
        )
    texts = (text for batch in read_part(reviews, "train") for text in batch.column("text").to_pylist())
    numbered = TokenizerStore(tokenizers).for_version(
        manifest.version, texts, vocabulary_size=options.vocabulary_size, seed=options.seed, noun="reviews"
    )
    tokens = dict.fromkeys(PARTS, 0)
    with whole_folder(directory) as folder:
        numbered.tokenizer.save(folder / FILE_NAME)
        shards = {
            part: write_shards(_encoded(reviews, part, numbered.tokenizer, options, tokens), folder, part)
            for part in PARTS
        }
        corpus = CorpusFile(
            version=manifest.version,
            batch_ids=manifest.batch_ids,
            seen_batch_ids=manifest.seen_batch_ids,
            counts=counts,
            reference=manifest.reference,
            tokenizer=numbered.number,
            tokenizer_texts=numbered.texts,
            vocabulary_size=numbered.tokenizer.vocabulary_size,
            max_tokens=options.max_tokens,
            tokens=tokens,
            shards=shards,
        )
        corpus.write(folder)
    return corpus


def _encoded(
    reviews: Path, part: str, tokenizer: PieceTokenizer, options: RatingOptions, tokens: dict[str, int]
) -> Iterator[EncodedTexts]:
    """The part in batches, counting its ids in `tokens`."""

    def encoded(batch: RecordBatch) -> EncodedTexts:
        ids, lengths = tokenizer.encode_joined(
            batch.column("text").to_pylist(), max_tokens=options.max_tokens
        )
        ratings, review_ids = (batch.column(name).to_numpy() for name in ("rating", "review_id"))
        return EncodedTexts(ids, lengths, ratings, review_ids)

    for review_batch in one_ahead(encoded, read_part(reviews, part)):
        tokens[part] += len(review_batch.input_ids)
        yield review_batch


def one_ahead(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield function(item) for each, the next one under way in a thread while the caller uses this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        under_way: deque[Future[R]] = deque()
        for item in items:
            under_way.append(pool.submit(function, item))
            if len(under_way) > 1:
                yield under_way.popleft().result()
        for last in under_way:
            yield last.result()
