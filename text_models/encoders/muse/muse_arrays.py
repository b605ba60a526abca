"""The arrays of M-USE as they lie in its folder, their shapes checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from text_models.encoders.encoder_folder import EncoderError
from text_models.encoders.muse.muse_pieces import MusePieces
from text_models.encoders.muse.muse_weights import NAME, ORDERS, PARTS, PIECES_FILE, WEIGHTS_FILE
from text_models.encoders.stored_encoder import StoredEncoder, open_encoder


@dataclass(frozen=True)
class MuseArrays:
    """What M-USE is made of: its pieces, the packed table of their rows, and the arrays of its body."""

    stored: StoredEncoder
    pieces: MusePieces
    arrays: Mapping[str, np.ndarray]

    @property
    def width(self) -> int:
        """The length E of a row of the table, and of a sentence vector."""
        return int(self.arrays["table"].shape[1])

    @property
    def token_width(self) -> int:
        """The length of what is known of each token, E + three branches."""
        return int(self.arrays["ln_g"].shape[0])

    @property
    def epsilon(self) -> float:
        """What keeps norms from dividing by 0."""
        return float(self.arrays["epsilon"][0])

    def rows(self, ids: np.ndarray) -> np.ndarray:
        """Return the rows of M pieces, float32 (M, E)."""
        part = ids % PARTS
        packed = self.arrays["table"][ids].astype(np.float32)
        return np.asarray(packed * self.arrays["scale"][part][:, None] + self.arrays["lo"][part][:, None])


def open_muse() -> MuseArrays:
    """Return M-USE out of the folder of encoders, read once a process. Raises EncoderError."""
    stored = open_encoder(NAME)
    return _read(stored.folder, stored.sha256)


@cache
def _read(folder: Path, _sha256: str) -> MuseArrays:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    stored = StoredEncoder.read(folder)
    path = stored.path(WEIGHTS_FILE)
    try:
        arrays = load(path.read_bytes())
        _check_shapes(path, arrays)
    except (SafetensorError, KeyError, IndexError) as error:
        raise EncoderError(f"{path} is damaged ({error}): `text-models encoders add {NAME}`.") from error
    pieces = MusePieces(stored.path(PIECES_FILE))
    if pieces.size > len(arrays["table"]):
        raise EncoderError(f"{path} has {len(arrays['table']):,} rows for {pieces.size:,} pieces.")
    return MuseArrays(stored, pieces, arrays)


def _check_shapes(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Raise EncoderError when an array does not fit the table and the first branch."""
    (_, width), (_, branch) = arrays["table"].shape, arrays["proj2"].shape
    (_, hidden), (_, narrow) = arrays["d0"].shape, arrays["d1"].shape
    tokens, (_, sentence) = width + len(ORDERS) * branch, arrays["cnn_W"].shape
    expected: dict[str, tuple[int, ...]] = {
        "table": (PARTS * (len(arrays["table"]) // PARTS), width),
        **dict.fromkeys(("scale", "lo"), (PARTS,)),
        **dict.fromkeys(("ln_g", "ln_b"), (tokens,)),
        "epsilon": (1,),
        "cnn_W": (tokens, sentence),
        "cnn_b": (sentence,),
        "d0": (sentence, hidden),
        "d1": (hidden, narrow),
        "p1": (sentence, narrow),
        "d2": (narrow, arrays["d2"].shape[1]),
        "d3": (arrays["d2"].shape[1], width),
        "p3": (narrow, width),
    }
    for order in ORDERS:
        expected[f"proj{order}"] = (width, branch)
        expected |= dict.fromkeys([f"w1_{order}", f"w2_{order}"], (order * branch, branch))
        vectors = [f"{kind}{order}" for kind in ("proj_b", "ln_g", "ln_b", "b1_", "b2_")]
        expected |= dict.fromkeys(vectors, (branch,))
    for name, shape in expected.items():
        if arrays[name].shape != shape:
            raise EncoderError(f"{path}: `{name}` has shape {arrays[name].shape}, expected {shape}.")
