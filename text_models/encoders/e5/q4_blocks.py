"""Weights in four bits, as the file of e5 holds them, and as numbers again."""

from __future__ import annotations

import numpy as np

WEIGHTS = 32
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", WEIGHTS // 2)])


def bytes_of(weights: int) -> int:
    """Return how many bytes so many weights take; raises ValueError when they fill no whole blocks."""
    if weights % WEIGHTS:
        raise ValueError(f"{weights:,} weights fill no whole blocks of {WEIGHTS}")
    return weights // WEIGHTS * BLOCK.itemsize


def dequantise(content: bytes | memoryview) -> np.ndarray:
    """Return the weights of blocks in Q4_0, float32, shape (32 blocks,).

    A block has 18 bytes: a scale of 16 bits, then 16 bytes whose low halves are weights 0-15 and whose high
    halves are weights 16-31; a weight is (half - 8) times the scale. The format is ggml's:
    https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c
    """
    blocks = np.frombuffer(content, BLOCK)
    scales = blocks["scale"].astype(np.float32)[:, None]
    low = (blocks["nibbles"] & 0x0F).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    weights = np.empty((len(blocks), WEIGHTS), np.float32)
    np.multiply(low, scales, out=weights[:, : WEIGHTS // 2])
    np.multiply(high, scales, out=weights[:, WEIGHTS // 2 :])
    return weights.reshape(-1)
