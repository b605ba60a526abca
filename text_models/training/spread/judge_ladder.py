"""The steps of a ladder together: the best rung by development data, and the version that it makes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from text_models.classifiers.rung import Rung, rungs_of
from text_models.comparison.answers import predictions_of
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.rung_steps import FOLDS_FILE
from text_models.corpus.folds import OutOfFold
from text_models.corpus.split import Part
from text_models.ladder.version_predictor import VersionPredictor
from text_models.metrics.metric_set import MetricSet
from text_models.tasks.labels import truth_of
from text_models.training.rung_choice import (
    RungChoice,
    TriedRung,
    choice_of,
    reached_by,
    score_of,
    try_rung,
)
from text_models.training.spread.document_folds import DOCUMENT_FOLDS_FILE, write_document_folds
from text_models.training.spread.exported_texts import TEXTS_FILE
from text_models.training.spread.ladder_plan import LadderPlan, RungStep
from text_models.training.spread.plan_ladder import deal_exported
from text_models.training.spread.step_result import MODEL, FittedStep, StepResult
from text_models.training.train_version import one_training, remove_leftovers
from text_models.training.written_version import ChosenVersion, write_version
from text_models.versions.version_folder import VersionFolder

Report = Callable[[str], None]


@dataclass(frozen=True)
class LadderChoice:
    """What development data say: `parts` are the texts, `choice` all rungs, `best` the step that predicts.

    It is None when that is a constant. `seeds` holds the score of each seed of a rung that was fitted with
    several; `skipped` says which steps left nothing, and why. `rungs` are those that took part.
    """

    parts: ComparedParts
    rungs: Mapping[str, Rung]
    choice: RungChoice
    best: FittedStep | None
    seeds: dict[str, list[float]]
    skipped: dict[str, str]


def choose_of_ladder(
    plan: LadderPlan, texts_dir: Path, folders: Mapping[RungStep, Path], report: Report
) -> LadderChoice:
    """Return the choice among the planned steps, whose results lie in `folders`.

    Of a rung's seeds the one that is best on development data stands for it, as in random restarts (Devlin et
    al. 2019, https://arxiv.org/abs/1810.04805, section 4.1). Raises ValueError when no step left anything,
    naming each, or when a result is damaged or of other texts.
    """
    fitted, skipped = _results(plan, folders)
    for name, reason in skipped.items():
        report(f"{name} is skipped: {reason}")
    if not fitted:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in skipped.items())
        raise ValueError(
            f"No rung of task {plan.task.name} was fitted ({reasons}). Give more time or memory, or name "
            "other rungs, and start a new run."
        )
    _, parts = deal_exported(plan.task, texts_dir / TEXTS_FILE, plan.options, lambda _line: None)
    rungs = {name: rung for name, rung in rungs_of(parts.task).items() if not rung.reads or name in fitted}
    steps = {name: _Seeds.of(parts, fitted[name]) for name in rungs if name in fitted}
    tried = {}
    for name, rung in rungs.items():
        tried[name] = steps[name].tried(parts) if name in steps else try_rung(parts, rung)
        report(reached_by(parts, name, tried[name].predictions))
    choice = choice_of(parts, tried, plan.options)
    best = steps[choice.best].best if choice.best in steps else None
    scores = {name: seeds.scores for name, seeds in steps.items() if len(seeds.scores) > 1}
    return LadderChoice(parts, rungs, choice, best, scores, skipped)


def judge_ladder(
    plan: LadderPlan,
    ladder: LadderChoice,
    models_dir: Path,
    champion: VersionPredictor | None,
    *,
    code_version: str,
    folds: Path | None = None,
    report: Report = lambda _line: None,
) -> VersionFolder:
    """Write the plan's version into its folder in `models_dir`, whole or not at all, and judge it; return it.

    The test part is opened here, once. A version that is there is returned as it is. `folds` is a folder with
    probabilities out of fold, which are kept with the version if they are of its texts and rung.
    """
    with one_training(plan.task, models_dir, wait=True):
        if (models_dir / plan.version).is_dir():
            return VersionFolder.read(models_dir, plan.version)
        remove_leftovers(models_dir)
        report(f"{ladder.choice.best} is the best.")
        best = ladder.best

        def place(folder: Path) -> Mapping[str, str]:
            if best is None:
                return {}
            shutil.copytree(best.folder / MODEL, folder, dirs_exist_ok=True)
            return best.figures.libraries

        def more(folder: Path) -> None:
            if folds is not None and _are_of(folds, plan, best):
                found = OutOfFold.read(ladder.parts.task, folds / FOLDS_FILE)
                write_document_folds(ladder.parts, found, folder / DOCUMENT_FOLDS_FILE)

        chosen = ChosenVersion(
            ladder.parts,
            ladder.rungs,
            ladder.choice,
            plan.options,
            [plan.file],
            code_version,
            place=place if best is not None else None,
            more=more,
            noted={"seeds": ladder.seeds, "skipped": ladder.skipped},
        )
        return write_version(models_dir / plan.version, chosen, champion)


def _are_of(folds: Path, plan: LadderPlan, best: FittedStep | None) -> bool:
    """Whether the probabilities out of fold in a folder are of these texts and this rung."""
    made = StepResult.read(folds)
    if made is None or best is None:
        return False
    return (made.rung, made.seed, made.digest) == (best.result.rung, best.result.seed, plan.digest)


@dataclass(frozen=True)
class _Seeds:
    """The score of each seed of a rung on development data, in the metric that ranks, and the best step."""

    scores: list[float]
    best: FittedStep

    @classmethod
    def of(cls, parts: ComparedParts, steps: Sequence[FittedStep]) -> Self:
        """Of equal ones the first is the best."""
        task = parts.task
        truth, score = truth_of(task, parts.of(Part.DEV).labels), score_of(task)
        signed = [score(truth, step.dev) for step in steps]
        sign = 1.0 if MetricSet.of(task)[task.rank_by].higher_is_better else -1.0
        return cls([sign * value for value in signed], steps[signed.index(max(signed))])

    def tried(self, parts: ComparedParts) -> TriedRung:
        """The best step as a rung that was tried here would be."""
        truth, figures = truth_of(parts.task, parts.of(Part.DEV).labels), self.best.figures
        predictions = predictions_of(parts.task, truth, self.best.dev, reply=figures.reply)
        return TriedRung(figures.options, round(figures.choice_seconds, 3), predictions)


def _results(
    plan: LadderPlan, folders: Mapping[RungStep, Path]
) -> tuple[dict[str, list[FittedStep]], dict[str, str]]:
    """What is fitted, by its rung, and why each other step left nothing."""
    fitted: dict[str, list[FittedStep]] = {}
    skipped: dict[str, str] = {}
    for step in plan.steps:
        result = StepResult.read(folders[step])
        if result is None:
            skipped[step.name] = "its task has left nothing"
        elif not result.is_done:
            skipped[step.name] = result.reason
        elif result.digest != plan.digest:
            raise ValueError(
                f"The result of {step.name} is of other texts than those that were exported: clear its task."
            )
        else:
            fitted.setdefault(step.rung, []).append(FittedStep.read(result, folders[step]))
    return fitted, skipped
