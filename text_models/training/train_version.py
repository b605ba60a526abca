"""Train a version of a task's model: a rung chosen on development data, fitted once, judged on test texts."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from storage.folder_lock import only_process
from storage.whole_folder import whole_folder
from text_models.classifiers.constants import MAJORITY
from text_models.classifiers.rung import Rung, rungs_of
from text_models.classifiers.saved.probes import library_versions
from text_models.comparison.compare_rungs import chosen_task
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.ladder.version_predictor import THRESHOLDS_FILE, VersionPredictor
from text_models.metrics.thresholds.aim import Aim
from text_models.metrics.thresholds.thresholds import Thresholds
from text_models.normalise import text_key
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, Task
from text_models.training.data_file import DataFile
from text_models.training.judge_version import OpenedTest, judge_version
from text_models.training.learned_keys import write_learned_keys
from text_models.training.rung_choice import RungChoice, choose_rung, weights_of
from text_models.training.training_options import TrainingOptions
from text_models.versions.model_card import write_card
from text_models.versions.new_version import new_version_name
from text_models.versions.version_folder import MODEL_FILE, VersionFolder
from text_models.versions.version_seal import seal_version

LOCK, SPLIT_FILE = ".training.lock", "split.csv"
Report = Callable[[str], None]


def one_training(task: Task, models_dir: Path) -> AbstractContextManager[None]:
    """Hold the place of the task's only training; raises FolderBusyError when another one has it."""
    return only_process(models_dir / LOCK, f"training of {task.name}", models_dir)


def train_version(
    task: Task,
    texts: TaskTexts,
    files: Sequence[DataFile],
    models_dir: Path,
    options: TrainingOptions,
    *,
    code_version: str,
    champion: VersionPredictor | None = None,
    report: Report = lambda _: None,
) -> VersionFolder:
    """Write a new version into a folder of `models_dir`, whole or not at all; return it.

    The rung that is best by the task's `rank_by` metric on the development part, of `options.models` or all,
    is fitted once more on training and development part together and judged on the test part, beside the
    constants and the `champion`. `report` gets a line for each step. What a killed training left behind is
    removed. The caller holds `one_training`.

    Raises TooFewTexts for fewer than two labels to learn from, SplitError, ComparisonError, or ValueError
    when a classifier cannot learn from the texts.
    """
    for leftover in models_dir.glob(".*.partial"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
    asked = ComparisonOptions(protocol=options.protocol, variant=options.variant, seed=options.seed)
    task = _with_constants(task, options.models)
    parts = ComparedParts.deal(task, texts, asked)
    _check_labels(parts)
    rungs = {
        name: rung for name, rung in rungs_of(task).items() if rung.fit is not None or name in options.models
    }
    choice = choose_rung(parts, rungs, options, report)
    with whole_folder(models_dir / new_version_name()) as folder:
        report(f"{choice.best} is the best and learns from both parts now.")
        model = {
            "version": folder.name.removeprefix(".").removesuffix(".partial"),
            "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "code_version": code_version,
            **_fit(folder, parts, rungs, choice),
            **_described(parts, files, options, choice),
            "sealed": True,
        }
        if options.aim is not None:
            _choose_thresholds(parts, choice, options, options.aim).write(folder / THRESHOLDS_FILE)
        (folder / MODEL_FILE).write_text(json.dumps(model, indent=2) + "\n")
        seal_version(folder)
        test = OpenedTest(parts.of(Part.TEST), parts.groups_of(Part.TEST), _opened(files))
        judge_version(task, folder, model, test, champion, resamples=options.resamples, seed=options.seed)
    found = VersionFolder.read(models_dir, str(model["version"]))
    write_card(task, found)
    return found


def _with_constants(task: Task, models: Sequence[str]) -> Task:
    """The task with the rungs that are asked for, its own unless any are, and with those that do not read."""
    task = replace(task, rungs=tuple(dict.fromkeys([MAJORITY.name, *task.rungs])))
    constants = [name for name, rung in rungs_of(task).items() if not rung.reads]
    return chosen_task(task, ComparisonOptions(models=(*constants, *models) if models else ()))


def _check_labels(parts: ComparedParts) -> None:
    task, labels = parts.task, parts.of(Part.TRAIN).labels
    truth = truth_of(task, labels)
    found = np.flatnonzero(truth.any(axis=0)) if task.kind is Kind.MULTI else np.unique(truth)
    if len(found) < 2:
        named = ", ".join(task.labels[place] for place in found.tolist()) or "none"
        raise TooFewTexts(
            f"A model needs two or more different labels to learn from. Received: {named} in "
            f"{len(labels):,} training {task.noun} of task {task.name}."
        )


def _fit(folder: Path, parts: ComparedParts, rungs: Mapping[str, Rung], choice: RungChoice) -> dict[str, Any]:
    """Fit the best rung and the constants on both parts, into a folder each; return what there is to tell."""
    learned = parts.of(Part.TRAIN, Part.DEV)
    fitted: list[str] = []
    libraries: dict[str, str] = {}
    began = time.perf_counter()
    for name, rung in rungs.items():
        if rung.fit is None or (rung.reads and name != choice.best):
            continue
        weights = weights_of(rung, learned)
        given = {} if weights is None else {"weights": weights}
        classifier = rung.fit(parts.task, learned.texts, learned.labels, **choice.options[name], **given)
        (place := folder / rung.folder).mkdir()
        classifier.save(place)
        fitted.append(name)
        libraries |= library_versions(getattr(classifier, "libraries", ("numpy",)))
    seconds = round(time.perf_counter() - began, 3)
    parts.split.write(folder / SPLIT_FILE)
    write_learned_keys(folder, learned.texts)
    texts = len({text_key(text) for text in learned.texts})
    return {
        "predictor": choice.best,
        "rungs": fitted,
        "training": {"rows": len(learned), "texts": texts, "seconds": seconds},
        "libraries": libraries,
    }


def _choose_thresholds(
    parts: ComparedParts, choice: RungChoice, options: TrainingOptions, aim: Aim
) -> Thresholds:
    """Thresholds by development data, of the best rung as it was fitted on the training part alone."""
    return Thresholds.choose(
        parts.task.name,
        parts.task.labels,
        choice.predictions[choice.best],
        parts.groups_of(Part.DEV),
        aim,
        resamples=options.resamples,
        seed=options.seed,
    )


def _described(
    parts: ComparedParts, files: Sequence[DataFile], options: TrainingOptions, choice: RungChoice
) -> dict[str, Any]:
    """What model.json tells of the task, the data and what was asked."""
    task, summary = parts.task, asdict(parts.summary())
    summary.pop("labels")
    return {
        "task": task.name,
        "kind": str(task.kind),
        "labels": list(task.labels),
        "languages": list(task.languages),
        "normal_form": task.normal_form,
        "aim": str(options.aim) if options.aim else "",
        "licence": options.licence,
        "batch_ids": [],
        "seen_batch_ids": [],
        "options": {
            "protocol": str(options.protocol),
            "variant": options.variant or "any",
            "models": ",".join(options.models) or "all",
            "seed": options.seed,
            "resamples": options.resamples,
        },
        "files": [file.as_json() for file in files],
        "split": summary,
        "development": {"metric": task.rank_by, "rungs": choice.as_json(task.rank_by)},
    }


def _opened(files: Sequence[DataFile]) -> list[DataFile]:
    """The files that hold the test part: those named for it, else all, of which it was dealt out."""
    return [file for file in files if file.part is Part.TEST] or list(files)
