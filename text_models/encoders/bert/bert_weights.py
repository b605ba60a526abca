"""The weights of a BERT, a RoBERTa or an ALBERT under one set of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from text_models.encoders.bert.bert_config import BertConfig
from text_models.encoders.bert.mapped_tensors import MappedTensors

# A layer's own names to Hugging Face's.
USUAL = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}
ALBERTS = {
    "query": "attention.query",
    "key": "attention.key",
    "value": "attention.value",
    "attended": "attention.dense",
    "attended_norm": "attention.LayerNorm",
    "inner": "ffn",
    "outer": "ffn_output",
    "outer_norm": "full_layer_layer_norm",
}
# What checkpoints converted from the first TensorFlow release call weight and bias of a layer norm.
FIRST_NAMES = {"weight": "gamma", "bias": "beta"}


@dataclass(frozen=True)
class BertWeights:
    """`word` (P, E), `position` (L, E) and `type` (E,), summed, make the first states, after `norm`.

    `widening`, kernel and bias, is ALBERT's way from its table's width to the states'. `blocks` are the
    different ones, each a mapping of names to weights: kernels are (in, out).
    """

    word: np.ndarray
    position: np.ndarray
    type: np.ndarray
    norm: tuple[np.ndarray, np.ndarray]
    widening: tuple[np.ndarray, np.ndarray] | None
    blocks: Sequence[Mapping[str, np.ndarray]]

    @classmethod
    def of(cls, tensors: MappedTensors, config: BertConfig) -> Self:
        """Return the weights; the table stays mapped. Raises EncoderError when one is missing."""
        names = _Names(tensors, config)
        width = config.table_width
        widening = None
        if config.family == "albert":
            place = "encoder.embedding_hidden_mapping_in"
            widening = (names.kernel(place, width, config.hidden), names.get(f"{place}.bias", config.hidden))
        types = names.get("embeddings.token_type_embeddings.weight", config.types, width)
        return cls(
            word=names.get("embeddings.word_embeddings.weight", config.rows, width),
            position=_full(names.get("embeddings.position_embeddings.weight", config.positions, width)),
            type=_full(types[0]),
            norm=names.norm("embeddings.LayerNorm", width),
            widening=widening,
            blocks=[names.block(block) for block in range(config.groups)],
        )


class _Names:
    """Finds tensors with or without the prefix of the model's family."""

    def __init__(self, tensors: MappedTensors, config: BertConfig) -> None:
        self._tensors, self._config = tensors, config
        prefixed = f"{config.family}.embeddings.word_embeddings.weight"
        self._prefix = f"{config.family}." if prefixed in tensors.names() else ""

    def get(self, name: str, *shape: int) -> np.ndarray:
        return self._tensors.get(self._prefix + name, shape)

    def kernel(self, place: str, inputs: int, outputs: int) -> np.ndarray:
        return _full(self.get(f"{place}.weight", outputs, inputs).T)

    def norm(self, place: str, width: int) -> tuple[np.ndarray, np.ndarray]:
        is_first = f"{self._prefix}{place}.gamma" in self._tensors.names()
        names = [FIRST_NAMES[name] if is_first else name for name in ("weight", "bias")]
        gamma, beta = (_full(self.get(f"{place}.{name}", width)) for name in names)
        return gamma, beta

    def block(self, number: int) -> dict[str, np.ndarray]:
        is_albert = self._config.family == "albert"
        names = ALBERTS if is_albert else USUAL
        place = (
            f"encoder.albert_layer_groups.{number}.albert_layers.0"
            if is_albert
            else f"encoder.layer.{number}"
        )
        hidden, inner = self._config.hidden, self._config.inner
        sizes = {"inner": (hidden, inner), "outer": (inner, hidden)}
        found = {}
        for ours, theirs in names.items():
            where = f"{place}.{theirs}"
            if ours.endswith("_norm"):
                found[f"{ours}/gamma"], found[f"{ours}/beta"] = self.norm(where, hidden)
            else:
                inputs, outputs = sizes.get(ours, (hidden, hidden))
                found[f"{ours}/kernel"] = self.kernel(where, inputs, outputs)
                found[f"{ours}/bias"] = _full(self.get(f"{where}.bias", outputs))
        return found


def _full(values: np.ndarray) -> np.ndarray:
    """The values in memory, float32."""
    return np.ascontiguousarray(values, np.float32)
