"""The protocols by which rungs are compared: who learns from what, and is tested on what.

Whichever it is, no group of texts (see `text_models.corpus.text_groups`) is on two sides: what is equal or
near-equal to a text of the test part, or is of one of its authors, is left out of what is learned from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from text_models.corpus.split import Part, Split, SplitError
from text_models.corpus.strata import strata_of
from text_models.corpus.stratified_groups import deal_groups
from text_models.metrics.bootstrap import SEED
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

WEAK = "weak"
# Sources of labels that people alone gave.
BY_PEOPLE = ("gold", "person", "crowd")

NEAR_TEST = "equal or near-equal to a text of the test part, or of its author"
NEAR_DEV = "equal or near-equal to a text of the development part, or of its author"


class Protocol(StrEnum):
    """What is learned from and tested on.

    `SPLIT`: parts of the same rows. `WEAK_TO_GOLD`: learned and chosen on weak labels, tested on labels by
    people alone. The last three test on one variant and learn from it (`MONO`), from the others (`CROSS`), or
    from all (`ALL`, which without a variant also tests on all).
    """

    SPLIT = "split"
    WEAK_TO_GOLD = "weak-to-gold"
    MONO = "mono"
    CROSS = "cross"
    ALL = "all"


@dataclass(frozen=True)
class LabelledRows:
    """N rows of a task, as a protocol looks at them, each sequence of length N.

    `groups` are those of `group_texts`, authors included. `variants` and `sources` (of the label) may hold
    None. `given`: the part that the row's file was named for; without it the protocol makes the parts.

    Raises SplitError when a sequence has another length, or there is no row.
    """

    identities: Sequence[str]
    labels: Labels
    groups: Sequence[str]
    variants: Sequence[str | None] | None = None
    sources: Sequence[str | None] | None = None
    given: Sequence[Part] | None = None

    def __post_init__(self) -> None:
        rows = len(self.identities)
        if not rows:
            raise SplitError("There is no row to split. Received: 0 rows")
        for name in ("labels", "groups", "variants", "sources", "given"):
            values = getattr(self, name)
            if values is not None and len(values) != rows:
                raise SplitError(f"Each row needs one of `{name}`. Received: {len(values)} for {rows} rows")
        if any(group is None for group in self.groups):
            raise SplitError("Each row needs a group: make them with `group_texts`. Received: None")


def split_rows(
    task: Task,
    rows: LabelledRows,
    protocol: Protocol,
    *,
    variant: str | None = None,
    seed: int = SEED,
) -> Split:
    """Return the part of each row in a protocol.

    Rows that no file names a part for are dealt out by the task's `shares` (train, dev, test) over whole
    groups, stratified by label in each variant; where files name no development part, as much of the
    training part becomes it. `variant` is that which `mono`, `cross` and `all` test on. The three leave
    the same rows of it for the test, and `cross` learns from nothing that is in a group with its test
    or development part.

    Raises SplitError when the protocol lacks what it needs (variants, sources), or a part would be empty.
    """
    return _Splitter(task, rows, protocol, variant, seed).split()


class _Splitter:
    def __init__(
        self, task: Task, rows: LabelledRows, protocol: Protocol, variant: str | None, seed: int
    ) -> None:
        self.task, self.rows, self.protocol, self.variant, self.seed = task, rows, protocol, variant, seed
        self.groups = np.asarray(rows.groups, dtype=str)
        self.parts = np.array(rows.given or [Part.TRAIN] * len(rows.identities), dtype=object)
        self.left_out: Counter[str] = Counter()
        self.variants = np.array([name or "" for name in rows.variants or [""] * len(self.parts)])

    def split(self) -> Split:
        self._check()
        is_made = self.rows.given is None
        if self.protocol is Protocol.WEAK_TO_GOLD:
            self._take_by_source(is_made=is_made)
        elif is_made:
            self._deal(self._in(Part.TRAIN), (Part.TRAIN, Part.DEV, Part.TEST), self.task.shares)
        self._leave_out_near(self._in(Part.TEST), NEAR_TEST)
        if not self._in(Part.DEV).any():
            self._deal(self._in(Part.TRAIN), (Part.TRAIN, Part.DEV), self.task.shares[:2])
        self._leave_out_near(self._in(Part.DEV), NEAR_DEV, learned=(Part.TRAIN,))
        if self.variant is not None:
            self._keep_variant()
        for part in (Part.TRAIN, Part.DEV, Part.TEST):
            if not self._in(part).any():
                raise SplitError(self._nothing_in(part))
        return Split(self.rows.identities, self.parts.tolist(), dict(self.left_out))

    def _check(self) -> None:
        needs_variant = self.protocol in (Protocol.MONO, Protocol.CROSS)
        if self.variant is None and needs_variant:
            raise SplitError(f"Protocol {self.protocol} tests on one variant: name it.")
        if self.variant is not None and self.protocol in (Protocol.SPLIT, Protocol.WEAK_TO_GOLD):
            raise SplitError(f"Protocol {self.protocol} knows no variants. Received: {self.variant!r}")
        known = sorted(set(self.variants.tolist()) - {""})
        if self.variant is not None and self.variant not in known:
            raise SplitError(
                f"No row is of variant {self.variant!r}; expected one of {', '.join(known) or 'none at all'}."
            )
        if self.protocol is Protocol.WEAK_TO_GOLD and self.rows.sources is None:
            raise SplitError(
                "Protocol weak-to-gold needs the source of each label (weak, or gold, person, crowd)."
            )

    def _in(self, part: Part) -> np.ndarray:
        return np.asarray(self.parts == part)

    def _leave_out(self, chosen: np.ndarray, reason: str) -> None:
        chosen &= ~self._in(Part.OUT)
        self.parts[chosen] = Part.OUT
        if chosen.any():
            self.left_out[reason] += int(chosen.sum())

    def _take_by_source(self, *, is_made: bool) -> None:
        sources = np.array([source or "" for source in self.rows.sources or ()])
        is_weak, is_by_people = sources == WEAK, np.isin(sources, BY_PEOPLE)
        if is_made:
            self.parts[is_by_people] = Part.TEST
        self._leave_out(~is_weak & ~is_by_people, "label neither weak nor by people alone")
        self._leave_out(is_weak & self._in(Part.TEST), "weak label in the test part")
        self._leave_out(is_by_people & ~self._in(Part.TEST), "label by people outside the test part")

    def _deal(self, chosen: np.ndarray, parts: Sequence[Part], shares: Sequence[float]) -> None:
        """Deal the chosen rows out to parts, stratified."""
        places = np.flatnonzero(chosen)
        strata = strata_of(self.task, self.rows.labels, self.variants.tolist())[places]
        dealt = deal_groups(strata, self.groups[places].tolist(), shares, seed=self.seed)
        self.parts[places] = np.array(parts, dtype=object)[dealt]

    def _leave_out_near(
        self, held: np.ndarray, reason: str, learned: Collection[Part] = (Part.TRAIN, Part.DEV)
    ) -> None:
        """Leave out what is learned from and in a group with one of the rows that are held back."""
        is_near = np.isin(self.groups, np.unique(self.groups[held])) & ~held
        self._leave_out(is_near & np.isin(self.parts.astype(str), list(learned)), reason)

    def _keep_variant(self) -> None:
        is_own = self.variants == self.variant
        if self.protocol is Protocol.CROSS:
            self._leave_out_near(is_own & self._in(Part.DEV), NEAR_DEV)
            self._leave_out(is_own & ~self._in(Part.TEST), "of the variant that is tested on")
            self._leave_out((self.variants == "") & ~self._in(Part.TEST), "of no variant")
        elif self.protocol is Protocol.MONO:
            self._leave_out(~is_own & ~self._in(Part.TEST), "of another variant")
        self._leave_out(~is_own & self._in(Part.TEST), "of another variant")

    def _nothing_in(self, part: Part) -> str:
        of_variant = "" if self.variant is None else f" of variant {self.variant}"
        why = "; ".join(f"{rows:,} {reason}" for reason, rows in self.left_out.items())
        return (
            f"Protocol {self.protocol}{of_variant} leaves no row in the part {part}, of "
            f"{len(self.parts):,} rows{f' (left out: {why})' if why else ''}: give it more of them."
        )
