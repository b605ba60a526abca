"""Measure rungs of the text tasks in five grouped folds: what docs/results.md shows as floors.

Usage: .venv/bin/python -m benchmarks.text_folds FOLDER [RUN …]

FOLDS_GROUPS=equal groups equal texts alone, as most published splits do; else near-equal ones too.

In each fold the options of a rung are chosen on a grouped fifth of the other four, on which it is then
fitted again; what it says of the fold is kept. The metrics are of all texts together, each answered by a
classifier that has not seen its group.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import cpu_model
from benchmarks.text_results import RESULTS
from benchmarks.workshop import ROOT
from errors import SentenceError
from settings import prepare_process
from text_files.documents.file_layout import read_layouts
from text_files.documents.layout_choice import ToldColumns
from text_models.classifiers.choice import choose
from text_models.classifiers.rung import Rung, rungs_of
from text_models.comparison.answers import predictions_of
from text_models.corpus.folds import grouped_folds
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.text_groups import group_texts
from text_models.metrics.bootstrap import resample
from text_models.metrics.metric_set import MetricSet
from text_models.normalise import text_key
from text_models.reading.read_for_learning import ReadingChoices, read_for_learning
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Task
from text_models.tasks.task_files import find_task

FOLDS = 5
GROUPS = ("near-equal", "equal")
TARGET = RESULTS / "folds.json"
TASKS = ROOT / "settings" / "tasks"


@dataclass(frozen=True)
class Run:
    """Rungs of a task on a file below the folder; `metrics` are shown."""

    name: str
    task: str
    file: str
    rungs: tuple[str, ...]
    metrics: tuple[str, ...]


RUNS = (
    Run(
        "toxicity-ru",
        "toxicity-ru",
        "ru_toxic/train.csv.gz",
        ("majority", "tfidf_lr_one_vs_rest", "nb_lr"),
        ("macro_f1",),
    ),
    Run(
        "tags-masked",
        "tags",
        "tagfinder/tags_masked.jsonl.gz",
        ("majority", "tfidf_lr_one_vs_rest"),
        ("ndcg_at_3", "map_at_3"),
    ),
)


def main(arguments: list[str]) -> int:
    """Run those that are named, or all, and keep what was measured. Returns the exit status."""
    if not arguments or not Path(arguments[0]).is_dir():
        print(f"Folds are measured on a folder of texts.\n{__doc__}", file=sys.stderr)
        return 2
    folder, wanted = Path(arguments[0]), arguments[1:] or [run.name for run in RUNS]
    known = ", ".join(run.name for run in RUNS)
    if strangers := set(wanted) - {run.name for run in RUNS}:
        print(f"{min(strangers)!r} is no run; expected some of {known}.", file=sys.stderr)
        return 2
    kept = json.loads(TARGET.read_text()) if TARGET.is_file() else {"runs": {}}
    groups = os.environ.get("FOLDS_GROUPS") or "near-equal"
    if groups not in GROUPS:
        print(f"FOLDS_GROUPS is {groups!r}; expected {' or '.join(GROUPS)}.", file=sys.stderr)
        return 2
    for run in (run for run in RUNS if run.name in wanted):
        try:
            kept["runs"][f"{run.name}-{groups}"] = measure(run, folder, groups)
        except SentenceError as error:
            print(error, file=sys.stderr)
            return 1
        TARGET.write_text(json.dumps(kept, indent=1) + "\n")
    return 0


def measure(run: Run, folder: Path, groups: str) -> dict[str, Any]:
    """The figures of each rung, in folds of groups of `equal` or `near-equal` texts."""
    declared = find_task([TASKS], run.task, ())
    files = [(folder / run.file, Part.TRAIN)]
    layouts = read_layouts([TASKS], run.task)
    task, texts = read_for_learning(declared, files, layouts, ToldColumns(), ReadingChoices(), notes=[])
    if groups == "equal":
        of_row = np.array([text_key(text) for text in texts.texts])
    else:
        of_row = group_texts(texts.texts, texts.authors)
    return {
        "file": run.file,
        "texts": len(texts),
        "measured_on": datetime.now(UTC).date().isoformat(),
        "cpu": cpu_model(),
        "metrics": list(run.metrics),
        "groups": groups,
        "rungs": _by_rung(run, task, texts, of_row),
    }


def _by_rung(run: Run, task: Task, texts: TaskTexts, groups: np.ndarray) -> dict[str, Any]:
    """The metrics of each rung with their intervals, and the options that each fold chose."""
    names = groups.tolist()
    folds = grouped_folds(task, texts.labels, names, FOLDS)
    metrics, truth = MetricSet.of(task), truth_of(task, texts.labels)
    predictions, told = {}, {}
    for rung in (rungs_of(task)[name] for name in run.rungs):
        began = time.perf_counter()
        probabilities, options = _out_of_fold(rung, task, texts, groups, folds)
        predictions[rung.name] = predictions_of(task, truth, probabilities)
        told[rung.name] = {"options": options, "seconds": round(time.perf_counter() - began, 1)}
        print(f"{run.name}: {rung.name} {told[rung.name]}", file=sys.stderr)
    resampled = resample(metrics, predictions, names)
    return {
        name: {"metrics": {metric: resampled.metrics(name)[metric] for metric in run.metrics}, **told[name]}
        for name in run.rungs
    }


def _out_of_fold(
    rung: Rung, task: Task, texts: TaskTexts, groups: np.ndarray, folds: np.ndarray
) -> tuple[np.ndarray, list[dict[str, Any]]]:
    if rung.fit is None:
        raise ValueError(f"Classifier {rung.name} is trained by a step of its own.")
    metric = MetricSet.of(task)[task.rank_by]
    sign = 1.0 if metric.higher_is_better else -1.0
    metrics = MetricSet((metric,))

    def score(truth: np.ndarray, probabilities: np.ndarray) -> float:
        return sign * metrics.evaluate(predictions_of(task, truth, probabilities))[metric.name]

    probabilities, options = np.zeros((len(texts), len(task.labels))), []
    for fold in range(FOLDS):
        learned = texts.take(rows := np.flatnonzero(folds != fold))
        inner = grouped_folds(task, learned.labels, groups[rows].tolist(), FOLDS)
        train, dev = (learned.take(np.flatnonzero(part)) for part in (inner != 0, inner == 0))
        chosen = dict(choose(rung, task, (train.texts, train.labels), (dev.texts, dev.labels), score).options)
        asked = np.flatnonzero(folds == fold)
        fitted = rung.fit(task, learned.texts, learned.labels, **chosen)
        probabilities[asked] = fitted.predict_proba([texts.texts[row] for row in asked.tolist()])
        options.append(chosen)
    return probabilities, options


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:]))
