"""The classifiers that there are, by name: each package adds its own to the ladder as an entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from text_models.classifiers.classifier import TextClassifier
from text_models.tasks.task import Task, TaskError

GROUP = "text_models.classifiers"

# Fits a classifier to N texts and their labels; options are named and have defaults.
Fit = Callable[..., TextClassifier]


@dataclass(frozen=True)
class Rung:
    """A kind of classifier as a ladder knows it, without what only a fitted one needs to import.

    `title` stands in sentences, `folder` is its folder in a version's. `reads`: whether its answer depends on
    the text. `fit` returns one fitted on N normalised texts and their labels; it is None for a classifier
    that a step of its own trains. Up to `enough_texts` distinct texts to learn from, a simpler one is
    expected to be better. `choices` are the options of `fit` among which development data choose; none means
    that there is nothing to choose. `has_chance`: what is learned depends on a random number; `fit` then
    takes a `seed`, 0 unless given.
    """

    name: str
    title: str
    folder: str
    reads: bool
    load: Callable[[Path], TextClassifier]
    fit: Fit | None = None
    enough_texts: int = 0
    choices: tuple[Mapping[str, Any], ...] = ()
    has_chance: bool = False


@cache
def rungs_of(task: Task) -> dict[str, Rung]:
    """Return the rungs of a task's ladder by their names, the simplest first.

    Raises TaskError when no installed package brings one that the task names.
    """
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    if missing := [name for name in task.rungs if name not in installed]:
        raise TaskError(
            f"Task {task.name} names the classifier {missing[0]!r}, which no installed package brings; "
            f"expected some of {', '.join(sorted(installed))}."
        )
    return {name: installed[name].load() for name in task.rungs}
