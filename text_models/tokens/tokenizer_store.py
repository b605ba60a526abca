"""The tokenizers that models were trained with, each kept under its number."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from storage.whole_folder import whole_folder
from text_models.tokens.normalizer import ALBERT_DEFAULT, read_normalizer, write_normalizer
from text_models.tokens.tokenizer import FILE_NAME, PieceTokenizer

ORIGIN_FILE = "tokenizer.json"
REQUEST_FILE = "new-tokenizer-requested"


class NumberedTokenizer(NamedTuple):
    """A tokenizer, its number 1, 2, … and how many texts it has learned from."""

    number: int
    tokenizer: PieceTokenizer
    texts: int


class TokenizerStore:
    """Folders `1`, `2`, … below `folder`, each with spiece.model and tokenizer.json; none is ever changed.

    Another tokenizer gives other ids, and a model knows those of its own alone. So the first one stays in use
    until a new one is requested.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def numbers(self) -> list[int]:
        """The numbers there are, ascending."""
        return sorted(int(path.name) for path in self.folder.glob("[1-9]*") if path.name.isdigit())

    def request_new(self) -> None:
        """Let the next version train a tokenizer of its own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / REQUEST_FILE).touch()

    def load(self, number: int) -> NumberedTokenizer:
        """Return a tokenizer; raises ValueError when there is none of this number or a file is damaged."""
        folder = self.folder / str(number)
        try:
            origin = json.loads((folder / ORIGIN_FILE).read_text())
            return NumberedTokenizer(number, PieceTokenizer.load(folder / FILE_NAME), int(origin["texts"]))
        except FileNotFoundError as error:
            raise ValueError(
                f"There is no whole tokenizer {number} in {self.folder}: {error.filename} is missing. "
                f"Expected one of {self.numbers()}."
            ) from error
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{folder / ORIGIN_FILE} is damaged ({error!r}).") from error

    def for_version(
        self, version: str, texts: Iterable[str], *, vocabulary_size: int, seed: int, noun: str = "texts"
    ) -> NumberedTokenizer:
        """Return the latest tokenizer; or, when there is none or a new one was requested, one trained on
        `texts`.

        However often it is repeated, a version trains at most one: the one that it had trained is returned.
        Raises TooFewTexts, in whose sentence the texts are called `noun`, when all are empty.
        """
        numbers = self.numbers()
        request = self.folder / REQUEST_FILE
        wanted = not numbers or request.exists()
        if wanted and not (numbers and self._trained_for(numbers[-1]) == version):
            number = numbers[-1] + 1 if numbers else 1
            learned = list(texts)
            tokenizer = PieceTokenizer.train(learned, vocabulary_size=vocabulary_size, seed=seed, noun=noun)
            origin = {
                "trained_for": version,
                "texts": len(learned),
                "vocabulary_size": tokenizer.vocabulary_size,
                "seed": seed,
            }
            self._add(number, tokenizer, origin)
        else:
            number = numbers[-1]
        request.unlink(missing_ok=True)
        return self.load(number)

    def _add(self, number: int, tokenizer: PieceTokenizer, origin: dict[str, Any]) -> None:
        with whole_folder(self.folder / str(number)) as folder:
            tokenizer.save(folder / FILE_NAME)
            (folder / ORIGIN_FILE).write_text(json.dumps(origin, indent=2) + "\n")

    def _trained_for(self, number: int) -> str:
        return str(json.loads((self.folder / str(number) / ORIGIN_FILE).read_text())["trained_for"])


def store_of_pretrained(pretrained: Path, folder: Path) -> Path:
    """Make `folder` a store that holds the tokenizer of a pretrained ALBERT alone, as number 1; return it.

    Raises ValueError when the directory has none.
    """
    only = folder / "1"
    only.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(pretrained / FILE_NAME, only / FILE_NAME)
    except FileNotFoundError:
        raise ValueError(f"{pretrained} is no directory of an ALBERT: {FILE_NAME} is missing.") from None
    write_normalizer(read_normalizer(pretrained, ALBERT_DEFAULT), only)
    (only / ORIGIN_FILE).write_text(json.dumps({"trained_for": str(pretrained), "texts": 0}) + "\n")
    return folder
