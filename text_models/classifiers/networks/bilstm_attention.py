"""A recurrent network in both directions whose words are weighted by attention."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, ClassVar

from text_models.classifiers.networks.network_model import ATTENTION, PENULTIMATE, TABLE, NetworkModel
from text_models.classifiers.networks.network_rung import NetworkDefaults, network_rung
from text_models.networks.vocabulary import FILLER

NAME = "bilstm_attention"
DROPOUT = 0.5


class BiLstmAttention(NetworkModel):
    """Embedding, an LSTM in each direction, attention over the words, a dense layer, the labels.

    `shapes` are "rows", "dimensions", "units" (in each direction, and of the attention), "dense" and
    "outputs".
    """

    kind: ClassVar[str] = NAME

    @classmethod
    def build(cls, shapes: Mapping[str, int], seed: int) -> Any:
        """See `NetworkModel.build`."""
        from text_models.networks.backend import keras
        from text_models.networks.layers.recurrence import bilstm
        from text_models.networks.layers.word_attention import WordAttention
        from text_models.networks.layers.words import dense, table

        seeds = count(seed * 1_000)
        ids = keras.Input((None,), dtype="int32", name="ids")
        words = table(shapes["rows"], shapes["dimensions"], seeds, name=TABLE)(ids)
        is_read = keras.ops.not_equal(ids, 0)
        is_word = keras.ops.logical_and(is_read, keras.ops.not_equal(ids, FILLER))
        words = keras.layers.Dropout(DROPOUT, seed=next(seeds), name="word_dropout")(words)
        states = bilstm(words, is_read, shapes["units"], seeds, name="states")
        vector, _ = WordAttention(shapes["units"], seeds, name=ATTENTION)(states, is_word)
        vector = dense(shapes["dense"], seeds, name=PENULTIMATE, activation="relu")(vector)
        vector = keras.layers.Dropout(DROPOUT, seed=next(seeds), name="dropout")(vector)
        return keras.Model(ids, dense(shapes["outputs"], seeds, name="labels")(vector))


BILSTM_ATTENTION = network_rung(
    BiLstmAttention,
    "an LSTM in both directions with attention",
    NetworkDefaults(
        sizes={"dimensions": 100, "units": 64, "dense": 64},
        epochs=25,
        batch_size=512,
        rate=1e-3,
    ),
)
