"""Compare the rungs of a task on texts."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from errors import SentenceError
from storage.atomic_file import move_file
from text_models.classifiers.rung import Rung, UnknownRungError, find_rung, rungs_of
from text_models.comparison.answers import decides, predictions_of
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison import Comparison, LearningPoint
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.comparison.costly_rungs import ALL, why_left_out
from text_models.comparison.fast_rungs import FAST_RUNGS
from text_models.comparison.first_line import first_line
from text_models.comparison.processes.watched_process import Limits
from text_models.comparison.rung_runs import Report, RungRuns
from text_models.comparison.rung_steps import FOLDS_FILE
from text_models.corpus.split import Part
from text_models.ladder.author_curve import CurveRow, accuracy_by_texts
from text_models.ladder.best_rung import best_rung, cheapest_equal, gains_of_best
from text_models.metrics.bootstrap import Resampled, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.metrics.thresholds.thresholds import Thresholds
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, Task


class ComparisonError(SentenceError, ValueError):
    """Texts or rungs that cannot be compared: a sentence."""


def compare_rungs(
    parts: ComparedParts,
    options: ComparisonOptions,
    *,
    report: Report,
    keep: Path | None = None,
    budget: str = "",
) -> Comparison:
    """Return the rungs of a task, chosen on development data, fitted on it too, tested once.

    `report` gets a line for each step. `keep` is a folder for probabilities out of fold; without it none are
    kept. `budget` is how a person told `budget_seconds`. Raises ComparisonError when there are fewer than two
    labels to learn from, a model is not known, or no rung was fitted.
    """
    began = time.monotonic()
    task = chosen_task(parts.task, options)
    _check_labels(parts)
    rungs, skipped = _rungs(task, options)
    deadline = None if options.budget_seconds is None else began + options.budget_seconds
    limits = Limits(options.memory_bytes, deadline, budget or f"{options.budget_seconds or 0:g} s")
    with tempfile.TemporaryDirectory(prefix="text-models-compare-") as work:
        runs = RungRuns(replace(parts, task=task), options, Path(work), limits, report, skipped)
        runs.fit([name for name, rung in rungs.items() if name not in skipped])
        if not runs.runs:
            raise ComparisonError(_nothing_fitted(task, runs.skipped))
        dev, thresholds = _judge_dev(runs)
        best = best_rung(dev, task.rank_by)
        costs = {name: round(run.result.seconds) for name, run in runs.runs.items()}
        cheapest = cheapest_equal(dev, best, task.rank_by, costs)
        curves = _curves(runs) if options.sizes else {}
        if options.folds and keep is not None:
            _keep_folds(runs, keep)
        # Everything is chosen: now, and once, the test texts are opened.
        runs.test()
        if best not in runs.runs:
            raise ComparisonError(f"{best}, the best rung, failed on the test texts: {runs.skipped[best]}.")
        test, predictions = _judge_test(runs, thresholds)
    return Comparison(
        task=task,
        options=options,
        training_rows=parts.training_rows(),
        summary=(summary := parts.summary()),
        results={name: run.result for name, run in runs.runs.items()},
        dev=dev,
        test=test,
        test_predictions=predictions,
        best=best,
        cheapest_equal=cheapest,
        gains=gains_of_best(dev, best, task.rank_by),
        first_line=first_line(
            task,
            rungs,
            best,
            cheapest,
            dev=dev,
            test=test,
            rows=(summary.rows[Part.DEV], summary.rows[Part.TEST]),
        ),
        thresholds=thresholds,
        curves=curves,
        by_author=_by_author(parts, predictions[best]) if options.by_author else [],
        skipped=runs.skipped,
        faults=tuple(runs.faults),
    )


def chosen_task(task: Task, options: ComparisonOptions) -> Task:
    """Return the task with the rungs that are compared, the task's own first. Raises ComparisonError."""
    try:
        for name in options.models:
            if name != ALL:
                find_rung(name)
    except UnknownRungError as error:
        raise ComparisonError(str(error)) from error
    if not options.models:
        return task
    own = [name for name in task.rungs if name in options.models or ALL in options.models]
    others = [name for name in options.models if name != ALL]
    return replace(task, rungs=tuple(dict.fromkeys([*own, *others])))


