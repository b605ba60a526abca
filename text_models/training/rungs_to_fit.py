"""Which rungs a training chooses among, and whether there is something to learn for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from text_models.classifiers.constants import MAJORITY
from text_models.classifiers.rung import Rung, rungs_of
from text_models.comparison.compare_rungs import chosen_task
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.comparison.costly_rungs import why_left_out
from text_models.corpus.split import Part
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, Task

Report = Callable[[str], None]


def with_constants(task: Task, models: Sequence[str]) -> Task:
    """Return the task with the rungs that are asked for, or else its own, and with those that do not read."""
    task = replace(task, rungs=tuple(dict.fromkeys([MAJORITY.name, *task.rungs])))
    constants = [name for name, rung in rungs_of(task).items() if not rung.reads]
    return chosen_task(task, ComparisonOptions(models=(*constants, *models) if models else ()))


def rungs_asked_for(task: Task, models: Sequence[str], report: Report) -> dict[str, Rung]:
    """Return the rungs that are meant, the costly ones only when they are named; who is left out is told.

    What a rung needs is not asked: another machine may have it.
    """
    rungs = {name: rung for name, rung in rungs_of(task).items() if rung.fit is not None or name in models}
    costly = {name: reason for name, rung in rungs.items() if (reason := why_left_out(rung, models))}
    _tell(costly, report)
    return {name: rung for name, rung in rungs.items() if name not in costly}


def rungs_to_fit(task: Task, models: Sequence[str], report: Report) -> dict[str, Rung]:
    """Return the rungs that can be fitted here; what others need is told.

    Raises ValueError when none that reads is left.
    """
    rungs = rungs_asked_for(task, models, report)
    missing = {name: reason for name, rung in rungs.items() if (reason := rung.missing())}
    _tell(missing, report)
    left = {name: rung for name, rung in rungs.items() if name not in missing}
    if missing and not any(rung.reads for rung in left.values()):
        raise ValueError(f"No classifier of task {task.name} can be trained: {next(iter(missing.values()))}")
    return left


def _tell(left_out: Mapping[str, str], report: Report) -> None:
    for name, reason in left_out.items():
        report(f"{name} is left out: {reason}")


def check_labels(parts: ComparedParts) -> None:
    """Return when two labels or more are to be learned. Raises TooFewTexts."""
    task, labels = parts.task, parts.of(Part.TRAIN).labels
    truth = truth_of(task, labels)
    found = np.flatnonzero(truth.any(axis=0)) if task.kind is Kind.MULTI else np.unique(truth)
    if len(found) < 2:
        named = ", ".join(task.labels[place] for place in found.tolist()) or "none"
        raise TooFewTexts(
            f"A model needs two or more different labels to learn from. Received: {named} in "
            f"{len(labels):,} training {task.noun} of task {task.name}."
        )
