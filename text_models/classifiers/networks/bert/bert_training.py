"""Train the last layers of a pretrained BERT on a task's texts."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from text_models.classifiers.networks.bert.bert_frozen import window_weights
from text_models.classifiers.networks.bert.dense_logistic import fit_labels
from text_models.classifiers.rare_labels import log_label_weights
from text_models.classifiers.training_texts import TrainingTexts

# Of a long text no more windows are learned from.
MOST_WINDOWS = 16


@dataclass(frozen=True)
class TuningOptions:
    """How a BERT is tuned.

    `frozen` layers stay as they are, two thirds unless given (-1); `longest` is a window's length in tokens.
    The rate of the last layer rises to `rate` in a tenth of the steps and falls to 0; below it each layer
    has .9 of the one above, the head ten times as much. Few texts are learned from in more passes than
    `epochs`, for `fewest_steps` in all, but never in more than `most_epochs`.
    """

    frozen: int = -1
    longest: int = 128
    epochs: int = 3
    most_epochs: int = 6
    fewest_steps: int = 300
    batch_size: int = 32
    rate: float = 1e-4
    weight_decay: float = 0.01
    smoothing: float = 0.05
    head_strength: float = 0.01

    def passes(self, windows: int) -> int:
        """Return how often so many windows are learned from."""
        a_pass = -(-windows // self.batch_size)
        return max(self.epochs, min(self.most_epochs, -(-self.fewest_steps // a_pass)))


class Tuned(NamedTuple):
    """What was trained, see `BertTunedModel`."""

    identity: Mapping[str, str]
    frozen: int
    longest: int
    weights: Mapping[str, np.ndarray]
    present: np.ndarray
    log_weights: np.ndarray


def tune(training: TrainingTexts, options: TuningOptions, seed: int, states: Path | None) -> Tuned:
    """Return the last layers and a head, trained on N TRAINING texts.

    The states of the frozen layers are computed once and kept in a temporary file, 2 bytes a number. The head
    begins as logistic regression on the encoder as it is, so that the first steps do not spoil its layers:
    Kumar et al. 2022, https://arxiv.org/abs/2202.10054. Labels of a text with one label count by the inverse
    square root of their frequency.
    """
    from text_models.encoders.bert.cached_states import cache_states
    from text_models.encoders.bert.opened_bert import open_bert
    from text_models.encoders.bert.tuned_bert import tuned_bert
    from text_models.networks.network_weights import weights_of
    from text_models.networks.training_state import digest_of

    opened = open_bert()
    config = opened.encoder.config
    frozen = round(config.layers * 2 / 3) if options.frozen < 0 else min(options.frozen, config.layers - 1)
    if config.groups < config.layers:
        # Layers that share their weights cannot stay as they are and be trained.
        frozen = 0
    longest = min(options.longest, config.longest)
    windows, owners = opened.tokens.windows(training.texts.normal, longest).first_of_each(MOST_WINDOWS)
    present = np.flatnonzero(training.indicators.any(axis=0))
    log_weights = log_label_weights(training, present)
    counts = window_weights(owners, training.weights)
    if not training.has_many_labels:
        counts = counts * np.exp(log_weights)[np.searchsorted(present, training.truth)][owners]
    tuned = tuned_bert(tuple(opened.identity.items()), frozen, len(present))
    means, _ = tuned.answers(weights_of(_as_it_is(tuned)), windows)
    kernel, bias = _head(means, training, owners, counts, options.head_strength)
    tuned.begin(seed, kernel[:, present], bias[present])
    with tempfile.TemporaryDirectory(prefix="text-models-bert-") as folder:
        cached, rows = cache_states(opened, frozen, windows, Path(folder) / "states.f16")
        tuned.reads(cached)
        truth = training.indicators[:, present][owners].astype(np.float32)
        identity = {
            "encoder": opened.identity["sha256"],
            "options": asdict(options),
            "seed": seed,
            "is_single": not training.has_many_labels,
            "texts": digest_of([*windows, truth, counts]),
        }
        _train(tuned, (rows, truth, counts / counts.mean()), options, seed, (states, identity))
        tuned.reads(np.zeros((1, config.hidden), np.float16))
    return Tuned(opened.identity, frozen, longest, weights_of(tuned.network), present, log_weights)


def _as_it_is(tuned: Any) -> Any:
    """The network with its first weights."""
    head = tuned.network.get_layer("head")
    tuned.begin(0, np.zeros(head.kernel.shape), np.zeros(head.bias.shape))
    return tuned.network


def _head(
    means: np.ndarray, training: TrainingTexts, owners: np.ndarray, counts: np.ndarray, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """Kernel (H, C) and bias (C,) of a regression on the means as they are."""
    middle, spread = means.mean(axis=0), np.maximum(means.std(axis=0), 1e-6)
    coefficients, intercepts = fit_labels((means - middle) / spread, training, owners, strength, counts)
    kernel = (coefficients / spread).T
    return kernel, intercepts - middle @ kernel


def _train(
    tuned: Any,
    material: tuple[Any, np.ndarray, np.ndarray],
    options: TuningOptions,
    seed: int,
    resumed: tuple[Path | None, dict[str, Any]],
) -> None:
    from text_models.networks.learning_rate import WarmUpAndDecay
    from text_models.networks.losses import SigmoidLosses, SoftmaxLosses
    from text_models.networks.network_options import NetworkOptions
    from text_models.networks.network_training import NetworkTraining, TruthOfTexts
    from text_models.networks.training_state import TrainingStates

    folder, identity = resumed
    NetworkTraining(
        tuned.compiled,
        TruthOfTexts(*material),
        None,
        SoftmaxLosses(options.smoothing) if identity["is_single"] else SigmoidLosses(),
        NetworkOptions(
            epochs=options.passes(len(material[1])),
            batch_size=options.batch_size,
            patience=0,
            schedule=lambda steps: WarmUpAndDecay(options.rate, steps, steps),
            weight_decay=options.weight_decay,
            seed=seed,
        ),
        states=TrainingStates(folder / f"seed-{seed}", identity, lambda _line: None) if folder else None,
    ).run()
