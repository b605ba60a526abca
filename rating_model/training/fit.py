"""Gradient descent: encoded reviews in, a trained classifier out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rating_model.heads import ties_outputs
from rating_model.options import RatingOptions
from rating_model.training.early_stopping import ValidationSlice
from rating_model.training.loss import review_losses, weighted_mean
from text_models.albert.albert_forward import AlbertForward
from text_models.albert.tensor_map import tensor_map
from text_models.networks.adamw import AdamW
from text_models.networks.backend import tf
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.learning_rate import WarmUpAndDecay
from text_models.networks.precision import product_type
from text_models.networks.trained_variables import TrainedVariables
from text_models.networks.training_state import TrainingState, TrainingStates

STEPS_AN_ENTRY = 10
# From one evaluation to the next.
FEWEST_STEPS_BETWEEN, MOST_STEPS_BETWEEN = 20, 500


@dataclass
class Fit:
    """One training run of `classifier`, whose weights are those to begin with; `run` does it.

    `weights`, shape (5,), are the ratings' in the loss. Without a `validation` slice the last ones
    are kept.
    """

    classifier: Any
    plan: BatchPlan
    validation: ValidationSlice | None
    weights: np.ndarray
    options: RatingOptions
    states: TrainingStates | None = None

    def __post_init__(self) -> None:
        self.steps = self.plan.batches_an_epoch * epochs_within(self.options, self.plan.batches_an_epoch)
        self._rate = WarmUpAndDecay(self.options.peak_learning_rate, self.options.warm_up_steps, self.steps)
        self._steps_between = min(max(self.plan.batches_an_epoch, FEWEST_STEPS_BETWEEN), MOST_STEPS_BETWEEN)
        named = tensor_map(self.classifier)
        self._variables = TrainedVariables(named, AdamW(named, self.options.weight_decay))
        self._step = self._compiled_step()

    def run(self, progress: Callable[[int, int], None]) -> TrainingState:
        """Train to the end, from the state of an earlier try if there is one; return the last state.

        `progress(done, steps)` is called after each step. Raises FloatingPointError when the loss is no
        number.
        """
        state = (self.states.read() if self.states else None) or TrainingState()
        self._variables.restore(state)
        began, saved = time.perf_counter() - state.seconds, time.monotonic()
        while state.step < self.steps and state.looks_without_gain < self.options.patience:
            loss = self._one_step(state.step)
            state.step += 1
            if not np.isfinite(loss):
                raise FloatingPointError(
                    f"The loss became {loss} at step {state.step} of {self.steps}: lower "
                    "`peak_learning_rate`. No model was written."
                )
            state.losses.append(loss)
            self._note(state, began)
            progress(state.step, self.steps)
            if self.states and time.monotonic() - saved >= self.options.checkpoint_seconds:
                self.states.write(self._variables.keep(state))
                saved = time.monotonic()
        if self.states:
            self.states.write(self._variables.keep(state))
        self._variables.take_best(state)
        return state

    def _compiled_step(self) -> Any:
        options = self.options
        forward = AlbertForward(
            self.classifier,
            ties_outputs=ties_outputs(options.head),
            dropout=options.dropout,
            dtype=product_type(options.precision, self.classifier.backbone.hidden_dim),
        )
        weight_of = tf.constant(np.concatenate([[0.0], self.weights]), tf.float32)
        variables, optimizer = self._variables.named, self._variables.optimizer
        names = list(variables)

        # One graph for every batch: a new shape would else be traced anew.
        @tf.function(  # type: ignore[untyped-decorator] # TensorFlow is untyped
            input_signature=[
                tf.TensorSpec([None, None], tf.int32),
                tf.TensorSpec([None], tf.int32),
                tf.TensorSpec([], tf.int32),
                tf.TensorSpec([], tf.float32),
            ]
        )
        def step(ids: Any, ratings: Any, number: Any, rate: Any) -> Any:
            with tf.GradientTape() as tape:
                logits = forward(ids, tf.stack([number, options.seed]))
                losses = review_losses(options.head, logits, ratings)
                loss = weighted_mean(losses, tf.gather(weight_of, ratings))
            values = [variables[name].value for name in names]
            gradients = tape.gradient(loss, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
            optimizer.update(dict(zip(names, gradients, strict=True)), rate, tf.cast(number, tf.float32))
            return loss

        return step

    def _one_step(self, number: int) -> float:
        batch = self.plan.batch(number)
        rate = np.float32(self._rate(number))
        return float(self._step(batch.input_ids, batch.labels, np.int32(number), rate))

    def _note(self, state: TrainingState, began: float) -> None:
        """Add to the history every few steps, with an evaluation now and then."""
        is_evaluated = state.step % self._steps_between == 0 or state.step == self.steps
        state.seconds = time.perf_counter() - began
        if not is_evaluated and state.step % STEPS_AN_ENTRY:
            return
        entry = {
            "step": state.step,
            "epoch": state.step / self.plan.batches_an_epoch,
            "loss": float(np.mean(state.losses)),
            "learning_rate": self._rate(state.step - 1),
            "seconds": round(state.seconds, 3),
        }
        state.losses = []
        if is_evaluated and self.validation:
            entry |= self.validation.evaluate()
            if state.best_loss is None or entry["evaluation_loss"] < state.best_loss:
                state.best_loss, state.best_step = entry["evaluation_loss"], state.step
                state.looks_without_gain = 0
                self._variables.keep_best(state)
            else:
                state.looks_without_gain += 1
        state.history.append(entry)


def epochs_within(options: RatingOptions, batches_an_epoch: int) -> int:
    """Return the number of passes: `epochs`, or as many whole ones as `max_steps` allows, but at least 1."""
    return max(1, min(options.epochs, options.max_steps // batches_an_epoch))
