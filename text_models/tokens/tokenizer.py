"""Texts to the ids of their pieces, by a SentencePiece model.

Unigram pieces: https://arxiv.org/abs/1804.10959; the ids of the special pieces are ALBERT's.
"""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import sentencepiece

from text_models.corpus.too_few_texts import TooFewTexts
from text_models.tokens.normalizer import (
    QUOTES_ONLY,
    Normalizer,
    quotes_made_one,
    read_normalizer,
    write_normalizer,
)

PAD, UNKNOWN, CLS, SEP, MASK = range(5)
FILE_NAME = "spiece.model"
# The trainer skips sentences above 4,192 bytes without a word; 1,000 characters of at most 4 bytes stay
# below.
TRAINING_CHARACTERS = 1_000
# The trainer adds floats per thread, so another number gives other bytes: the same on every machine.
TRAINING_THREADS = 2
# Pieces of English have about 4 characters; with a few more, the beginning of nearly every text is enough.
CHARACTERS_A_PIECE = 6
TEXTS_AT_ONCE = 1_024
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


class PieceTokenizer:
    """Encodes texts in normal form as `[CLS] pieces [SEP]`, after `normalizer` has prepared them.

    The model that `train` makes folds case itself; a pretrained one may need its texts folded.
    """

    def __init__(self, model: bytes, normalizer: Normalizer = QUOTES_ONLY) -> None:
        self.model = model
        self.normalizer = normalizer
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)

    @classmethod
    def train(
        cls, texts: Iterable[str], *, vocabulary_size: int, seed: int, noun: str = "texts"
    ) -> "PieceTokenizer":
        """Return a tokenizer of at most `vocabulary_size` pieces (fewer when the texts do not hold as many).

        The same texts in the same order give the same bytes. Raises TooFewTexts, in whose
        sentence the texts are called `noun`, when all are empty.
        """
        sentences = [quotes_made_one(text)[:TRAINING_CHARACTERS] for text in texts]
        if not any(sentences):
            raise TooFewTexts(f"The tokenizer has no text to learn from: 0 training {noun} with a text.")
        sentencepiece.set_random_generator_seed(seed)
        model = BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_writer=model,
            model_type="unigram",
            vocab_size=vocabulary_size,
            hard_vocab_limit=False,
            normalization_rule_name="nmt_nfkc_cf",
            character_coverage=0.9995,
            pad_id=PAD,
            unk_id=UNKNOWN,
            bos_id=-1,
            eos_id=-1,
            user_defined_symbols=["[CLS]", "[SEP]", "[MASK]"],
            num_threads=TRAINING_THREADS,
            minloglevel=2,
        )
        return cls(model.getvalue())

    @classmethod
    def load(cls, path: Path) -> "PieceTokenizer":
        """Return the tokenizer saved at `path`; raises ValueError when the file is no SentencePiece model.

        Its normalizer is read from tokenizer_config.json beside it, if there is one.
        """
        try:
            return cls(path.read_bytes(), read_normalizer(path.parent))
        except RuntimeError as error:
            raise ValueError(f"{path} is no SentencePiece model: tokenize the corpus again.") from error

    @property
    def vocabulary_size(self) -> int:
        """The number of ids, special pieces included."""
        return int(self._processor.get_piece_size())

    def save(self, path: Path) -> None:
        """Write the model as a `spiece.model` file, which keras-hub and transformers read too.

        A normalizer that changes more than quotes is written beside it, in tokenizer_config.json.
        """
        path.write_bytes(self.model)
        if self.normalizer != QUOTES_ONLY:
            write_normalizer(self.normalizer, path.parent)

    def __eq__(self, other: object) -> bool:
        """Whether both give every text the same ids."""
        return isinstance(other, PieceTokenizer) and (self.model, self.normalizer) == (
            other.model,
            other.normalizer,
        )

    def __hash__(self) -> int:
        return hash((self.model, self.normalizer))

    def encode(self, texts: Sequence[str], *, max_tokens: int) -> list[list[int]]:
        """Return one list of 2 to `max_tokens` ids a text, [CLS] and [SEP] included."""
        ids, lengths = self.encode_joined(texts, max_tokens=max_tokens)
        return [part.tolist() for part in np.split(ids, np.cumsum(lengths)[:-1])] if len(texts) else []

    def encode_joined(self, texts: Sequence[str], *, max_tokens: int) -> tuple[np.ndarray, np.ndarray]:
        """Return what `encode` does without a list a text: all ids one after the other, and N lengths.

        On every core. Each thread takes its texts all the way from text to ids: while SentencePiece works for
        one, Python can work for another.
        """
        starts = range(0, len(texts), TEXTS_AT_ONCE)
        with ThreadPoolExecutor(max_workers=CORES) as pool:
            parts = list(
                pool.map(
                    lambda start: self._encode_some(texts[start : start + TEXTS_AT_ONCE], max_tokens), starts
                )
            )
        ids = [np.zeros(0, np.int32), *(part for part, _ in parts)]
        lengths = [np.zeros(0, np.int64), *(part for _, part in parts)]
        return np.concatenate(ids), np.concatenate(lengths)

    def _encode_some(self, texts: Sequence[str], max_tokens: int) -> tuple[np.ndarray, np.ndarray]:
        normalize = quotes_made_one if self.normalizer == QUOTES_ONLY else self.normalizer.normalize
        pieces = self._first_pieces([normalize(text) for text in texts], max_tokens - 2)
        lengths = np.fromiter(map(len, pieces), np.int64, len(pieces)) + 2
        ends = np.cumsum(lengths)
        ids = np.empty(ends[-1], np.int32)
        is_piece = np.ones(len(ids), bool)
        is_piece[ends - 1] = is_piece[ends - lengths] = False
        ids[ends - lengths], ids[ends - 1] = CLS, SEP
        ids[is_piece] = np.concatenate(pieces)
        return ids, lengths

    def _first_pieces(self, texts: list[str], most: int) -> list[np.ndarray]:
        """The first `most` ids of each text, without encoding long texts to their end.

        No piece reaches over a space, so what stands before one has the same ids whatever follows it. Should
        the beginning of a text hold too few, the whole of it is encoded.
        """
        enough = most * CHARACTERS_A_PIECE
        long = {index: text for index, text in enumerate(texts) if len(text) > enough}
        for index, text in long.items():
            texts[index] = _beginning(text, enough)
        pieces = self._processor.encode(texts, out_type="numpy", num_threads=1)
        for index, text in long.items():
            if len(pieces[index]) < most:
                pieces[index] = self._processor.encode(text, out_type="numpy")
        return [part[:most] for part in pieces]


def _beginning(text: str, characters: int) -> str:
    """The text up to the first space after that many characters, or the whole of it."""
    space = text.find(" ", characters)
    return text if space < 0 else text[:space]
