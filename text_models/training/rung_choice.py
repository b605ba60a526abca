"""The rung that predicts for a new version, chosen on development data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from text_models.classifiers.choice import choose
from text_models.classifiers.rung import Rung
from text_models.comparison.answers import predictions_of
from text_models.comparison.compared_parts import ComparedParts
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.ladder.best_rung import best_rung
from text_models.ladder.predictors import predict_all
from text_models.metrics.bootstrap import Resampled, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Task
from text_models.training.training_options import TrainingOptions


@dataclass(frozen=True)
class RungChoice:
    """The best rung on development data with its options; `judged` and `predictions` are those of all tried.

    `options` and `seconds`, of the fits on the training part, are by the rungs' names.
    """

    best: str
    options: dict[str, dict[str, Any]]
    seconds: dict[str, float]
    judged: Resampled
    predictions: dict[str, Predictions]

    def as_json(self, rank_by: str) -> dict[str, Any]:
        """The options of each rung, and the value of the metric by which they are ranked."""
        return {
            name: {
                **self.judged.metrics(name)[rank_by]._asdict(),
                "options": self.options[name],
                "seconds": self.seconds[name],
            }
            for name in self.options
        }


class TriedRung(NamedTuple):
    """A rung fitted to the training part: options, seconds, and its answers to the development part."""

    options: Mapping[str, Any]
    seconds: float
    predictions: Predictions


def choose_rung(
    parts: ComparedParts,
    rungs: Mapping[str, Rung],
    options: TrainingOptions,
    report: Callable[[str], None],
) -> RungChoice:
    """Fit each rung to the training part, with each of its choices; return the best by the task's metric.

    Raises ValueError, naming the classifier, when one cannot learn from the texts.
    """
    tried = {}
    for name, rung in rungs.items():
        tried[name] = try_rung(parts, rung)
        report(reached_by(parts, name, tried[name].predictions))
    return choice_of(parts, tried, options)


def try_rung(parts: ComparedParts, rung: Rung) -> TriedRung:
    """Fit a rung to the training part, with each of its choices; return the one best on development data.

    Raises ValueError, naming the classifier, when it cannot learn from the texts.
    """
    task = parts.task
    train, dev = parts.of(Part.TRAIN), parts.of(Part.DEV)
    truth, began = truth_of(task, dev.labels), time.perf_counter()
    choice = choose(
        rung,
        task,
        (train.texts, train.labels),
        (dev.texts, dev.labels),
        score_of(task),
        weights=text_weights(rung, train),
    )
    seconds = round(time.perf_counter() - began, 3)
    return TriedRung(choice.options, seconds, predict_all(task, choice.classifier, dev.texts, truth))


def choice_of(parts: ComparedParts, tried: Mapping[str, TriedRung], options: TrainingOptions) -> RungChoice:
    """Return the best by the task's metric of rungs that were tried, the simplest first."""
    judged = resample(
        MetricSet.of(parts.task),
        {name: rung.predictions for name, rung in tried.items()},
        parts.groups_of(Part.DEV),
        resamples=options.resamples,
        seed=options.seed,
    )
    return RungChoice(
        best_rung(judged, parts.task.rank_by),
        {name: dict(rung.options) for name, rung in tried.items()},
        {name: rung.seconds for name, rung in tried.items()},
        judged,
        {name: rung.predictions for name, rung in tried.items()},
    )


def reached_by(parts: ComparedParts, name: str, predictions: Predictions) -> str:
    """Return a sentence with what a rung reached on the development part in the metric that ranks."""
    task = parts.task
    metric = MetricSet.of(task)[task.rank_by]
    reached = MetricSet.of(task).evaluate(predictions)[task.rank_by]
    return (
        f"{name}: {metric.titled(task.unit)} {reached:.3f} on {len(predictions.truth):,} development "
        f"{task.noun}."
    )


def text_weights(rung: Rung, texts: TaskTexts) -> np.ndarray | None:
    """Return what each text counts in training, shape (N,); None where all count alike, or for the rung."""
    is_needed = rung.takes_weights and len(np.unique(texts.weights)) > 1
    return texts.weights if is_needed else None


def score_of(task: Task) -> Callable[[np.ndarray, np.ndarray], float]:
    """Return the metric by which rungs are ranked, of truth and probabilities; the higher the better."""
    metric = MetricSet.of(task)[task.rank_by]
    sign = 1.0 if metric.higher_is_better else -1.0

    def score(truth: np.ndarray, probabilities: np.ndarray) -> float:
        predictions = predictions_of(task, truth, probabilities)
        return sign * MetricSet((metric,)).evaluate(predictions)[metric.name]

    return score
