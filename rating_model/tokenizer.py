"""Review texts to the ids of their pieces, by a SentencePiece model trained on the training part.

Unigram pieces: https://arxiv.org/abs/1804.10959; the ids of the special pieces are ALBERT's.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import sentencepiece

from rating_model.held_out import TooFewReviews

PAD, UNKNOWN, CLS, SEP, MASK = range(5)
FILE_NAME = "spiece.model"
# The trainer skips sentences above 4,192 bytes without a word; 1,000 characters of at most 4 bytes stay
# below.
TRAINING_CHARACTERS = 1_000
# The trainer adds floats per thread, so another number gives other bytes: the same on every machine.
TRAINING_THREADS = 2


class RatingTokenizer:
    """Encodes normalised texts as `[CLS] pieces [SEP]`, in lower case."""

    def __init__(self, model: bytes) -> None:
        self.model = model
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary_size: int, seed: int) -> "RatingTokenizer":
        """Return a tokenizer of at most `vocabulary_size` pieces (fewer when the texts do not hold as many).

        The same texts in the same order give the same bytes. Raises TooFewReviews when there is no text.
        """
        sentences = [quotes_made_one(text)[:TRAINING_CHARACTERS] for text in texts]
        if not any(sentences):
            raise TooFewReviews("The tokenizer has no text to learn from: 0 training reviews with a text.")
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
    def load(cls, path: Path) -> "RatingTokenizer":
        """Return the tokenizer saved at `path`; raises ValueError when the file is no SentencePiece model."""
        try:
            return cls(path.read_bytes())
        except RuntimeError as error:
            raise ValueError(f"{path} is no SentencePiece model: tokenize the corpus again.") from error

    @property
    def vocabulary_size(self) -> int:
        """The number of ids, special pieces included."""
        return int(self._processor.get_piece_size())

    def save(self, path: Path) -> None:
        """Write the model as a `spiece.model` file, which keras-hub and transformers read too."""
        path.write_bytes(self.model)

    def encode(self, texts: Sequence[str], *, max_tokens: int, threads: int = -1) -> list[list[int]]:
        """Return one list of 2 to `max_tokens` ids a text, [CLS] and [SEP] included; -1 threads: every
        core.
        """
        pieces = self._processor.encode([quotes_made_one(text) for text in texts], num_threads=threads)
        return [[CLS, *ids[: max_tokens - 2], SEP] for ids in pieces]


def quotes_made_one(text: str) -> str:
    """Return `text` with ``two backticks'' and two apostrophes made one quotation mark, as ALBERT does.

    Source: `preprocess_text` in https://github.com/google-research/albert/blob/master/tokenization.py.
    """
    return text.replace("``", '"').replace("''", '"')
