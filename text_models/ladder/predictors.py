"""The classifiers of one version: fitted, loaded, and asked, each in its folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from storage.whole_folder import whole_folder
from text_models.classifiers.classifier import FixedAnswer, TextClassifier
from text_models.classifiers.decision import THRESHOLD, likeliest_labels, median_places
from text_models.classifiers.rung import rungs_of
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task


def predict_all(
    task: Task,
    classifier: TextClassifier,
    texts: Sequence[str],
    truth: np.ndarray,
    label_weights: Sequence[float] | None = None,
) -> Predictions:
    """Return the answers of `classifier` to N normalised texts, beside their truth (see `truth_of`).

    The answer is the likeliest label after each has been weighted with the version's `label_weights`, shape
    (C,), so that rare labels are answered at all; with any number of labels a text, each of probability 0.5
    or more. Points on a scale are the median of the unweighted distribution. A constant keeps its own answer
    and its own point.
    """
    probabilities = classifier.predict_proba(texts)
    if isinstance(classifier, FixedAnswer):
        answers = np.tile(np.asarray(classifier.answer), (len(texts), *([1] * (truth.ndim - 1))))
        points = np.full(len(texts), classifier.point)
        answers = answers if truth.ndim == 2 else answers.reshape(-1)
    elif task.kind is Kind.MULTI:
        answers, points = probabilities >= THRESHOLD, np.zeros(len(texts))
    else:
        weights = np.ones(len(task.labels)) if label_weights is None else np.asarray(label_weights)
        answers = likeliest_labels(probabilities, weights)
        points = median_places(probabilities).astype(np.float64)
    return Predictions(truth, answers, probabilities, points if task.kind is Kind.ORDINAL else None)


def fit_rungs(task: Task, model_dir: Path, train: LabelledTexts) -> None:
    """Fit the rungs that are fitted here on the training texts; write each, whole, into its folder.

    Those that an earlier call wrote are replaced.
    """
    for rung in rungs_of(task).values():
        if rung.fit is None:
            continue
        classifier = rung.fit(task, train.texts, train.labels)
        with whole_folder(model_dir / rung.folder) as folder:
            classifier.save(folder)


def load_predictor(task: Task, model_dir: Path, name: str) -> TextClassifier:
    """Return predictor `name` of the version in `model_dir`; only a network imports TensorFlow.

    Raises ValueError when there is no such predictor, or when its files are damaged or missing.
    """
    rungs = rungs_of(task)
    if name not in rungs:
        raise ValueError(f"A predictor is one of {', '.join(rungs)}. Received: {name!r}")
    folder = model_dir / rungs[name].folder
    if not folder.is_dir():
        raise ValueError(
            f"Version {model_dir.name} has no predictor {name}: {folder} is missing. "
            "Train and evaluate it again."
        )
    return rungs[name].load(folder)
