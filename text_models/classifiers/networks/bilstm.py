"""Two recurrent layers in both directions over vectors of words, published for Russian comments."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, ClassVar

from text_models.classifiers.networks.network_model import PENULTIMATE, TABLE, NetworkModel
from text_models.classifiers.networks.network_rung import NetworkDefaults, network_rung

NAME = "bilstm"
NOISE, DROPOUT = 0.1, 0.3


class BiLstmModel(NetworkModel):
    """Embedding, noise, two LSTMs in each direction, dropout, a dense layer, the labels.

    `shapes` are "rows", "dimensions", "units" (in each direction), "dense", "is_frozen" (1 or 0: whether the
    vectors stay as they began) and "outputs". The last states of both directions are what a text is.
    """

    kind: ClassVar[str] = NAME

    @classmethod
    def build(cls, shapes: Mapping[str, int], seed: int) -> Any:
        """See `NetworkModel.build`."""
        from text_models.networks.backend import keras
        from text_models.networks.layers.recurrence import LastState, bilstm
        from text_models.networks.layers.words import dense, table

        seeds = count(seed * 1_000)
        units, is_trained = shapes["units"], not shapes["is_frozen"]
        ids = keras.Input((None,), dtype="int32", name="ids")
        is_read = keras.ops.not_equal(ids, 0)
        words = table(shapes["rows"], shapes["dimensions"], seeds, name=TABLE, is_trained=is_trained)(ids)
        words = keras.layers.GaussianNoise(NOISE, seed=next(seeds), name="noise")(words)
        states = bilstm(words, is_read, units, seeds, name="first")
        states = bilstm(states, is_read, units, seeds, name="second")
        # Backwards, a text ends at its first word.
        vector = keras.layers.Concatenate(name="ends")(
            [LastState(name="last")(states[:, :, :units], is_read), states[:, 0, units:]]
        )
        vector = keras.layers.Dropout(DROPOUT, seed=next(seeds), name="dropout")(vector)
        vector = dense(shapes["dense"], seeds, name=PENULTIMATE, activation="relu")(vector)
        return keras.Model(ids, dense(shapes["outputs"], seeds, name="labels")(vector))


BILSTM = network_rung(
    BiLstmModel,
    "two LSTMs in both directions",
    # Published with frozen vectors of natasha's. Some thousand comments are too few to learn n-grams from.
    NetworkDefaults(
        sizes={"dimensions": 300, "units": 64, "dense": 64},
        epochs=10,
        batch_size=64,
        rate=1e-3,
        freezes_vectors=True,
    ),
)