def _rungs(task: Task, options: ComparisonOptions) -> tuple[Mapping[str, Rung], dict[str, str]]:
    """The rungs by name, and why some are skipped before any text is read."""
    rungs = rungs_of(task)
    skipped = {}
    for name, rung in rungs.items():
        if rung.fit is None:
            skipped[name] = "it is trained by a step of its own"
        elif options.is_fast and name not in FAST_RUNGS and name not in options.models:
            skipped[name] = "not among the cheap ones of --fast"
        elif reason := why_left_out(rung, options.models) or rung.missing():
            skipped[name] = reason
    return rungs, skipped


def _check_labels(parts: ComparedParts) -> None:
    labels = parts.of(Part.TRAIN).labels
    truth = truth_of(parts.task, labels)
    found = np.flatnonzero(truth.any(axis=0)) if parts.task.kind is Kind.MULTI else np.unique(truth)
    if len(found) < 2:
        named = ", ".join(parts.task.labels[place] for place in found) or "none"
        raise ComparisonError(
            f"A comparison needs two or more different labels to learn from. Received: {named} in "
            f"{len(labels):,} training {parts.task.noun} of task {parts.task.name}."
        )


def _nothing_fitted(task: Task, skipped: Mapping[str, str]) -> str:
    reasons = "; ".join(f"{name}: {reason}" for name, reason in skipped.items())
    return f"No rung of task {task.name} was fitted ({reasons})."


def _judge_dev(runs: RungRuns) -> tuple[Resampled, dict[str, Thresholds]]:
    task, groups = runs.parts.task, runs.parts.groups_of(Part.DEV)
    truth = truth_of(task, runs.parts.of(Part.DEV).labels)
    plain = {
        name: predictions_of(task, truth, run.dev, reply=run.result.reply) for name, run in runs.runs.items()
    }
    thresholds: dict[str, Thresholds] = {}
    if runs.options.aim is not None:
        thresholds = {
            name: Thresholds.choose(
                task.name, task.labels, predictions, groups, runs.options.aim, seed=runs.options.seed
            )
            for name, predictions in plain.items()
            if runs.runs[name].result.reply is None
        }
    judged = {name: _answered(runs, name, truth, run.dev, thresholds) for name, run in runs.runs.items()}
    return resample(MetricSet.of(task), judged, groups, seed=runs.options.seed), thresholds


def _judge_test(
    runs: RungRuns, thresholds: Mapping[str, Thresholds]
) -> tuple[Resampled, dict[str, Predictions]]:
    task, groups = runs.parts.task, runs.parts.groups_of(Part.TEST)
    truth = truth_of(task, runs.parts.of(Part.TEST).labels)
    judged = {
        name: _answered(runs, name, truth, run.test, thresholds)
        for name, run in runs.runs.items()
        if run.test is not None
    }
    return resample(MetricSet.of(task), judged, groups, seed=runs.options.seed), judged


def _answered(
    runs: RungRuns,
    name: str,
    truth: np.ndarray,
    probabilities: np.ndarray,
    thresholds: Mapping[str, Thresholds],
) -> Predictions:
    """The predictions of a rung; one that does not read has no thresholds, and keeps its reply."""
    task = runs.parts.task
    used = thresholds.get(name) if decides(task) else None
    return predictions_of(task, truth, probabilities, thresholds=used, reply=runs.runs[name].result.reply)


def _by_author(parts: ComparedParts, predictions: Predictions) -> list[CurveRow]:
    if parts.task.kind is Kind.MULTI:
        raise ComparisonError("An author has one label: a task of kind multi has no curve over texts.")
    return accuracy_by_texts(predictions.truth, predictions.probabilities, parts.of(Part.TEST).authors)


def _curves(runs: RungRuns) -> dict[str, list[LearningPoint]]:
    return {
        name: [LearningPoint(*point) for point in result.points] for name, _, result in runs.each("curve")
    }


def _keep_folds(runs: RungRuns, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    for name, folder, _ in runs.each("folds"):
        move_file(folder / FOLDS_FILE, keep / f"{name}.parquet")
