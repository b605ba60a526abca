"""A recurrent network in one direction, for hashtags as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, ClassVar

from text_models.classifiers.networks.network_model import PENULTIMATE, TABLE, NetworkModel
from text_models.classifiers.networks.network_rung import NetworkDefaults, network_rung

NAME = "lstm"


class LstmModel(NetworkModel):
    """Embedding, one LSTM from the first word to the last, a dense layer with ReLU, a linear one a label.

    `shapes` are "rows", "dimensions", "units", "dense" and "outputs".
    """

    kind: ClassVar[str] = NAME

    @classmethod
    def build(cls, shapes: Mapping[str, int], seed: int) -> Any:
        """See `NetworkModel.build`."""
        from text_models.networks.backend import keras
        from text_models.networks.layers.recurrence import LastState, Lstm
        from text_models.networks.layers.words import dense, table

        seeds = count(seed * 1_000)
        ids = keras.Input((None,), dtype="int32", name="ids")
        is_read = keras.ops.not_equal(ids, 0)
        words = table(shapes["rows"], shapes["dimensions"], seeds, name=TABLE)(ids)
        states = Lstm(shapes["units"], seeds, "states")(words, is_read)
        vector = LastState(name="last")(states, is_read)
        vector = dense(shapes["dense"], seeds, name=PENULTIMATE, activation="relu")(vector)
        return keras.Model(ids, dense(shapes["outputs"], seeds, name="labels")(vector))


LSTM = network_rung(
    LstmModel,
    "an LSTM",
    # The history has an entry an epoch, so that 10, 20 and 30 can be compared.
    NetworkDefaults(
        sizes={"dimensions": 100, "units": 128, "dense": 128},
        epochs=30,
        batch_size=1_024,
        rate=3e-3,
        patience=5,
        weighs_by_rarity=True,
    ),
)
