"""A version judged on test texts, beside the constants and the champion."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from storage.atomic_file import write_durably
from text_models.classifiers.classifier import FixedAnswer
from text_models.classifiers.rung import rungs_of
from text_models.comparison.answers import predictions_of
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.too_few_texts import FEWEST_TEXTS, TooFewTexts
from text_models.ladder.evaluate_version import CHAMPION, Evaluation
from text_models.ladder.predictors import predict_all
from text_models.ladder.version_predictor import VersionPredictor
from text_models.metrics.beyond_chance import ALPHA
from text_models.metrics.bootstrap import RESAMPLES, SEED, Resampled, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, Task
from text_models.training.data_file import DataFile
from text_models.training.learned_keys import is_learned
from text_models.versions.version_seal import CHECKSUM, EVALUATION_FILE, checksum_of


@dataclass(frozen=True)
class OpenedTest:
    """N test texts, none of which the version has learned from; `groups`, length N, are drawn together."""

    texts: TaskTexts
    groups: Sequence[str]
    files: Sequence[DataFile]


def judge_version(
    task: Task,
    model_dir: Path,
    model: Mapping[str, Any],
    test: OpenedTest,
    champion: VersionPredictor | None,
    *,
    earlier: Sequence[Mapping[str, Any]] = (),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Any]:
    """Write evaluation.json of the version in `model_dir`, whose model.json is `model`; return its content.

    Nothing is chosen here: the predictor is the one that `model` names. The champion is judged, beside it, on
    those of the texts that it has not learned from either; on fewer than 20 it is not judged. `earlier` are
    the times at which test texts were opened before. Raises TooFewTexts without a text, ValueError when a
    file of the version is damaged.
    """
    if not len(test.texts):
        raise TooFewTexts(f"There are no test {task.noun} to judge the version by. Received: 0 rows.")
    truth, texts = truth_of(task, test.texts.labels), test.texts.texts
    predictions = {
        name: _predictions(VersionPredictor.of(task, model_dir, model, name), task, texts, truth)
        for name in rungs_of(task)
        if name in model["rungs"]
    }
    metric_set, best = MetricSet.of(task), str(model["predictor"])
    judged = resample(metric_set, predictions, test.groups, resamples=resamples, seed=seed)
    names = list(predictions)
    beside = _beside_champion(champion, task, (best, predictions[best]), test, (resamples, seed))
    found = Evaluation(
        version=str(model["version"]),
        rows=len(texts),
        texts=len(set(test.groups)),
        train_rows=model["training"]["rows"],
        train_texts=model["training"]["texts"],
        best=best,
        first_line=_first_line(task, model, judged, len(texts)),
        metric_titles=metric_set.titles(task.unit),
        predictors={name: judged.metrics(name) for name in names},
        champion=None
        if champion is None or beside is None
        else {
            "version": champion.version,
            "predictor": champion.classifier.name,
            "rows": beside[1],
            **beside[0].metrics(CHAMPION),
        },
        gains={
            name: {lower: judged.gain(name, lower) for lower in names[:place]}
            for place, name in enumerate(names)
        },
        gain_over_champion=beside[0].gain(best, CHAMPION) if beside else None,
    )
    opened = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": len(texts),
        "files": [file.as_json() for file in test.files],
    }
    content = {**found.as_json(), "tests_opened": [*earlier, opened]}
    content[CHECKSUM] = checksum_of(content)
    write_durably(model_dir / EVALUATION_FILE, (json.dumps(content, indent=2) + "\n").encode())
    return content


def _predictions(
    predictor: VersionPredictor, task: Task, texts: Sequence[str], truth: np.ndarray
) -> Predictions:
    """The answers of a version's classifier, by its thresholds if it has some, to a task of the same name."""
    if isinstance(predictor.classifier, FixedAnswer):
        return predict_all(task, predictor.classifier, texts, truth)
    probabilities = predictor.classifier.predict_proba(texts)
    if predictor.task.labels != task.labels:
        return predictions_of(task, truth, _in_columns(probabilities, predictor.task, task))
    return predictions_of(task, truth, probabilities, thresholds=predictor.thresholds)


def _in_columns(probabilities: np.ndarray, of: Task, task: Task) -> np.ndarray:
    """The probabilities of one task's labels for another's: 0 for a label that the first does not know."""
    places = {label: place for place, label in enumerate(of.labels)}
    found = np.zeros((len(probabilities), len(task.labels)))
    for column, label in enumerate(task.labels):
        if label in places:
            found[:, column] = probabilities[:, places[label]]
    if task.kind is Kind.MULTI:
        return found
    sums = found.sum(axis=1, keepdims=True)
    return np.where(sums > 0, found / np.where(sums > 0, sums, 1), 1 / len(task.labels))


def _beside_champion(
    champion: VersionPredictor | None,
    task: Task,
    best: tuple[str, Predictions],
    test: OpenedTest,
    options: tuple[int, int],
) -> tuple[Resampled, int] | None:
    """The version and the champion on the texts that neither has learned from, and how many those are."""
    if champion is None:
        return None
    fresh = np.flatnonzero(~is_learned(champion.folder, test.texts.texts))
    groups = [test.groups[row] for row in fresh.tolist()]
    if len(set(groups)) < FEWEST_TEXTS:
        return None
    name, own = _rows(best, fresh)
    asked = [test.texts.texts[row] for row in fresh.tolist()]
    predictors = {name: own, CHAMPION: _predictions(champion, task, asked, own.truth)}
    resamples, seed = options
    return resample(MetricSet.of(task), predictors, groups, resamples=resamples, seed=seed), len(fresh)


def _rows(best: tuple[str, Predictions], rows: np.ndarray) -> tuple[str, Predictions]:
    name, found = best
    points = None if found.points is None else found.points[rows]
    return name, Predictions(found.truth[rows], found.answers[rows], found.probabilities[rows], points)


def _first_line(task: Task, model: Mapping[str, Any], judged: Resampled, rows: int) -> str:
    """Who predicts, with the metric by which it was chosen, beside the constant that comes nearest."""
    rungs, best = rungs_of(task), str(model["predictor"])
    metric = judged.metric_set[task.rank_by]
    value = judged.metrics(best)[metric.name]
    title, figures = metric.titled(task.unit), f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
    on_rows = f"on {rows:,} test {task.noun}"
    if not rungs[best].reads:
        return f"A baseline wins and predicts, {rungs[best].title}: {title} {figures} {on_rows}."
    constants = [name for name in judged.values if not rungs[name].reads]
    nearest = min(constants, key=lambda name: judged.gain(best, name)[metric.name].value)
    gain = judged.gain(best, nearest)[metric.name]
    beside = f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f}) over {rungs[nearest].title}, {on_rows}"
    if gain.value <= 0 or gain.p > ALPHA:
        return (
            f"A baseline wins: {rungs[best].title}, chosen on development data, does not beat "
            f"{rungs[nearest].title} beyond chance: {title} {figures}, {beside}."
        )
    sentence = f"{rungs[best].title} predicts, chosen on development data: {title} {figures}, {beside}."
    return f"{sentence[:1].upper()}{sentence[1:]}"
