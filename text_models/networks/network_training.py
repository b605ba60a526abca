"""The training loop of all Keras networks of texts: ids and truth in, trained weights and a history out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from text_models.networks.backend import tf
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.compiled_network import CompiledNetwork, Loss
from text_models.networks.encoded_texts import EncodedTexts
from text_models.networks.network_options import NetworkOptions
from text_models.networks.trained_variables import TrainedVariables
from text_models.networks.training_state import TrainingState, TrainingStates

# Logits of the development texts, (M, C), to figures by their names.
Judge = Callable[[np.ndarray], Mapping[str, float]]


class TruthOfTexts(NamedTuple):
    """N texts, their truth, float (N, C), and what each counts, float (N,)."""

    texts: EncodedTexts
    truth: np.ndarray
    weights: np.ndarray


def judges_nothing(_logits: np.ndarray) -> Mapping[str, float]:
    """Return no figure: the loss alone tells how training goes."""
    return {}


@dataclass
class NetworkTraining:
    """One training run of a network, whose weights are those to begin with; `run` does it.

    The `development` texts, which it does not learn from, are judged after each epoch: by the
    loss, and by `judge`, whose figures stand in the history. The weights of the epoch with the highest
    `rank_by` of these figures, or else the lowest loss, are kept, and training ends `patience` epochs after
    it. Without development texts the last weights are. With `states` a run that was killed goes on after its
    last whole epoch, and ends with the weights that it would have had.
    """

    compiled: CompiledNetwork
    training: TruthOfTexts
    development: TruthOfTexts | None
    loss: Loss
    options: NetworkOptions
    judge: Judge = judges_nothing
    rank_by: str | None = None
    states: TrainingStates | None = None
    report: Callable[[str], None] = field(default=lambda _line: None)

    def __post_init__(self) -> None:
        batch_size = self.options.batch_of(len(self.training.texts.lengths))
        self._plan = BatchPlan(self.training.texts, batch_size, self.options.seed)
        self._rate = self.options.schedule(self.options.epochs * self._plan.batches_an_epoch)
        optimizer, self._step = self.compiled.trainer(self.loss, self.options.weight_decay)
        variables = self.compiled.network.variables
        named = {str(number): variable for number, variable in enumerate(variables)}
        self._variables = TrainedVariables(named, optimizer)

    def run(self) -> list[dict[str, float]]:
        """Train to the end; return the history, an entry an epoch.

        Raises FloatingPointError when the loss is no number.
        """
        state = (self.states.read() if self.states else None) or TrainingState()
        self._variables.restore(state)
        began = time.perf_counter() - state.seconds
        while len(state.history) < self.options.epochs and not self._is_enough(state):
            for _ in range(self._plan.batches_an_epoch):
                state.losses.append(self._one_step(state.step))
                state.step += 1
            state.seconds = time.perf_counter() - began
            self._note(state)
            if self.states:
                self.states.write(self._variables.keep(state))
        self._variables.take_best(state)
        return state.history

    def _is_enough(self, state: TrainingState) -> bool:
        return bool(self.options.patience) and state.looks_without_gain >= self.options.patience

    def _one_step(self, number: int) -> float:
        rows = self._plan.rows(number)
        truth, weights = self.training.truth[rows], self.training.weights[rows]
        found = float(
            self._step(
                self._plan.padded_ids(rows),
                truth.astype(np.float32),
                weights.astype(np.float32),
                np.int32(number),
                np.float32(self._rate(number)),
            )
        )
        if not np.isfinite(found):
            raise FloatingPointError(
                f"The loss became {found} at step {number + 1}: lower the learning rate, which was "
                f"{self._rate(number):g}. No model was written."
            )
        return found

    def _note(self, state: TrainingState) -> None:
        """Add an epoch to the history; keep its weights if it is the best."""
        entry: dict[str, float] = {
            "epoch": len(state.history) + 1,
            "training_loss": float(np.mean(state.losses)),
            "seconds": round(state.seconds, 3),
        }
        state.losses = []
        if self.development is not None:
            entry |= self._judged(self.development)
            badness = -entry[self.rank_by] if self.rank_by else entry["development_loss"]
            if state.best_loss is None or badness < state.best_loss:
                state.best_loss, state.best_step, state.looks_without_gain = badness, state.step, 0
                self._variables.keep_best(state)
            else:
                state.looks_without_gain += 1
        state.history.append(entry)
        self.report(", ".join(f"{name} {value:.4g}" for name, value in entry.items()))

    def _judged(self, development: TruthOfTexts) -> dict[str, float]:
        weights = [variable.value for variable in self.compiled.network.weights]
        logits = self.compiled.answers(weights, development.texts)
        truth = tf.constant(development.truth, tf.float32)
        losses = self.loss(truth, tf.constant(logits)).numpy()
        return {
            "development_loss": float(np.mean(losses * development.weights)),
            **{name: float(value) for name, value in self.judge(logits).items()},
        }
