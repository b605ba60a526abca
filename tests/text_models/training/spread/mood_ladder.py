"""A ladder of the mood model, planned in a folder, whose steps a test runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.text_models.training.mood_notes import MOOD, mood_notes
from text_models.tasks.task import Task
from text_models.training.spread.judge_ladder import LadderChoice, choose_of_ladder
from text_models.training.spread.ladder_plan import LadderPlan, RungStep
from text_models.training.spread.plan_ladder import LadderOrder, PlanPlaces, plan_ladder
from text_models.training.spread.run_step import StepPlaces, run_step
from text_models.training.spread.step_result import StepResult
from text_models.training.training_options import TrainingOptions

VERSION = "20260117T101500123-1f2e3d4c"
Row = tuple[int, str, str | None, str | None, str, str | None, str | None, str | None]


def rows_of(notes: list[tuple[str, str]]) -> list[Row]:
    """What the export's statement would select."""
    return [
        (row, text, label, None, "gold", None, None, "en") for row, (text, label) in enumerate(notes, 100)
    ]


@dataclass(frozen=True)
class MoodLadder:
    """Places below a folder, and the plan that lies there."""

    root: Path
    plan: LadderPlan

    @classmethod
    def of(
        cls, root: Path, *models: str, task: Task = MOOD, rows: list[Any] | None = None, **asked: Any
    ) -> MoodLadder:
        """Plan it for 150 notes, unless `rows` are others; `asked` are fields of the order."""
        given: dict[str, Any] = {
            "version": VERSION,
            "options": TrainingOptions(models=models, resamples=200),
            "seeds": 1, "folds": 0, "budget_seconds": 0, "memory_bytes": 0,
        }  # fmt: skip
        order = LadderOrder(**given | asked)
        notes = rows_of(mood_notes(150, seed=1)) if rows is None else rows
        places = PlanPlaces(root / "texts", root / "parts")
        return cls(root, plan_ladder(task, notes, order, places, lambda _line: None))

    def limited(self, **limits: Any) -> MoodLadder:
        """The same with other limits."""
        return replace(self, plan=replace(self.plan, **limits))

    def folders(self) -> Mapping[RungStep, Path]:
        """Where the result of each step lies."""
        return {step: self.root / "rungs" / step.name for step in self.plan.steps}

    def places(self, step: RungStep) -> StepPlaces:
        """Where a step reads and writes."""
        return StepPlaces(self.root / "parts", self.folders()[step], self.root / "states" / step.name)

    def run(self) -> list[StepResult]:
        """Run every step."""
        return [
            run_step(self.plan, step, self.places(step), states_written=lambda: None)
            for step in self.plan.steps
        ]

    def choose(self, lines: list[str] | None = None) -> LadderChoice:
        """Choose among what the steps left."""
        told: list[str] = [] if lines is None else lines
        return choose_of_ladder(self.plan, self.root / "texts", self.folders(), told.append)
