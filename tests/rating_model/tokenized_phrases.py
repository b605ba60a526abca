"""A small tokenized corpus, without export and tokenizing step."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.shards import write_shards
from text_models.networks.encoded_texts import EncodedTexts
from text_models.tokens.tokenizer import FILE_NAME, PieceTokenizer

GOOD = ("love", "great", "lovely", "perfect", "wonderful")
BAD = ("hate", "awful", "broken", "useless", "terrible")
THINGS = (
    "soap", "brush", "shirt", "fridge", "filter", "towel", "lamp", "shoe", "cup", "comb", "pan", "dish",
    "bowl", "fork", "mug", "plate", "pot", "jar", "tray", "can", "lid", "tap", "sink", "vase",
)  # fmt: skip


def phrases(things: Sequence[str] = THINGS) -> list[tuple[str, int]]:
    """Ten texts a thing, five with five stars and five with one, told apart by a single word."""
    rows = []
    for thing in things:
        for good, bad in zip(GOOD, BAD, strict=True):
            rows += [(f"This {thing} is {good}.", 5), (f"This {thing} is {bad}.", 1)]
    return rows


def write_tokenized(
    folder: Path,
    rows: Sequence[tuple[str, int]],
    *,
    tokenizer: PieceTokenizer | None = None,
    max_tokens: int = 16,
) -> Path:
    """Write what tokenizing (text, rating) rows leaves: spiece.model, train-*.tfrecord, corpus.json."""
    texts = [text for text, _ in rows]
    tokenizer = tokenizer or PieceTokenizer.train(texts, vocabulary_size=200, seed=1)
    folder.mkdir(parents=True)
    ids, lengths = tokenizer.encode_joined(texts, max_tokens=max_tokens)
    ratings = np.array([rating for _, rating in rows], np.int64)
    shards = write_shards([EncodedTexts(ids, lengths, ratings, np.arange(len(rows)))], folder, "train")
    tokenizer.save(folder / FILE_NAME)
    CorpusFile(
        version="v1",
        batch_ids=["v1"],
        seen_batch_ids=["v0", "v1"],
        counts={"train": len(rows), "evaluation": 0, "texts": len(rows)},
        reference={},
        tokenizer=3,
        tokenizer_texts=len(rows),
        vocabulary_size=tokenizer.vocabulary_size,
        max_tokens=max_tokens,
        tokens={"train": len(ids), "evaluation": 0},
        shards={"train": shards, "evaluation": []},
    ).write(folder)
    return folder
