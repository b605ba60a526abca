"""M-USE fine-tuned end to end: its body, the rows of pieces that occur, and a linear head.

The table is trained by lazy Adam: a step moves only the rows, and the moments, of the pieces in its batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from text_models.encoders.muse.muse_adam import LayersAdam, TableAdam
from text_models.encoders.muse.muse_arrays import MuseArrays
from text_models.encoders.muse.muse_body import MuseBody
from text_models.networks.backend import tf
from text_models.networks.learning_rate import WarmUpAndDecay
from text_models.networks.training_state import TrainingState, TrainingStates, digest_of

SORTED_TOGETHER, BUCKET = 50, 8
# With few texts there are more passes, up to so many steps.
LEAST_STEPS = 100


@dataclass(frozen=True)
class MuseOptions:
    """How M-USE is fine-tuned, in `epochs` passes or more, so that there are `LEAST_STEPS` steps.

    Rates are the highest ones, after a rise over `warm_up` of all steps, a tenth at most.
    `smoothing` of the truth, `token_dropout` the share of tokens whose rows are left out of a step.
    """

    epochs: int = 3
    batch_size: int = 32
    head_rate: float = 1e-3
    body_rate: float = 2e-4
    table_rate: float = 5e-4
    warm_up: float = 0.1
    smoothing: float = 0.05
    token_dropout: float = 0.1
    seed: int = 0


class TunedMuse(NamedTuple):
    """What was trained: rows (V, E) of the pieces `ids` (V,), the body's arrays by name, a linear head.

    `kernel` has shape (2E + 3W, C): first the sentence vector times the square root of E, then the highest of
    each token feature. `bias` has shape (C,).
    """

    ids: np.ndarray
    rows: np.ndarray
    body: dict[str, np.ndarray]
    kernel: np.ndarray
    bias: np.ndarray


def tune_muse(
    muse: MuseArrays,
    texts: Sequence[Sequence[int]],
    truth: np.ndarray,
    weights: np.ndarray,
    options: MuseOptions,
    *,
    is_multi: bool,
    states: Path | None = None,
) -> TunedMuse:
    """Train on N texts, ids of pieces, and their truth, float (N, C); `weights`, (N,), multiply the loss.

    `is_multi`: each label has a sigmoid of its own, else the labels share a softmax. After each epoch a state
    is kept in the folder `states`, out of which a killed training goes on and ends as it would have.
    """
    network = _Network(muse, texts, truth.shape[1], options, is_multi=is_multi)
    an_epoch = -(-len(texts) // options.batch_size)
    epochs = max(options.epochs, -(-LEAST_STEPS // an_epoch))
    steps = epochs * an_epoch
    rate = WarmUpAndDecay(1.0, max(1, int(steps * options.warm_up)), steps)
    kept = _states(muse, network, (truth, weights), options, states)
    begun = network.goes_on(kept.read()) if kept else 0
    for step, rows in enumerate(_batches(network.lengths, epochs, options)):
        if step < begun:
            continue
        network.step(
            tf.constant(network.padded(rows)),
            tf.constant(truth[rows], tf.float32),
            tf.constant(weights[rows], tf.float32),
            tf.constant(rate(step), tf.float32),
            tf.constant([options.seed, step], tf.int32),
        )
        if kept and (step + 1) % an_epoch == 0:
            kept.write(TrainingState(step + 1, network.tensors()))
    return network.tuned()


def _states(
    muse: MuseArrays,
    network: _Network,
    learned: tuple[np.ndarray, np.ndarray],
    options: MuseOptions,
    folder: Path | None,
) -> TrainingStates | None:
    """The states of this very training: of its encoder, its texts and their labels, its options."""
    if folder is None:
        return None
    identity = {
        "encoder": muse.stored.sha256,
        "options": asdict(options),
        "texts": digest_of([network.flat, network.lengths, *learned]),
    }
    return TrainingStates(folder / f"seed-{options.seed}", identity, lambda _line: None)


class _Network:
    """The variables of a training run and its one step."""

    def __init__(
        self,
        muse: MuseArrays,
        texts: Sequence[Sequence[int]],
        labels: int,
        options: MuseOptions,
        *,
        is_multi: bool,
    ) -> None:
        self._options, self._is_multi, self._scale = options, is_multi, muse.width**0.5
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        total = int(self.lengths.sum())
        self.flat = np.fromiter((each for text in texts for each in text), np.int64, total)
        self._ids, self._places = np.unique(self.flat, return_inverse=True)
        self._starts = np.cumsum(self.lengths) - self.lengths
        rows = np.concatenate([np.zeros((1, muse.width), np.float32), muse.rows(self._ids)])
        self._table = tf.Variable(rows)
        self._body = MuseBody(muse.arrays, muse.epsilon)
        self._kernel = tf.Variable(tf.zeros((muse.width + muse.token_width, labels)))
        self._bias = tf.Variable(tf.zeros(labels))
        body = [variable.value for variable in self._body.named.values()]
        self._head, self._layers = [self._kernel, self._bias], body
        self._adams = LayersAdam(self._head), LayersAdam(self._layers), TableAdam(self._table)
        self.step = tf.function(
            self._step,
            autograph=False,
            input_signature=[
                tf.TensorSpec([None, None], tf.int32),
                tf.TensorSpec([None, labels], tf.float32),
                tf.TensorSpec([None], tf.float32),
                tf.TensorSpec([], tf.float32),
                tf.TensorSpec([2], tf.int32),
            ],
        )

    def padded(self, rows: np.ndarray) -> np.ndarray:
        """Return places in the table, 0 for padding, (B, L) with L a multiple of 8."""
        lengths = self.lengths[rows]
        columns = np.arange(-(-int(lengths.max()) // BUCKET) * BUCKET)
        is_token = columns < lengths[:, None]
        at = np.where(is_token, self._starts[rows][:, None] + columns, 0)
        return np.where(is_token, self._places[at] + 1, 0).astype(np.int32)

    def tensors(self) -> dict[str, np.ndarray]:
        """Return copies of all that a training goes on from, by name."""
        return {name: np.array(variable.numpy()) for name, variable in self._variables().items()}

    def goes_on(self, state: TrainingState | None) -> int:
        """Put the state's tensors in their places; return how many steps are done, 0 without a state."""
        if state is None:
            return 0
        for name, variable in self._variables().items():
            variable.assign(state.tensors[name])
        return state.step

    def _variables(self) -> dict[str, Any]:
        found = {"table": self._table, "kernel": self._kernel, "bias": self._bias}
        found |= {f"body/{name}": variable.value for name, variable in self._body.named.items()}
        of_head, of_layers, of_table = (adam.moments for adam in self._adams)
        for part, moments in (("head", of_head), ("layers", of_layers), ("table", of_table)):
            found |= {f"{part}/{name}": moment for name, moment in moments.items()}
        return found

    def tuned(self) -> TunedMuse:
        """Return what has been learned."""
        return TunedMuse(
            self._ids, self._table.numpy()[1:], self._body.arrays(), self._kernel.numpy(), self._bias.numpy()
        )

    def _step(self, ids: Any, truth: Any, weights: Any, rate: Any, seed: Any) -> Any:
        options, number = self._options, tf.cast(seed[1] + 1, tf.float32)
        with tf.GradientTape() as tape:
            mask = tf.cast(ids > 0, tf.float32)
            kept = tf.cast(
                tf.random.stateless_uniform(tf.shape(ids), seed) >= options.token_dropout, tf.float32
            )
            rows = tf.gather(self._table, ids) * kept[:, :, None]
            sentences, highest = self._body(rows, mask)
            logits = tf.concat([sentences * self._scale, highest], -1) @ self._kernel + self._bias
            loss = tf.reduce_mean(self._losses(truth, logits) * weights)
        head, layers, table = tape.gradient(loss, [self._head, self._layers, self._table])
        of_head, of_layers, of_table = self._adams
        of_head.step(head, options.head_rate * rate, number)
        of_layers.step(layers, options.body_rate * rate, number)
        of_table.step(table, options.table_rate * rate, number)
        return loss

    def _losses(self, truth: Any, logits: Any) -> Any:
        smoothing = self._options.smoothing
        if self._is_multi:
            smooth = truth * (1 - smoothing) + smoothing / 2
            return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(smooth, logits), axis=1)
        smooth = truth * (1 - smoothing) + smoothing / truth.shape[1]
        return tf.nn.softmax_cross_entropy_with_logits(smooth, logits)


def _batches(lengths: np.ndarray, epochs: int, options: MuseOptions) -> Iterator[np.ndarray]:
    """The rows of each step: of 50 batches' worth of shuffled texts, like lengths come together."""
    for epoch in range(epochs):
        chance = np.random.default_rng((options.seed, epoch))
        order = chance.permutation(len(lengths))
        together = options.batch_size * SORTED_TOGETHER
        batches = []
        for part in np.split(order, range(together, len(order), together)):
            alike = part[np.argsort(lengths[part], kind="stable")]
            batches += np.split(alike, range(options.batch_size, len(alike), options.batch_size))
        yield from (batches[place] for place in chance.permutation(len(batches)))
