"""A new version before the gate, and a champion chosen by hand: registry first, storage's mirror second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from storage.folder_lock import only_process
from text_models.classifiers.rung import rungs_of
from text_models.tasks.task import Task
from text_models.versions.champion import read_champion, write_champion
from text_models.versions.champions.champion_event import Change, previous_champion
from text_models.versions.command_line import command_line
from text_models.versions.promotion_gate import Decision, decide
from text_models.versions.registry import Registry
from text_models.versions.version_folder import VersionFolder
from text_models.versions.version_task import version_task

LOCK = ".promotion.lock"


class Predictor(Protocol):
    """A version, loaded to answer texts."""

    def predict(self, texts: Sequence[str]) -> object:
        """Return an answer a text."""


def promote_if_better(task: Task, registry: Registry, models_dir: Path, version: str) -> Decision:
    """Record the version; promote it if the gate says so; return the decision. Safe to repeat.

    Whatever the decision, champion.json names the registry's champion afterwards. Raises ValueError when the
    version is not complete.
    """
    challenger = VersionFolder.read(models_dir, version)
    own_task = version_task(task, challenger.model)
    with _one_promotion(models_dir):
        registry.record(challenger)
        champion = _standing_champion(registry, models_dir)
        if champion and champion.name == version:
            decision = Decision(True, f"Version {version} is the champion already.")
        else:
            decision = decide(own_task, challenger, champion.name if champion else None)
            registry.note(version, decision.reason)
        if decision.is_promoted:
            registry.promote(version, Change.GATE, decision.reason)
            write_champion(models_dir, version)
        elif champion:
            write_champion(models_dir, champion.name)
        return decision


def promote(
    task: Task,
    registry: Registry,
    models_dir: Path,
    version: str,
    load: Callable[[VersionFolder], Predictor],
    *,
    change: Change = Change.HAND,
    why: str = "Chosen by hand.",
) -> str | None:
    """Make any complete version the champion, an earlier one too; return who was champion before.

    `load` opens the version, which then answers a text; `change` and `why` stand in the event. Raises
    ValueError when there is no such version, when it is not complete or does not load, or when its predictor
    does not read.
    """
    folder = VersionFolder.read(models_dir, version)
    if not rungs_of(version_task(task, folder.model))[folder.predictor].reads:
        raise ValueError(
            f"Version {version!r} answers with a constant ({folder.predictor}), so it is never champion. "
            f"Choose one of `{command_line(registry.model_name, 'models')}` that reads."
        )
    load(folder).predict(["A text, so that a damaged model is known now."])
    with _one_promotion(models_dir):
        before = registry.champion()
        registry.record(folder)
        registry.note(version, why)
        registry.promote(version, change, why)
        write_champion(models_dir, version)
    return before


def roll_back(
    task: Task, registry: Registry, models_dir: Path, load: Callable[[VersionFolder], Predictor]
) -> tuple[str, str]:
    """Make the champion before the one of now champion again; return both, the withdrawn one first.

    Nothing is trained. Raises ValueError when no champion was there before, and what `promote` raises.
    """
    events = registry.champion_events()
    before = previous_champion(events)
    if before is None:
        champion = registry.champion()
        now = f"{champion} is the first" if champion else "there has been none"
        raise ValueError(
            f"The {registry.model_name} model has no earlier champion to go back to: {now}. "
            f"`{command_line(registry.model_name, 'promote', 'VERSION')}` chooses any version."
        )
    withdrawn = events[-1].version
    why = f"Rolled back from {withdrawn}."
    promote(task, registry, models_dir, before, load, change=Change.ROLLBACK, why=why)
    return withdrawn, before


def finish_promotion(registry: Registry, models_dir: Path) -> str | None:
    """Let MLflow's alias and champion.json follow the last event; return the champion, None if there is none.

    A promotion that was killed behind its event is finished by this; one that was killed before it has
    changed nothing.
    """
    version = registry.champion()
    if version is None or not (models_dir / version).is_dir():
        return version
    with _one_promotion(models_dir):
        registry.promote(version)
        write_champion(models_dir, version)
    return version


def _one_promotion(models_dir: Path) -> AbstractContextManager[None]:
    """A command and a task may both promote: one after the other."""
    return only_process(models_dir / LOCK, "promotion", models_dir, wait=True)


def _standing_champion(registry: Registry, models_dir: Path) -> VersionFolder | None:
    """The champion that there is, as far as its folder is complete.

    A registry that was lost, with the folders still there, learns its champion from the mirror.
    """
    version = registry.champion()
    mirrored = read_champion(models_dir)
    for name in (version, mirrored):
        if name is None:
            continue
        try:
            folder = VersionFolder.read(models_dir, name)
        except ValueError:
            continue
        registry.record(folder)
        registry.promote(name, Change.RESTORED, "Learned from champion.json: the registry had lost it.")
        return folder
    return None
