"""The tensors of a safetensors file, mapped into memory: what is not asked for is never read."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Self

import numpy as np

from text_models.encoders.encoder_folder import EncoderError

TYPES = {"F32": "<f4", "F16": "<f2"}
LONGEST_HEADER = 100_000_000


class MappedTensors:
    """Tensors by name, float32 or float16; the format: https://github.com/huggingface/safetensors#format."""

    def __init__(self, path: Path, tensors: dict[str, np.ndarray]) -> None:
        self.path, self._tensors = path, tensors

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the tensors of a file. Raises EncoderError, naming the file, when it is damaged."""
        try:
            whole = np.memmap(path, np.uint8, "r")
            length = int.from_bytes(whole[:8].tobytes(), "little")
            if len(whole) < 8 or not 2 <= length <= min(LONGEST_HEADER, len(whole) - 8):
                raise ValueError(f"its header takes {length:,} of {len(whole):,} bytes")
            header = json.loads(whole[8 : 8 + length].tobytes())
            header.pop("__metadata__", None)
            content = whole[8 + length :]
            return cls(path, {name: _tensor(content, name, entry) for name, entry in header.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise EncoderError(f"{path} is damaged ({error}): bring it again.") from error

    def names(self) -> frozenset[str]:
        """The names of the tensors."""
        return frozenset(self._tensors)

    def get(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """Return a tensor, mapped. Raises EncoderError when there is none of this shape."""
        found = self._tensors.get(name)
        if found is None or found.shape != shape:
            holds = "is missing" if found is None else f"has shape {found.shape}"
            raise EncoderError(f"{self.path} does not fit its config.json: {name} {holds}, expected {shape}.")
        return found


def _tensor(content: np.ndarray, name: str, entry: dict[str, object]) -> np.ndarray:
    kind, shape, places = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(shape, list) or not isinstance(places, list) or len(places) != 2:
        raise ValueError(f"{name} has no shape or no place")
    start, end = places
    if kind not in TYPES:
        raise ValueError(f"{name} holds {kind}, expected {' or '.join(TYPES)}")
    dtype = np.dtype(TYPES[str(kind)])
    if not 0 <= start <= end <= len(content) or end - start != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"{name} lies at {start:,} to {end:,} of {len(content):,} bytes, shape {shape}")
    return content[start:end].view(dtype).reshape(shape)
