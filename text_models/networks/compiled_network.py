"""The graphs of a network, made once for all networks of one shape: making them takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from text_models.networks.adamw import AdamW
from text_models.networks.backend import keras, tf
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.encoded_texts import EncodedTexts

Shapes = Mapping[str, int]
# Sizes of layers by name, and a seed of the first weights, to a Keras model of ids (B, L), 0 for padding.
Build = Callable[[Shapes, int], Any]
SMALL, SMALL_KEPT = 1_000, 16
POSITIONS_AT_ONCE = 8_192


class Loss(Protocol, Hashable):
    """The losses, shape (B,), of truth and logits (B, C)."""

    def __call__(self, truth: Any, logits: Any) -> Any:
        """Return them."""
        ...


def compiled_network(build: Build, shapes: Shapes) -> CompiledNetwork:
    """Return the network of these shapes: the one of before, if it was asked for a short while ago.

    Of large ones only the last is kept: its weights take memory.
    """
    is_small = max(shapes.values(), default=0) <= SMALL
    return (_small if is_small else _large)(build, tuple(sorted(shapes.items())))


def _compiled(build: Build, shapes: tuple[tuple[str, int], ...]) -> CompiledNetwork:
    return CompiledNetwork(build(dict(shapes), 0))


class CompiledNetwork:
    """A Keras model of ids (B, L) with logits (B, C), and the graphs that train and ask it.

    The weights that are trained are those of `network`; the ones to answer by are handed in, so that any
    number of trained networks share it.
    """

    def __init__(self, network: Any, rate_of: Callable[[Any], float] | None = None) -> None:
        """`rate_of` returns what multiplies the learning rate of a variable, 1 unless given."""
        self.network, self._rate_of = network, rate_of
        self._steps: dict[Any, tuple[AdamW, Any]] = {}
        self._answers: dict[str, Any] = {}

    def begin(self, seeded: Any) -> None:
        """Take all first weights, and what chance begins with, from another network of this shape."""
        for own, other in zip(self.network.variables, seeded.variables, strict=True):
            own.assign(other.value)

    def trainer(self, loss: Loss, weight_decay: float) -> tuple[AdamW, Any]:
        """Return an optimizer without memory, and the function of one step.

        That is: ids (B, L), truth (B, C), weights (B,), the step's number and rate to the loss.
        """
        key = (loss, weight_decay)
        if key not in self._steps:
            trained = {str(number): each for number, each in enumerate(self.network.trainable_variables)}
            factors = {name: self._rate_of(each) for name, each in trained.items()} if self._rate_of else {}
            optimizer = AdamW(trained, weight_decay, factors)
            self._steps[key] = optimizer, self._compiled_step(trained, optimizer, loss)
        optimizer, step = self._steps[key]
        for moments in (optimizer.first, optimizer.second):
            for moment in moments.values():
                moment.assign(tf.zeros_like(moment))
        return optimizer, step

    def _compiled_step(self, trained: Mapping[str, Any], optimizer: AdamW, loss: Loss) -> Any:
        # One graph for every batch: a new shape would else be traced anew.
        @tf.function(  # type: ignore[untyped-decorator] # TensorFlow is untyped
            input_signature=[
                tf.TensorSpec([None, None], tf.int32),
                tf.TensorSpec([None, self.network.output.shape[1]], tf.float32),
                tf.TensorSpec([None], tf.float32),
                tf.TensorSpec([], tf.int32),
                tf.TensorSpec([], tf.float32),
            ]
        )
        def step(ids: Any, truth: Any, weights: Any, number: Any, rate: Any) -> Any:
            with tf.GradientTape() as tape:
                found = tf.reduce_mean(loss(truth, self.network(ids, training=True)) * weights)
            values = [variable.value for variable in trained.values()]
            gradients = tape.gradient(found, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
            optimizer.update(dict(zip(trained, gradients, strict=True)), rate, tf.cast(number, tf.float32))
            return found

        return step

    def answers(
        self, weights: Sequence[Any], texts: EncodedTexts, layer: str = "", output: int = 0
    ) -> np.ndarray:
        """Return the logits for N > 0 texts, shape (N, C), or what a `layer` gives; in the texts' order.

        `weights` are those of a trained network, as `in_order` returns them. Of a layer with several
        outputs, `output` says which. A text's answer is its own: batches are made of like lengths. What
        depends on the length of the batch is filled up with zeros.
        """
        plan = BatchPlan(texts, 1, 0)
        batches = plan.by_length(POSITIONS_AT_ONCE)
        graph = self._graph(layer, output)
        found = [graph(weights, plan.padded_ids(rows)).numpy() for rows in batches]
        widest = max(each.shape[1] for each in found)
        together = np.concatenate(
            [
                np.pad(each, [(0, 0), (0, widest - each.shape[1]), *[(0, 0)] * (each.ndim - 2)])
                for each in found
            ]
        )
        return np.asarray(together[np.argsort(np.concatenate(batches), kind="stable")])

    def _graph(self, layer: str, output: int) -> Any:
        key = f"{layer}/{output}"
        if key not in self._answers:
            asked = self.network
            if layer:
                outputs = self.network.get_layer(layer).output
                several = isinstance(outputs, list | tuple)
                asked = keras.Model(self.network.input, outputs[output] if several else outputs)
            places = {variable.path: place for place, variable in enumerate(self.network.weights)}
            specs = [tf.TensorSpec(each.shape, each.dtype) for each in self.network.weights]

            @tf.function(  # type: ignore[untyped-decorator] # TensorFlow is untyped
                input_signature=[specs, tf.TensorSpec([None, None], tf.int32)]
            )
            def answers(weights: Any, ids: Any) -> Any:
                def of(variables: Any) -> list[Any]:
                    return [
                        weights[places[each.path]] if each.path in places else each.value
                        for each in variables
                    ]

                found, _ = asked.stateless_call(
                    of(asked.trainable_variables), of(asked.non_trainable_variables), ids, training=False
                )
                return found

            self._answers[key] = answers
        return self._answers[key]


_small, _large = lru_cache(maxsize=SMALL_KEPT)(_compiled), lru_cache(maxsize=1)(_compiled)
