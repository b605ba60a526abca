"""A network of a few weights, and texts from which it learns; run as a program, a training to be killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from text_models.networks.backend import keras
from text_models.networks.compiled_network import CompiledNetwork, compiled_network
from text_models.networks.encoded_texts import EncodedTexts
from text_models.networks.layers.masked_batch_norm import MaskedBatchNorm
from text_models.networks.layers.recurrence import LastState, Lstm
from text_models.networks.layers.words import dense, table
from text_models.networks.losses import SoftmaxLosses
from text_models.networks.network_options import NetworkOptions
from text_models.networks.network_training import NetworkTraining, TruthOfTexts
from text_models.networks.training_state import TrainingStates

SHAPES = {"rows": 20, "units": 4, "outputs": 2}
KILLED_AFTER = 3


def build(shapes: Mapping[str, int], seed: int) -> Any:
    """Words, batch normalisation, an LSTM, dropout, labels: all that keeps something from step to step."""
    seeds = count(seed * 1_000)
    ids = keras.Input((None,), dtype="int32", name="ids")
    is_read = keras.ops.not_equal(ids, 0)
    words = table(shapes["rows"], 3, seeds, name="table")(ids)
    words = MaskedBatchNorm("norm")(words, is_read)
    states = Lstm(shapes["units"], seeds, "states")(words, is_read)
    vector = LastState(name="last")(states, is_read)
    vector = keras.layers.Dropout(0.3, seed=next(seeds), name="dropout")(vector)
    return keras.Model(ids, dense(shapes["outputs"], seeds, name="labels")(vector))


def begun(seed: int = 0) -> CompiledNetwork:
    """The network with the first weights of a seed."""
    compiled = compiled_network(build, SHAPES)
    compiled.begin(build(SHAPES, seed))
    return compiled


def texts(number: int, seed: int = 0) -> TruthOfTexts:
    """Texts of 1 to 9 words that are of the second label when word 5 is among them."""
    chance = np.random.default_rng(seed)
    rows = [chance.integers(3, 20, length).tolist() for length in chance.integers(1, 10, number)]
    has_word = np.array([5 in row for row in rows])
    return TruthOfTexts(EncodedTexts.of_rows(rows), np.eye(2)[has_word.astype(int)], np.ones(number))


def training(folder: Path | None, *, epochs: int = 6, written: Any = lambda: None) -> NetworkTraining:
    """A run of a few steps an epoch."""
    states = None if folder is None else TrainingStates(folder, {"of": "tiny"}, print, written)
    return NetworkTraining(
        begun(),
        texts(60),
        texts(20, seed=1),
        SoftmaxLosses(),
        NetworkOptions(epochs=epochs, batch_size=16, patience=0, seed=3),
        states=states,
    )


def main(folder: Path) -> None:
    """Train, and be killed right after the third state."""
    states = 0

    def written() -> None:
        nonlocal states
        states += 1
        if states == KILLED_AFTER:
            os.kill(os.getpid(), signal.SIGKILL)

    training(folder, written=written).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
