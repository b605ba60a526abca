"""Residual convolutions over the words of a text, for hashtags as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, ClassVar

from text_models.classifiers.networks.network_model import PENULTIMATE, TABLE, NetworkModel
from text_models.classifiers.networks.network_rung import NetworkDefaults, network_rung

NAME = "text_resnet"
DROPOUT = 0.5
STEM_WIDTH, BLOCK_WIDTH = 7, 3
BLOCKS_A_STAGE = 2


class TextResNet(NetworkModel):
    """Two embeddings, one of them frozen; a stem, stages of residual convolutions, mean, labels.

    With four stages a ResNet-18 (He et al. 2016, https://arxiv.org/abs/1512.03385) in one dimension. `shapes`
    are "rows", "dimensions", "channels" of the stem and the first stage, doubled from stage to stage,
    "stages" and "outputs".
    """

    kind: ClassVar[str] = NAME

    @classmethod
    def build(cls, shapes: Mapping[str, int], seed: int) -> Any:
        """See `NetworkModel.build`."""
        from text_models.networks.backend import keras
        from text_models.networks.layers.residuals import MeanOfPositions, Shape, Zeroed, residual, stem
        from text_models.networks.layers.words import dense, table

        seeds = count(seed * 1_000)
        ids = keras.Input((None,), dtype="int32", name="ids")
        is_read = keras.ops.not_equal(ids, 0)
        rows, dimensions, channels = shapes["rows"], shapes["dimensions"], shapes["channels"]
        frozen = table(rows, dimensions, seeds, name=TABLE, is_trained=False)(ids)
        learned = table(rows, dimensions, seeds, name="learned_table")(ids)
        values = keras.layers.Concatenate(name="words")([frozen, learned])
        values = Zeroed(name="read")(values, is_read)
        values, is_read = stem(values, is_read, Shape(channels, STEM_WIDTH, 2), seeds)
        for stage in range(shapes["stages"]):
            for block in range(BLOCKS_A_STAGE):
                shape = Shape(channels << stage, BLOCK_WIDTH, 2 if stage and not block else 1)
                values, is_read = residual(values, is_read, shape, seeds, f"stage_{stage}_{block}")
        vector = MeanOfPositions(name=PENULTIMATE)(values, is_read)
        vector = keras.layers.Dropout(DROPOUT, seed=next(seeds), name="dropout")(vector)
        return keras.Model(ids, dense(shapes["outputs"], seeds, name="labels")(vector))


TEXT_RESNET = network_rung(
    TextResNet,
    "residual convolutions over words",
    # `vectors` are those of the frozen embedding: by chance ("learned", which it is not), n-grams or a file.
    NetworkDefaults(
        sizes={"dimensions": 100, "channels": 64, "stages": 4},
        epochs=30,
        batch_size=128,
        rate=1e-3,
    ),
)
