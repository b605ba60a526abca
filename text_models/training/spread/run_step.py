"""One rung and seed of a planned ladder, fitted in a process of its own, within its time and memory."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.whole_folder import whole_folder
from text_models.classifiers.rung import rungs_of
from text_models.comparison.processes.rung_job import RungJob
from text_models.comparison.processes.rung_result import RESULT
from text_models.comparison.processes.watched_process import Ending, Limits, Outcome, run_watched
from text_models.comparison.rung_process import REFUSED
from text_models.comparison.rung_runs import PROCESS
from text_models.comparison.rung_steps import FOLDS_FILE
from text_models.training.rungs_to_fit import with_constants
from text_models.training.spread.ladder_plan import LadderPlan, RungStep
from text_models.training.spread.plan_ladder import LEARNED_PARTS, part_file
from text_models.training.spread.step_result import DEV_FILE, MODEL, StepResult

KEEP_EVERY_SECONDS = 20.0
STATES = "*.safetensors"
ASKED_TO_END = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class StepPlaces:
    """Where a step lies: `parts` the texts, `target` its result, `states` what a killed one goes on from."""

    parts: Path
    target: Path
    states: Path


def run_step(
    plan: LadderPlan, step: RungStep, places: StepPlaces, *, states_written: Callable[[], None]
) -> StepResult:
    """Return what became of a rung and seed; it stands in folder `places.target`, whole or not at all.

    A result that is there and done is returned as it is, if it is of the plan's texts. A rung that its
    machine lacks something for, that cannot learn from the texts or breaks a limit, is skipped for that
    reason; so is one whose process dies. `states_written` is told now and then that there are new states.
    Raises InterruptedError when somebody has asked the process to end, as when a worker is stopped.
    """
    known = StepResult.read(places.target)
    if known and known.is_done and known.digest == plan.digest:
        return known
    with whole_folder(places.target) as target, tempfile.TemporaryDirectory(prefix="rung-step-") as work:
        outcome = _fit(plan, step, places, Path(work), states_written)
        if outcome.ending is Ending.DONE:
            shutil.move(Path(work) / MODEL, target / MODEL)
            shutil.move(Path(work) / DEV_FILE, target / DEV_FILE)
            shutil.move(Path(work) / "fit" / RESULT, target / RESULT)
        result = StepResult(step.rung, step.seed, plan.digest, outcome.ending, outcome.reason)
        result.write(target)
    return result


def run_folds(plan: LadderPlan, step: RungStep, options: dict[str, object], parts: Path, target: Path) -> str:
    """Write the probabilities out of fold of all that is learned from into folder `target`.

    Returns why there are none, "" when there are. `options` are those that were chosen for the rung.
    """
    with tempfile.TemporaryDirectory(prefix="rung-folds-") as work:
        job = _job(plan, step, "folds", parts, Path(work), options=options, folds=plan.folds)
        outcome = _watched(job, plan, lambda: None)
        if outcome.ending is Ending.DONE:
            with whole_folder(target) as folder:
                shutil.move(Path(work) / FOLDS_FILE, folder / FOLDS_FILE)
                StepResult(step.rung, step.seed, plan.digest, outcome.ending).write(folder)
    return outcome.reason


def _fit(
    plan: LadderPlan, step: RungStep, places: StepPlaces, work: Path, states_written: Callable[[], None]
) -> Outcome:
    task = with_constants(plan.task, plan.options.models)
    if missing := rungs_of(task)[step.rung].missing():
        return Outcome(Ending.REFUSED, missing)
    states = work / "states"
    if places.states.is_dir():
        shutil.copytree(places.states, states)

    def keep() -> None:
        if states.is_dir():
            _copy_states(states, places.states)
            states_written()

    job = _job(plan, step, "fit", places.parts, work, states=str(states))
    return _watched(job, plan, _NowAndThen(keep).look)


def _copy_states(states: Path, kept: Path) -> None:
    """Make `kept` hold the states that there are now; one that goes meanwhile is followed by another."""
    found = {path.relative_to(states) for path in states.rglob(STATES)}
    for name in found:
        target = kept / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            with suppress(FileNotFoundError):
                shutil.copyfile(states / name, target)
    for path in list(kept.rglob(STATES)):
        if path.relative_to(kept) not in found:
            path.unlink()


def _job(plan: LadderPlan, step: RungStep, name: str, parts: Path, work: Path, **more: object) -> RungJob:
    given = {
        "step": name,
        "task": with_constants(plan.task, plan.options.models),
        "rung": step.rung,
        "texts": {str(part): str(part_file(parts, part)) for part in LEARNED_PARTS},
        "folder": str(work),
        "seed": plan.options.seed,
        "first_seed": step.seed,
        **more,
    }
    return RungJob(**given)  # type: ignore[arg-type]


def _watched(job: RungJob, plan: LadderPlan, meanwhile: Callable[[], None]) -> Outcome:
    folder = Path(job.folder) / job.step
    folder.mkdir()
    job.write(folder)
    seconds = plan.budget_seconds
    deadline = time.monotonic() + seconds if seconds else None
    limits = Limits(plan.memory_bytes or None, deadline, f"{seconds:g} s")
    outcome = run_watched(PROCESS, folder, limits, refused=REFUSED, meanwhile=meanwhile)
    if outcome.signal in ASKED_TO_END:
        raise InterruptedError(
            f"The process of {job.rung} was asked to end (signal {outcome.signal}), as when a worker is "
            "stopped: the rung is not to blame, and its task runs again."
        )
    return outcome


class _NowAndThen:
    """Calls a function, but not more often than every so many seconds."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._last = time.monotonic()

    def look(self) -> None:
        if time.monotonic() - self._last >= KEEP_EVERY_SECONDS:
            self._last = time.monotonic()
            self._call()
