"""Texts as the pieces of M-USE."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from text_models.encoders.encoder_folder import EncoderError

# Tokens of a text, its begin and end among them; the rest is cut.
MOST_TOKENS = 256
# Characters of a text that are read: a token holds several.
MOST_CHARACTERS = 12 * MOST_TOKENS


class MusePieces:
    """The SentencePiece model of M-USE: ids from 0, one that begins a text and one that ends it."""

    def __init__(self, path: Path) -> None:
        """Raises EncoderError when the file is no SentencePiece model."""
        from sentencepiece import SentencePieceProcessor

        try:
            self._processor: Any = SentencePieceProcessor(model_proto=path.read_bytes())
        except (OSError, RuntimeError) as error:
            raise EncoderError(f"{path} is no SentencePiece model ({error}).") from error

    @property
    def size(self) -> int:
        """How many pieces there are."""
        return int(self._processor.get_piece_size())

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each of N texts, three or more, `MOST_TOKENS` at most."""
        # Half of a surrogate pair has no place in UTF-8.
        readable = [text[:MOST_CHARACTERS].encode(errors="replace").decode() for text in texts]
        rows = self._processor.encode(readable, add_bos=True, add_eos=True)
        # A text of nothing is one unknown piece, as the wheel has it.
        rows = [row if len(row) > 2 else [row[0], self._processor.unk_id(), row[-1]] for row in rows]
        return [row if len(row) <= MOST_TOKENS else [*row[: MOST_TOKENS - 1], row[-1]] for row in rows]
