"""Gradient descent: a tokenized training part in, a trained classifier out."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rating_model.albert import CLASSES, albert_inputs, build_albert
from rating_model.backend import keras, tf
from rating_model.learning_rate import WarmUpAndDecay
from rating_model.options import RatingOptions
from rating_model.shards import batches_by_length

SHUFFLE_RECORDS = 20_000
SHUFFLE_BATCHES = 64
LARGEST_GRADIENT_NORM = 1.0


def fit_albert(
    records: Any,
    weights: np.ndarray,
    *,
    vocabulary_size: int,
    batches_an_epoch: int,
    options: RatingOptions,
    progress: Callable[[int, int], None],
) -> Any:
    """Return a classifier trained on the records, each rating 1..5 weighted by `weights`, shape (5,).

    `progress(done, steps)` is called after each step. Raises FloatingPointError when the loss is no number.
    """
    keras.utils.set_random_seed(options.seed)
    classifier = build_albert(
        vocabulary_size=vocabulary_size,
        max_tokens=options.max_tokens,
        layers=options.layers,
        hidden_dim=options.hidden_dim,
        heads=options.heads,
        intermediate_dim=options.intermediate_dim,
        embedding_dim=options.embedding_dim,
        dropout=options.dropout,
        initializer_range=options.initializer_range,
    )
    epochs = epochs_within(options, batches_an_epoch)
    steps = batches_an_epoch * epochs
    classifier.compile(
        optimizer=_optimizer(options, steps),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[],
        # XLA compiles for seconds on a CPU and gains nothing at this size.
        jit_compile=False,
    )
    classifier.fit(
        _weighted_batches(records, weights, batches_an_epoch, options),
        epochs=epochs,
        shuffle=False,  # the dataset does
        verbose=0,
        callbacks=[StepProgress(steps, progress)],
    )
    return classifier


def epochs_within(options: RatingOptions, batches_an_epoch: int) -> int:
    """Return the number of passes: `epochs`, or as many whole ones as `max_steps` allows, but at least 1."""
    return max(1, min(options.epochs, options.max_steps // batches_an_epoch))


def class_weights(ratings: np.ndarray) -> np.ndarray:
    """Return a weight for each rating 1..5, shape (5,), that averages 1 over the N ratings given.

    Proportional to 1 / sqrt(frequency): the full inverse makes rare ratings outshout the others. A rating
    that does not occur weighs 0.
    """
    counts = np.bincount(ratings - 1, minlength=CLASSES)
    weights = np.zeros(CLASSES)
    weights[counts > 0] = 1 / np.sqrt(counts[counts > 0])
    return np.asarray(weights * counts.sum() / (weights * counts).sum())


def _optimizer(options: RatingOptions, steps: int) -> Any:
    optimizer = keras.optimizers.AdamW(
        WarmUpAndDecay(options.peak_learning_rate, options.warm_up_steps, steps),
        weight_decay=options.weight_decay,
        global_clipnorm=LARGEST_GRADIENT_NORM,
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _weighted_batches(
    records: Any, weights: np.ndarray, batches_an_epoch: int, options: RatingOptions
) -> Any:
    weight_of_class = tf.constant(weights, tf.float32)

    def weighted(batch: dict[str, Any]) -> tuple[Any, Any, Any]:
        labels = batch["rating"] - 1
        return albert_inputs(batch["input_ids"]), labels, tf.gather(weight_of_class, labels)

    shuffled = records.shuffle(SHUFFLE_RECORDS, seed=options.seed)
    batches = batches_by_length(shuffled, options.batch_size)
    # The left-over reviews of all buckets come last; in another order no pass ends with them.
    mixed = batches.shuffle(SHUFFLE_BATCHES, seed=options.seed).map(weighted).prefetch(tf.data.AUTOTUNE)
    # However the records are shuffled, each bucket keeps its number of them, and so the batches theirs.
    return mixed.apply(tf.data.experimental.assert_cardinality(batches_an_epoch))


class StepProgress(keras.callbacks.Callback):  # type: ignore[misc] # Keras is untyped
    """Calls `progress(done, steps)` after each step; raises FloatingPointError when the loss is no number."""

    def __init__(self, steps: int, progress: Callable[[int, int], None]) -> None:
        super().__init__()
        self._steps, self._progress, self._done = steps, progress, 0

    def on_train_batch_end(self, _batch: int, logs: dict[str, float] | None = None) -> None:
        """Called by Keras with the mean loss of the pass so far."""
        self._done += 1
        loss = (logs or {}).get("loss", 0.0)
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"The loss became {loss} at step {self._done} of {self._steps}: lower `peak_learning_rate`."
            )
        self._progress(self._done, self._steps)
