"""The rung that predicts for a new version, chosen on development data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


def choose_rung(
    parts: ComparedParts,
    rungs: Mapping[str, Rung],
    options: TrainingOptions,
    report: Callable[[str], None],
) -> RungChoice:
    """Fit each rung to the training part, with each of its choices; return the best by the task's metric.

    Raises ValueError, naming the classifier, when one cannot learn from the texts.
    """
    task = parts.task
    train, dev = parts.of(Part.TRAIN), parts.of(Part.DEV)
    truth, score = truth_of(task, dev.labels), _score(task)
    chosen, seconds, predictions = {}, {}, {}
    for name, rung in rungs.items():
        began = time.perf_counter()
        choice = choose(
            rung,
            task,
            (train.texts, train.labels),
            (dev.texts, dev.labels),
            score,
            weights=weights_of(rung, train),
        )
        chosen[name], seconds[name] = dict(choice.options), round(time.perf_counter() - began, 3)
        predictions[name] = predict_all(task, choice.classifier, dev.texts, truth)
        reached = MetricSet.of(task).evaluate(predictions[name])[task.rank_by]
        report(f"{name}: {_title(task)} {reached:.3f} on {len(dev):,} development {task.noun}.")
    judged = resample(
        MetricSet.of(task),
        predictions,
        parts.groups_of(Part.DEV),
        resamples=options.resamples,
        seed=options.seed,
    )
    return RungChoice(best_rung(judged, task.rank_by), chosen, seconds, judged, predictions)


def weights_of(rung: Rung, texts: TaskTexts) -> np.ndarray | None:
    """Return what each text counts in training, shape (N,); None where all count alike, or for the rung."""
    is_needed = rung.takes_weights and len(np.unique(texts.weights)) > 1
    return texts.weights if is_needed else None


def _title(task: Task) -> str:
    return MetricSet.of(task)[task.rank_by].titled(task.unit)


def _score(task: Task) -> Callable[[np.ndarray, np.ndarray], float]:
    """The metric by which rungs are ranked, of probabilities; the higher the better."""
    metric = MetricSet.of(task)[task.rank_by]
    sign = 1.0 if metric.higher_is_better else -1.0

    def score(truth: np.ndarray, probabilities: np.ndarray) -> float:
        predictions = predictions_of(task, truth, probabilities)
        return sign * MetricSet((metric,)).evaluate(predictions)[metric.name]

    return score
