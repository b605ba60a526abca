"""What a tokenized corpus holds: corpus.json beside its TFRecord shards, and later beside the model."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from rating_model.data.json_dataclass import read_dataclass, write_dataclass

CORPUS_FILE = "corpus.json"
# A tokenizer that learned from so many times fewer texts than there are now knows too few words.
OUTGROWN = 4


@dataclass(frozen=True)
class CorpusFile:
    """Where the corpus comes from and what was written.

    `version`, `batch_ids`, `seen_batch_ids`, `counts` and `reference` are the export's, see
    `ReviewsManifest`. `tokenizer` is the number of the tokenizer, `tokenizer_texts` how many texts that one
    has learned from. `tokens` counts the ids of each part; `shards` names the files of each part with their
    `records`, `bytes` and `blake2b`.
    """

    version: str
    batch_ids: list[str]
    seen_batch_ids: list[str]
    counts: dict[str, int]
    reference: dict[str, Any]
    tokenizer: int
    tokenizer_texts: int
    vocabulary_size: int
    max_tokens: int
    tokens: dict[str, int]
    shards: dict[str, list[dict[str, Any]]]

    def is_outgrown(self, vocabulary_size: int) -> bool:
        """Whether the tokenizer has fewer pieces than it may have and knows a small part of the texts."""
        is_small = self.vocabulary_size < vocabulary_size
        return is_small and self.counts["train"] >= OUTGROWN * self.tokenizer_texts

    def write(self, folder: Path) -> None:
        """Write corpus.json into the folder."""
        write_dataclass(folder / CORPUS_FILE, self)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote; raises ValueError when it is not there or damaged."""
        return read_dataclass(cls, folder / CORPUS_FILE, "tokenized corpus", "Tokenize the reviews")
