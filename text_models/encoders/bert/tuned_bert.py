"""The last layers of an encoder and a head, which are trained on the states of the layers before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from text_models.encoders.bert.bert_block import new_block
from text_models.encoders.bert.bert_encoder import BertEncoder, mean_of_tokens
from text_models.encoders.bert.opened_bert import open_bert
from text_models.encoders.bert.states_of_rows import StatesOfRows
from text_models.networks.backend import keras, tf
from text_models.networks.compiled_network import CompiledNetwork
from text_models.networks.network_weights import in_order

LAYER_DECAY = 0.9
# The head learns so many times as fast as the last layer.
HEAD_RATE = 10.0
DROPOUT = 0.1
HEAD = "head"


class TunedBert:
    """A network of states after layer `frozen` of an encoder: the layers above, a mean over tokens, a head.

    `network` takes states (B, L, H) and which are tokens, bool (B, L); it returns the means (B, H) and
    scores (B, C). `compiled` trains it on rows of cached states, see `reads`. Its weights are first those of
    the encoder, and of a head of zeros.
    """

    def __init__(self, encoder: BertEncoder, frozen: int, outputs: int) -> None:
        self.encoder, self.frozen = encoder, frozen
        config = encoder.config
        states = keras.Input((None, config.hidden), name="states")
        is_token = keras.Input((None,), dtype="bool", name="is_token")
        now = states
        for block in self._blocks():
            now = block(now, is_token)
        means = keras.layers.Lambda(lambda pair: mean_of_tokens(*pair), name="means")([now, is_token])
        dropped = keras.layers.Dropout(DROPOUT, seed=0)(means)
        head = keras.layers.Dense(outputs, kernel_initializer="zeros", name=HEAD)
        self.network = keras.Model([states, is_token], [means, head(dropped)])
        self._rows = StatesOfRows(config.hidden)
        ids = keras.Input((None,), dtype="int32", name="rows")
        scores = self.network(
            [self._rows(ids), keras.layers.Lambda(lambda each: each > 0, name="real")(ids)]
        )[1]
        self.compiled = CompiledNetwork(keras.Model(ids, scores), self.rate_of)
        self._first = [variable.numpy() for variable in self.compiled.network.variables]
        self._before = encoder.function([frozen], lambda states, _is_token: states)
        self._answers = self._graph()

    def reads(self, states: np.ndarray) -> None:
        """Let the network that is trained read rows of `states`, (T + 1, H), from now on."""
        self._rows.states = states

    def begin(self, seed: int, kernel: np.ndarray, bias: np.ndarray) -> None:
        """Take all first weights again, a head's among them, (H, C) and (C,); `seed` is that of dropout."""
        variables = self.compiled.network.variables
        for place, (variable, first) in enumerate(zip(variables, self._first, strict=True)):
            is_seed = variable.dtype == "uint32"
            variable.assign(np.array([seed, place], np.uint32) if is_seed else first)
        head = self.network.get_layer(HEAD)
        head.kernel.assign(kernel)
        head.bias.assign(bias)

    def answers(
        self, weights: Mapping[str, np.ndarray], windows: Sequence[np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the means (W, H) and scores (W, C) of W windows of token ids, by weights of `network`."""
        tensors = in_order(self.network, weights)
        means: list[np.ndarray] = [np.empty(0)] * len(windows)
        scores = list(means)
        for batch in self.encoder.batches(windows):
            before = self._before(batch.first, batch.is_token)[0]
            found = [part.numpy() for part in self._answers(tensors, before, batch.is_token)]
            for row, mean, score in zip(batch.rows.tolist(), *found, strict=True):
                means[row], scores[row] = mean, score
        return np.stack(means), np.stack(scores)

    def _blocks(self) -> list[Any]:
        """The layers after the frozen ones; ALBERT's are one and the same."""
        config, weights = self.encoder.config, self.encoder.weights
        group = config.layers / config.groups
        numbers = [int(layer / group) for layer in range(self.frozen, config.layers)]
        made = {
            number: new_block(config, weights.blocks[number], f"block_{number}", dropout=DROPOUT, seed=number)
            for number in sorted(set(numbers))
        }
        self._ranks = {name: rank for rank, name in enumerate(reversed([f"block_{n}" for n in made]))}
        return [made[number] for number in numbers]

    def rate_of(self, variable: Any) -> float:
        """Return what multiplies the rate of a variable: 1 in the last layer, less below."""
        layer = next((part for part in variable.path.split("/") if part in self._ranks), "")
        return float(LAYER_DECAY ** self._ranks[layer]) if layer else HEAD_RATE

    def _graph(self) -> Any:
        network = self.network
        specs = [tf.TensorSpec(each.shape, each.dtype) for each in network.weights]
        places = {variable.path: place for place, variable in enumerate(network.weights)}
        hidden = self.encoder.config.hidden

        @tf.function(  # type: ignore[untyped-decorator] # TensorFlow is untyped
            input_signature=[specs, tf.TensorSpec([None, None, hidden]), tf.TensorSpec([None, None], tf.bool)]
        )
        def answers(weights: Any, states: Any, is_token: Any) -> Any:
            def of(variables: Any) -> list[Any]:
                return [weights[places[v.path]] if v.path in places else v.value for v in variables]

            found, _ = network.stateless_call(
                of(network.trainable_variables),
                of(network.non_trainable_variables),
                [states, is_token],
                training=False,
            )
            return found

        return answers


@lru_cache(maxsize=4)
def tuned_bert(identity: tuple[tuple[str, str], ...], frozen: int, outputs: int) -> TunedBert:
    """Return the network on an encoder; the last ones that were asked for are kept."""
    return TunedBert(open_bert(dict(identity)).encoder, frozen, outputs)
