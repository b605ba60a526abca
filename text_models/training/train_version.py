"""Train a version of a task's model: a rung chosen on development data, fitted once, judged on test texts."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from storage.folder_lock import only_process
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.corpus.task_texts import TaskTexts
from text_models.ladder.version_predictor import VersionPredictor
from text_models.tasks.task import Task
from text_models.training.data_file import DataFile
from text_models.training.rung_choice import choose_rung
from text_models.training.rungs_to_fit import Report, check_labels, rungs_to_fit, with_constants
from text_models.training.training_options import TrainingOptions
from text_models.training.written_version import ChosenVersion, write_version
from text_models.versions.new_version import new_version_name
from text_models.versions.version_folder import VersionFolder

LOCK = ".training.lock"


def one_training(task: Task, models_dir: Path, *, wait: bool = False) -> AbstractContextManager[None]:
    """Hold the place of the task's only training; when another one has it, wait or raise FolderBusyError."""
    return only_process(models_dir / LOCK, f"training of {task.name}", models_dir, wait=wait)


def deal_texts(task: Task, texts: TaskTexts, options: TrainingOptions) -> ComparedParts:
    """Return the texts in the parts of the protocol; the task has the rungs that are asked for.

    Raises TooFewTexts for fewer than two labels to learn from, SplitError, ComparisonError.
    """
    asked = ComparisonOptions(protocol=options.protocol, variant=options.variant, seed=options.seed)
    parts = ComparedParts.deal(with_constants(task, options.models), texts, asked)
    check_labels(parts)
    return parts


def remove_leftovers(models_dir: Path) -> None:
    """Remove what killed trainings left behind; the caller holds `one_training`."""
    for leftover in models_dir.glob(".*.partial"):
        if leftover.is_dir():
            shutil.rmtree(leftover)


def train_version(
    task: Task,
    texts: TaskTexts,
    files: Sequence[DataFile],
    models_dir: Path,
    options: TrainingOptions,
    *,
    code_version: str,
    champion: VersionPredictor | None = None,
    report: Report = lambda _line: None,
) -> VersionFolder:
    """Write a new version into a folder of `models_dir`, whole or not at all; return it.

    The rung that is best by the task's `rank_by` metric on the development part, of `options.models` or all,
    is fitted once more on training and development part together and judged on the test part, beside the
    constants and the `champion`. `report` gets a line for each step. What a killed training left behind is
    removed. The caller holds `one_training`.

    Raises TooFewTexts for fewer than two labels to learn from, SplitError, ComparisonError, or ValueError
    when a classifier cannot learn from the texts.
    """
    remove_leftovers(models_dir)
    parts = deal_texts(task, texts, options)
    rungs = rungs_to_fit(parts.task, options.models, report)
    choice = choose_rung(parts, rungs, options, report)
    report(f"{choice.best} is the best and learns from both parts now.")
    chosen = ChosenVersion(parts, rungs, choice, options, files, code_version)
    return write_version(models_dir / new_version_name(), chosen, champion)
