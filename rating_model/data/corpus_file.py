"""What a tokenized corpus holds: corpus.json beside its TFRecord shards, and later beside the model."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

CORPUS_FILE = "corpus.json"


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

    def write(self, folder: Path) -> None:
        """Write corpus.json into the folder."""
        (folder / CORPUS_FILE).write_text(json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what `write` wrote; raises ValueError when it is not there or damaged."""
        path = folder / CORPUS_FILE
        try:
            return cls(**json.loads(path.read_text()))
        except FileNotFoundError as error:
            raise ValueError(
                f"{folder} holds no tokenized corpus ({CORPUS_FILE} is missing): tokenize the reviews."
            ) from error
        except (json.JSONDecodeError, TypeError) as error:
            raise ValueError(f"{path} is damaged ({error}): tokenize the reviews again.") from error
