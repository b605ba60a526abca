"""Texts as the token ids of an encoder, long ones in windows that end where sentences do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from text_models.encoders.encoder_folder import EncoderError

MARKS = r"[.!?\u2026\u061f\u0964]"
# After a mark and what closes a quotation, where a space follows; between lines; after Chinese marks. A run
# of marks is looked at from its first alone.
SENTENCE_END = re.compile(rf"(?<!{MARKS}){MARKS}+[\"'\u201d\u00bb)\]]*(?=\s)|\n+|[\u3002\uff01\uff1f]+")
TEXTS_AT_ONCE = 1_000
FAST_FILE = "tokenizer.json"


class Windows(NamedTuple):
    """W windows of N texts: the ids of each, and the position of its text, ascending, int64, shape (W,)."""

    ids: list[np.ndarray]
    owners: np.ndarray

    def first_of_each(self, most: int) -> Windows:
        """Return the first windows of each text, at most so many."""
        number = np.arange(len(self.owners)) - np.searchsorted(self.owners, self.owners)
        kept = np.flatnonzero(number < most)
        return Windows([self.ids[row] for row in kept.tolist()], self.owners[kept])


@dataclass(frozen=True)
class BertTokens:
    """A tokenizer with what stands around each text: `first` before it, `last` behind it."""

    tokenizer: Any
    first: tuple[int, ...]
    last: tuple[int, ...]

    @classmethod
    def read(cls, folder: Path, prompt: str = "") -> Self:
        """Return the tokenizer of a Hugging Face folder; `prompt` is put before each text.

        Raises EncoderError when there is none.
        """
        tokenizer = _tokenizer(folder)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        around = tokenizer.encode("").ids
        if len(around) != 2:
            raise EncoderError(f"{folder}: expected one token before a text and one behind, got {around}.")
        # What looks like a special token in a text is text.
        tokenizer.encode_special_tokens = True
        of_prompt = tokenizer.encode(prompt.rstrip(), add_special_tokens=False).ids if prompt else []
        return cls(tokenizer, (around[0], *of_prompt), (around[1],))

    @property
    def size(self) -> int:
        """How many pieces it knows."""
        return int(self.tokenizer.get_vocab_size(with_added_tokens=True))

    def windows(self, texts: Sequence[str], longest: int) -> Windows:
        """Return the windows of N texts, at most `longest` tokens each with what stands around it.

        A window holds as many whole sentences as fit; a longer sentence is cut at the last word that fits.
        """
        room = longest - len(self.first) - len(self.last)
        if room < 1:
            raise ValueError(f"{longest} tokens leave no room for a text. Give more.")
        ids: list[np.ndarray] = []
        owners: list[int] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            some = [text.encode("utf-8", "replace").decode() for text in texts[start : start + TEXTS_AT_ONCE]]
            found = self.tokenizer.encode_batch(some, add_special_tokens=False)
            for row, (text, encoded) in enumerate(zip(some, found, strict=True), start=start):
                for piece in _pieces(text, encoded, room):
                    ids.append(np.array([*self.first, *piece, *self.last], np.int32))
                    owners.append(row)
        return Windows(ids, np.array(owners, np.int64))


def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        if (folder / FAST_FILE).exists():
            return Tokenizer.from_file(str(folder / FAST_FILE))
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(folder, local_files_only=True).backend_tokenizer
    # The library raises bare Exception for a file that it cannot read.
    except Exception as error:
        raise EncoderError(
            f"{folder} holds no tokenizer that can be read ({error}); expected {FAST_FILE}, or the files "
            "that AutoTokenizer reads."
        ) from error


def _pieces(text: str, encoded: Any, room: int) -> list[list[int]]:
    """The ids of a text, cut into windows of at most `room`; one at least."""
    ids = encoded.ids
    if len(ids) <= room:
        return [ids]
    starts = np.array([start for start, _ in encoded.offsets])
    sentences = np.searchsorted(starts, [end.end() for end in SENTENCE_END.finditer(text)])
    words = np.flatnonzero(np.diff([-1 if word is None else word for word in encoded.word_ids])) + 1
    pieces = []
    at = 0
    while len(ids) - at > room:
        highest = at + room
        cut = _last(sentences, at, highest) or _last(words, at, highest) or highest
        pieces.append(ids[at:cut])
        at = cut
    return [*pieces, ids[at:]]


def _last(places: np.ndarray, above: int, highest: int) -> int:
    """The highest of the ascending places that is above one number and not above another, or else 0."""
    found = np.searchsorted(places, highest, side="right")
    place = int(places[found - 1]) if found else 0
    return place if place > above else 0
