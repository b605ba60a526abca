"""A new version before the gate, and a champion chosen by hand: registry first, storage's mirror second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from text_models.classifiers.rung import rungs_of
from text_models.tasks.task import Task
from text_models.versions.champion import read_champion, write_champion
from text_models.versions.promotion_gate import Decision, decide
from text_models.versions.registry import Registry
from text_models.versions.version_folder import VersionFolder, command_of


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
    registry.record(challenger)
    champion = _standing_champion(registry, models_dir)
    if champion and champion.name == version:
        decision = Decision(True, f"Version {version} is the champion already.")
    else:
        decision = decide(task, challenger, champion.name if champion else None)
        registry.note(version, decision.reason)
    if decision.is_promoted:
        registry.promote(version)
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
) -> str | None:
    """Make any complete version the champion, an earlier one too; return who was champion before.

    `load` opens the version, which then answers a text. Raises ValueError when there is no such version, when
    it is not complete or does not load, or when its predictor does not read.
    """
    folder = VersionFolder.read(models_dir, version)
    if not rungs_of(task)[folder.predictor].reads:
        raise ValueError(
            f"Version {version!r} answers with a constant ({folder.predictor}), so it is never champion. "
            f"Choose one of `{command_of(registry.model_name)} models` that reads."
        )
    load(folder).predict(["A text, so that a damaged model is known now."])
    before = registry.champion()
    registry.record(folder)
    registry.note(version, "Chosen by hand.")
    registry.promote(version)
    write_champion(models_dir, version)
    return before


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
        registry.promote(name)
        return folder
    return None
