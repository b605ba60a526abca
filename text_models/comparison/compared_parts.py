"""The texts of a comparison, in the parts of its protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from text_models.comparison.comparison_options import ComparisonOptions
from text_models.corpus.protocol import LabelledRows, Protocol, split_rows
from text_models.corpus.split import Part, Split, SplitError
from text_models.corpus.split_summary import SplitSummary
from text_models.corpus.strata import strata_of
from text_models.corpus.stratified_groups import deal_groups
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.text_groups import group_texts
from text_models.tasks.task import Task


@dataclass(frozen=True)
class ComparedParts:
    """N texts with the split of a protocol; `groups`, shape (N,), are those of `group_texts`."""

    task: Task
    texts: TaskTexts
    groups: np.ndarray
    split: Split

    @classmethod
    def deal(cls, task: Task, texts: TaskTexts, options: ComparisonOptions) -> Self:
        """Return the texts in the parts that files name and the protocol makes.

        Without a test file, a fifth of the training files is the test part, in whole groups. Raises
        SplitError when a part would be empty, or the protocol lacks what it needs.
        """
        groups = group_texts(texts.texts, texts.authors)
        rows = LabelledRows(
            texts.identities,
            texts.labels,
            groups.tolist(),
            variants=texts.variants,
            sources=texts.sources,
            given=_given(task, texts, groups, options),
        )
        split = split_rows(task, rows, options.protocol, variant=options.variant, seed=options.seed)
        return cls(task, texts, groups, split)

    def of(self, *parts: Part) -> TaskTexts:
        """Return the texts of these parts, in the order of the files."""
        return self.texts.take(self.split.rows(*parts))

    def groups_of(self, *parts: Part) -> list[str]:
        """Return the groups of the texts of these parts."""
        names: list[str] = self.groups[self.split.rows(*parts)].tolist()
        return names

    def training_rows(self) -> int:
        """Return how many rows of the training files are learned from, a development part of theirs too."""
        learned = self.split.rows(Part.TRAIN, Part.DEV).tolist()
        return sum(self.texts.given[row] is Part.TRAIN for row in learned)

    def summary(self) -> SplitSummary:
        """Return rows, groups, labels and leaked pairs by part."""
        return SplitSummary.of(self.task, self.split, self.texts.labels, self.groups.tolist())


def _given(
    task: Task, texts: TaskTexts, groups: np.ndarray, options: ComparisonOptions
) -> Sequence[Part] | None:
    """The parts that files name, a test part made where none does; None: the protocol makes all."""
    named = set(texts.given)
    if Part.TRAIN not in named:
        raise SplitError("There is nothing to learn from: name a file of training texts.")
    if Part.TEST in named:
        return texts.given
    if Part.DEV not in named:
        return None
    if options.protocol is Protocol.WEAK_TO_GOLD:
        raise SplitError("Protocol weak-to-gold with a development file needs a test file too: name one.")
    is_train = np.array([part is Part.TRAIN for part in texts.given])
    places = np.flatnonzero(is_train)
    variants = [variant or "" for variant in texts.variants]
    tested = task.shares[2]
    dealt = deal_groups(
        strata_of(task, texts.labels, variants)[places],
        groups[places].tolist(),
        (1 - tested, tested),
        seed=options.seed,
    )
    given = list(texts.given)
    for place in places[dealt == 1].tolist():
        given[place] = Part.TEST
    return given
