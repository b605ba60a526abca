"""`muse`: M-USE, fine-tuned end to end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.muse.muse_frozen import form_of
from text_models.classifiers.muse.tuned_model import TunedMuseModel
from text_models.classifiers.rare_labels import log_label_weights
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.encoders.muse.muse_arrays import open_muse
from text_models.encoders.muse.muse_weights import NAME as MUSE_NAME
from text_models.encoders.stored_encoder import missing_encoder
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "muse"


def fit_muse(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    epochs: int = 3,
    seed: int = 0,
    weights: Sequence[float] | np.ndarray | None = None,
    states: Path | None = None,
) -> FittedClassifier:
    """Return M-USE fine-tuned on N TRAINING texts in `epochs` passes.

    Where a text has one label, rare labels count more in training, by the inverse square root of their share;
    that is taken out of the answers. `states` is a folder out of which a killed fit goes on, and ends as it
    would have. Raises EncoderError, a ValueError, when M-USE is not in the folder of encoders.
    """

    def fit_model(training: TrainingTexts) -> TunedMuseModel:
        return _fit(training, epochs, seed, states)

    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form_of(task), weights=weights)


def _fit(training: TrainingTexts, epochs: int, seed: int, states: Path | None) -> TunedMuseModel:
    from text_models.encoders.muse.muse_training import MuseOptions, tune_muse

    muse = open_muse()
    truth = training.indicators
    present = np.flatnonzero(truth.any(axis=0))
    counts = np.ones(len(truth)) if training.weights is None else training.weights
    log_weights = log_label_weights(training, present)
    if not training.has_many_labels:
        counts = counts * (truth[:, present] @ np.exp(log_weights))
    tuned = tune_muse(
        muse,
        muse.pieces.encode(training.texts.normal),
        truth[:, present],
        counts / counts.mean(),
        MuseOptions(epochs=epochs, seed=seed),
        is_multi=training.has_many_labels,
        states=states,
    )
    kernel = np.zeros((len(tuned.kernel), truth.shape[1]), np.float32)
    bias = np.full(truth.shape[1], -np.inf)
    kernel[:, present], bias[present] = tuned.kernel, tuned.bias - log_weights
    link = "sigmoid" if training.has_many_labels else "softmax"
    rows = tuned.rows.astype(np.float16)
    return TunedMuseModel(muse.stored.identity(), tuned.ids, rows, tuned.body, kernel, bias, link)


MUSE = Rung(
    name=NAME,
    title="M-USE, fine-tuned",
    folder=NAME,
    reads=True,
    takes_weights=True,
    has_chance=True,
    load=loader(TunedMuseModel),
    fit=fit_muse,
    missing=partial(missing_encoder, MUSE_NAME),
)
