"""A ladder planned: texts dealt out to the parts, and the rungs and seeds that are to be fitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.whole_folder import whole_folder
from text_models.classifiers.rung import Rung
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.processes.rung_job import write_texts
from text_models.corpus.split import Part
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.reading.found_labels import with_found_labels
from text_models.reading.learnable import require_learnable
from text_models.tasks.task import Task
from text_models.training.data_file import DataFile
from text_models.training.rungs_to_fit import rungs_asked_for
from text_models.training.spread.exported_texts import TEXTS_FILE, read_texts_of, write_texts_of
from text_models.training.spread.ladder_plan import LadderPlan, RungStep, digest_of
from text_models.training.train_version import deal_texts
from text_models.training.training_options import TrainingOptions

LEARNED_PARTS = (Part.TRAIN, Part.DEV)


@dataclass(frozen=True)
class LadderOrder:
    """What is asked for: `seeds` of each rung in which there is chance, limits of one step, folds."""

    version: str
    options: TrainingOptions
    seeds: int
    folds: int
    budget_seconds: float
    memory_bytes: int


@dataclass(frozen=True)
class PlanPlaces:
    """The folder of all texts, and that of the texts which the rungs learn from."""

    texts: Path
    parts: Path


def plan_ladder(
    task: Task,
    rows: Iterable[Sequence[Any]],
    order: LadderOrder,
    places: PlanPlaces,
    report: Callable[[str], None],
) -> LadderPlan:
    """Write all texts and the plan into `places.texts`, what the rungs may see of both into `places.parts`.

    `rows` are those of the export's statement. The test part is in the first alone. Raises TooFewTexts when
    there is none, or fewer than two labels to learn from; BadTextsError, SplitError, ComparisonError for a
    rung that is not known, or ValueError when none is left.
    """
    with whole_folder(places.texts) as folder:
        counts = write_texts_of(task, rows, folder / TEXTS_FILE)
        for note in counts.notes(task):
            report(f"{note}.")
        if not counts.written:
            raise TooFewTexts(
                f"The warehouse holds no text with a label of task {task.name}: add labelled ones with "
                f"`amzn-review documents add {task.name} FILE`."
            )
        task, parts = deal_exported(task, folder / TEXTS_FILE, order.options, report)
        steps = _steps(rungs_asked_for(parts.task, order.options.models, report), order.seeds)
        if not steps:
            raise ValueError(f"None of the rungs reads: name one of {', '.join(task.rungs)}.")
        with whole_folder(places.parts) as learned:
            for part in LEARNED_PARTS:
                write_texts(part_file(learned, part), parts.of(part), parts.groups_of(part))
            plan = LadderPlan(
                order.version,
                task,
                order.options,
                steps,
                order.folds,
                order.budget_seconds,
                order.memory_bytes,
                DataFile.of(folder / TEXTS_FILE, Part.TRAIN),
                digest_of(part_file(learned, part) for part in LEARNED_PARTS),
            )
            plan.write(learned)
        plan.write(folder)
    report(
        f"{counts.written:,} {task.noun}, {len(parts.of(*LEARNED_PARTS)):,} of them to learn from and to "
        f"choose by; {len(steps)} rungs and seeds to fit."
    )
    return plan


def deal_exported(
    task: Task, file: Path, options: TrainingOptions, report: Callable[[str], None]
) -> tuple[Task, ComparedParts]:
    """Return the task, with the labels of the texts where it declares none, and the texts by their parts.

    The same file and options are dealt the same on every machine. Raises BadTextsError when there are too few
    labels to learn from, and what `deal_texts` raises.
    """
    notes: list[str] = []
    found, texts = with_found_labels(task, read_texts_of(file), notes)
    for note in notes:
        report(f"{note}.")
    require_learnable(found, texts)
    return found, deal_texts(found, texts, options)


def part_file(folder: Path, part: Part) -> Path:
    """Return where the texts of a part lie."""
    return folder / f"{part}.json"


def _steps(rungs: dict[str, Rung], seeds: int) -> tuple[RungStep, ...]:
    """Those that read; the constants cost nothing and are fitted where the version is written."""
    return tuple(
        RungStep(name, seed)
        for name, rung in rungs.items()
        if rung.reads
        for seed in range(seeds if rung.has_chance else 1)
    )
