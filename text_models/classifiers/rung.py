"""The classifiers that there are, by name: each package adds its own to the ladder as an entry point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from errors import SentenceError
from text_models.classifiers.classifier import TextClassifier
from text_models.tasks.task import Task, TaskError

GROUP = "text_models.classifiers"
VOTE_OF, AND = "=", "+"
VOTE_EXAMPLE = "vote_geometric=nb_lr+muse_frozen"

# Fits a classifier to N texts and their labels; options are named and have defaults.
Fit = Callable[..., TextClassifier]


class UnknownRungError(SentenceError, ValueError):
    """A name that no classifier has: a sentence."""


def nothing_missing() -> str:
    """Return "": everything that the rung needs is installed with it."""
    return ""


@dataclass(frozen=True)
class Rung:
    """A kind of classifier as a ladder knows it, without what only a fitted one needs to import.

    `title` stands in sentences, `folder` is its folder in a version's. `reads`: whether its answer depends on
    the text. `fit` returns one fitted on N normalised texts and their labels; it is None for a classifier
    that a step of its own trains. Up to `enough_texts` distinct texts to learn from, a simpler one is
    expected to be better. `takes_weights`: whether `fit` has an option `weights`, what each text counts,
    shape (N,). `choices` are the options of `fit` among which development data choose; none means that there
    is nothing to choose. `has_chance`: what is learned depends on a random number; `fit` then takes a `seed`,
    0 unless given. `missing` returns what must be brought first, such as an encoder's weights, a sentence, or
    "" when the rung can be fitted; it is asked before any text is read, so it is cheap. A
    rung that `is_costly` takes so long that a comparison leaves it out unless it is named. `vote_of(name,
    members)` makes a rung of the same kind that other rungs, two or more, vote in; None where none vote.
    """

    name: str
    title: str
    folder: str
    reads: bool
    load: Callable[[Path], TextClassifier]
    fit: Fit | None = None
    enough_texts: int = 0
    takes_weights: bool = False
    choices: tuple[Mapping[str, Any], ...] = ()
    has_chance: bool = False
    missing: Callable[[], str] = nothing_missing
    is_costly: bool = False
    more_choices: Callable[[Task], tuple[Mapping[str, Any], ...]] = lambda _task: ()
    vote_of: Callable[[str, Sequence[Rung]], Rung] | None = None

    def choices_of(self, task: Task) -> tuple[Mapping[str, Any], ...]:
        """Return the options among which development data of this task choose; of none, the defaults."""
        return (*self.choices, *self.more_choices(task)) or ({},)


@cache
def rungs_of(task: Task) -> dict[str, Rung]:
    """Return the rungs of a task's ladder by their names, the simplest first.

    Raises TaskError when no installed package brings one that the task names.
    """
    try:
        return {name: find_rung(name) for name in task.rungs}
    except UnknownRungError as error:
        raise TaskError(f"Task {task.name} names a classifier that cannot be had. {error}") from error


def find_rung(name: str) -> Rung:
    """Return the rung of this name: one that a package brings, or a vote of such rungs, VOTE=NAME+NAME.

    Raises UnknownRungError.
    """
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    kind, is_vote, members = name.partition(VOTE_OF)
    if kind not in installed:
        raise UnknownRungError(
            f"There is no classifier {kind!r}; expected some of {', '.join(sorted(installed))}."
        )
    found: Rung = installed[kind].load()
    if not is_vote:
        return found
    if found.vote_of is None:
        raise UnknownRungError(f"Of {name!r}, {kind} is no vote: expected one, such as {VOTE_EXAMPLE}.")
    try:
        return found.vote_of(name, [find_rung(member) for member in members.split(AND)])
    except ValueError as error:
        raise UnknownRungError(f"{name!r} cannot vote, expected such as {VOTE_EXAMPLE}: {error}") from error
