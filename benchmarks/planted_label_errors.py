"""How many planted label errors stand at the beginning of the review's queue.

Usage: .venv/bin/python -m benchmarks.planted_label_errors FOLDER [RUNG]

A share of the labels of a task with two labels is flipped, by chance alone. A rung (nb_lr) then learns from
the flipped labels in five folds of groups of near-equal texts, and the texts are ordered as the label review
orders them: by the out-of-fold probability of the label that they now have. Counted are the flipped ones in
the first tenth and the first quarter. What no order can avoid: labels that were wrong before count as right.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import cpu_model
from benchmarks.workshop import ROOT
from label_review.triage.label_quality import self_confidence
from label_review.triage.orders import doubtful_order
from settings import prepare_process
from text_files.documents.file_layout import read_layouts
from text_files.documents.layout_choice import ToldColumns
from text_models.classifiers.rung import rungs_of
from text_models.corpus.folds import grouped_folds
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.text_groups import group_texts
from text_models.reading.read_for_learning import ReadingChoices, read_for_learning
from text_models.tasks.labels import labels_of, truth_of
from text_models.tasks.task import Task
from text_models.tasks.task_files import find_task

TASKS = ROOT / "settings" / "tasks"
TASK, FILE = "toxicity-ru", "ru_toxic/train.csv.gz"
TARGET = ROOT / "benchmarks" / "results" / "planted_label_errors.json"
SHARE, FOLDS, SEED = 0.05, 5, 1
LOOKED_AT = (0.1, 0.25)


def main(arguments: list[str]) -> int:
    """Measure once and write the result. Returns the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("Name the folder of the texts, and perhaps a rung.", file=sys.stderr)
        return 2
    result = measure(Path(arguments[0]), arguments[1] if len(arguments) > 1 else "nb_lr")
    TARGET.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))
    return 0


def measure(folder: Path, rung: str) -> dict[str, Any]:
    """The share of the planted errors that each beginning of the order holds."""
    began = time.perf_counter()
    layouts = read_layouts([TASKS], TASK)
    files = [(folder / FILE, Part.TRAIN)]
    task, texts = read_for_learning(
        find_task([TASKS], TASK, ()), files, layouts, ToldColumns(), ReadingChoices(), notes=[]
    )
    given = truth_of(task, texts.labels)
    is_flipped = np.zeros(len(texts), dtype=bool)
    is_flipped[
        np.random.default_rng(SEED).choice(len(texts), size=round(SHARE * len(texts)), replace=False)
    ] = True
    planted = np.where(is_flipped, 1 - given, given)
    order = doubtful_order(self_confidence(_out_of_fold(task, texts, planted, rung), planted))
    return {
        "task": TASK,
        "file": FILE,
        "rung": rung,
        "texts": len(texts),
        "planted": int(is_flipped.sum()),
        "found": {
            str(share): round(
                float(is_flipped[order[: round(share * len(texts))]].sum() / is_flipped.sum()), 4
            )
            for share in LOOKED_AT
        },
        "seconds": round(time.perf_counter() - began, 1),
        "measured_on": datetime.now(UTC).date().isoformat(),
        "cpu": cpu_model(),
    }


def _out_of_fold(task: Task, texts: TaskTexts, planted: np.ndarray, name: str) -> np.ndarray:
    """Probabilities by classifiers of the rung, with its first options, that learned from other folds."""
    rung = rungs_of(task)[name]
    if rung.fit is None:
        raise ValueError(f"Classifier {name} is trained by a step of its own.")
    labels = labels_of(task, planted)
    folds = grouped_folds(task, labels, group_texts(texts.texts, texts.authors).tolist(), FOLDS)
    probabilities = np.zeros((len(texts), len(task.labels)))
    for fold in range(FOLDS):
        learned, asked = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold)
        fitted = rung.fit(
            task,
            [texts.texts[row] for row in learned],
            [labels[row] for row in learned],
            **dict(rung.choices_of(task)[0]),
        )
        probabilities[asked] = fitted.predict_proba([texts.texts[row] for row in asked.tolist()])
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr)
    return probabilities


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:]))
