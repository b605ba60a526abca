"""The rungs of a comparison, one after the other, each step in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.comparison.rung_job import RungJob, write_texts
from text_models.comparison.rung_process import REFUSED
from text_models.comparison.rung_result import RungResult, read_probabilities
from text_models.comparison.watched_process import Ending, Limits, Outcome, run_watched
from text_models.corpus.split import Part

PROCESS = "text_models.comparison.rung_process"
# What it takes to begin a process and to load a model.
STARTING_SECONDS = 3.0
Report = Callable[[str], None]


@dataclass(frozen=True)
class RungRun:
    """A rung that was fitted: what its process found, and its probabilities of the development texts.

    `test` are those of the test texts, None until they are opened.
    """

    result: RungResult
    dev: np.ndarray
    test: np.ndarray | None = None


@dataclass
class RungRuns:
    """The steps of all rungs; `work` is a folder for their files.

    `skipped` says why a rung is not compared, `faults` names those of them whose process went wrong.
    """

    parts: ComparedParts
    options: ComparisonOptions
    work: Path
    limits: Limits
    report: Report
    skipped: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    runs: dict[str, RungRun] = field(default_factory=dict)

    def fit(self, names: list[str]) -> None:
        """Fit the rungs on development and training texts; the test texts stay closed."""
        for part in (Part.TRAIN, Part.DEV):
            self._write(part)
        for number, name in enumerate(names, start=1):
            began = time.monotonic()
            outcome = self._run("fit", name, replace(self.limits, deadline=self._deadline()))
            self._tell(f"{number}/{len(names)} {name}", outcome, began)
            if outcome.ending is Ending.DONE:
                result = RungResult.read(self._folder(name, "fit"))
                self.runs[name] = RungRun(result, read_probabilities(self.work / name / "dev.npy"))
            else:
                self._skip(name, outcome)

    def test(self) -> None:
        """Open the test texts, once, for all rungs that were fitted."""
        self._write(Part.TEST)
        for name, run in list(self.runs.items()):
            began = time.monotonic()
            outcome = self._run("test", name, replace(self.limits, deadline=None))
            self._tell(f"test {name}", outcome, began)
            if outcome.ending is not Ending.DONE:
                self._skip(name, outcome)
                del self.runs[name]
                continue
            found = RungResult.read(self._folder(name, "test"))
            result = replace(
                run.result,
                texts_per_second=found.texts_per_second,
                peak_bytes=max(run.result.peak_bytes, found.peak_bytes),
            )
            self.runs[name] = RungRun(result, run.dev, read_probabilities(self.work / name / "test.npy"))

    def each(self, step: str) -> Iterator[tuple[str, Path, RungResult]]:
        """Run another step of every rung; yield its name, the folder of its files and its result."""
        for name in self.runs:
            began = time.monotonic()
            outcome = self._run(step, name, replace(self.limits, deadline=self._deadline()))
            self._tell(f"{step} {name}", outcome, began)
            if outcome.ending is Ending.DONE:
                yield name, self.work / name, RungResult.read(self._folder(name, step))
            else:
                self._skip(f"{name}, {step}", outcome)

    def _run(self, step: str, name: str, limits: Limits) -> Outcome:
        folder = self._folder(name, step)
        folder.mkdir(parents=True)
        run = self.runs.get(name)
        RungJob(
            step=step,
            task=self.parts.task,
            rung=name,
            texts={part: str(self._file(part)) for part in (Part.TRAIN, Part.DEV, Part.TEST)},
            folder=str(self.work / name),
            options=run.result.options if run else {},
            seeds=self.options.seeds,
            seed=self.options.seed,
            sizes=self.options.sizes,
            folds=self.options.folds,
        ).write(folder)
        return run_watched(PROCESS, folder, limits, refused=REFUSED)

    def _deadline(self) -> float | None:
        """When fits must have ended for the test to be done within the budget."""
        if self.limits.deadline is None:
            return None
        return self.limits.deadline - STARTING_SECONDS * (len(self.runs) + 1)

    def _skip(self, name: str, outcome: Outcome) -> None:
        self.skipped[name] = outcome.reason
        if outcome.ending is Ending.FAULT:
            self.faults.append(name)

    def _tell(self, title: str, outcome: Outcome, began: float) -> None:
        how = "done" if outcome.ending is Ending.DONE else f"left out, {outcome.reason}"
        self.report(f"{title}: {how} ({time.monotonic() - began:.1f} s)")

    def _write(self, part: Part) -> None:
        texts = self.parts.of(part)
        write_texts(self._file(part), texts.texts, texts.labels, self.parts.groups_of(part))

    def _file(self, part: Part) -> Path:
        return self.work / f"{part}.json"

    def _folder(self, name: str, step: str) -> Path:
        return self.work / name / step
