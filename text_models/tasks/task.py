"""A task: the labels that a text can get, and the metrics by which answers are judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from errors import SentenceError

SLUG = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
# More are no classes but numbers, names or texts, and each costs a column of every model.
MOST_LABELS = 10_000
LABELS_FROM = ("", "hashtags")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class TaskError(SentenceError, ValueError):
    """A declaration of a task that cannot be worked with: a sentence."""


class Kind(StrEnum):
    """How many labels a text has: `SINGLE` and `ORDINAL` one, `MULTI` any number.

    The labels of an ordinal task are the places of a scale, lowest first, one apart.
    """

    SINGLE = "single"
    MULTI = "multi"
    ORDINAL = "ordinal"


@dataclass(frozen=True)
class Columns:
    """The names of a task's columns in files: a text's number, its label, a place on an ordinal scale."""

    identity: str = "document_id"
    label: str = "label"
    point: str = "point"


@dataclass(frozen=True)
class Task:
    """What is asked of a text, and how the answers are judged.

    `labels` are strings, in their order. Without any they are those of the training texts, the `most_labels`
    most frequent ones (0: all): see `text_models.reading.found_labels`, which gives the task `with_labels`.
    `labels_from` says where a text has its labels when no column holds them: nowhere, or "hashtags", its own.
    A task that is `off` says why; it works when somebody switches it on. `languages` are BCP 47 tags, none of
    which means any language. `normal_form` names the normal form of its texts. `metrics` names what is
    computed and shown; `yardstick` a few of them, none of which comes first: they decide which of two
    classifiers is better (see `text_models.metrics.beyond_chance`). `rank_by` is the metric by which a
    comparison lists the rungs and calls one the best, on development data; the gate, which promotes, does not
    know it. When it is not given it is the first that is computed of NDCG@3 (of a task of kind multi),
    macro-F1, and the yardstick.
    `any_part` names the labels that a text has as soon as one of its parts has them: a classifier that reads
    a long text in windows answers them by the window that is surest, all others by the mean of log-odds.
    `rungs` names the classifiers of its ladder, the simplest first. `shares` are those of the parts to learn
    from, to choose by and to be tested on, where files name no parts; they sum to 1.
    `title` stands in sentences ("star rating"), `noun` is what one text is called there, in the plural
    ("reviews"), `unit` that of an ordinal scale ("stars").

    Raises TaskError when a name is no slug, there is one label or more than 10,000, one is empty or there
    twice, a metric of the yardstick, or the one to rank by, is not computed, no rung is named, or the shares
    are none.
    """

    name: str
    title: str
    kind: Kind
    labels: tuple[str, ...]
    metrics: tuple[str, ...]
    yardstick: tuple[str, ...]
    rungs: tuple[str, ...]
    languages: tuple[str, ...] = ()
    normal_form: str = "nfkc"
    noun: str = "texts"
    unit: str = ""
    columns: Columns = Columns()
    rank_by: str = ""
    most_labels: int = 0
    labels_from: str = ""
    off: str = ""
    shares: tuple[float, ...] = (0.64, 0.16, 0.2)
    any_part: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.rank_by:
            object.__setattr__(self, "rank_by", self._usual_rank_by())
        if not SLUG.fullmatch(self.name):
            raise TaskError(
                f"A task is named by lower-case letters, digits and hyphens. Received: {self.name!r}"
            )
        for name in ("labels", "metrics", "yardstick", "rungs", "languages", "any_part"):
            values = getattr(self, name)
            if twice := sorted(value for value, count in Counter(values).items() if count > 1):
                raise TaskError(f"Task {self.name} names {twice[0]!r} twice in `{name}`: leave one out.")
            if not all(values):
                raise TaskError(f"Task {self.name} has an empty text in `{name}`: leave it out.")
        self._check_labels()
        if len(self.shares) != 3 or min(self.shares) <= 0 or abs(sum(self.shares) - 1) > 1e-9:
            raise TaskError(
                f"Task {self.name} divides its texts by `shares`: three numbers above 0 that sum to 1, such "
                f"as 0.64, 0.16 and 0.2. Received: {', '.join(map(str, self.shares)) or 'none'}"
            )
        for name in ("yardstick", "rungs"):
            if not getattr(self, name):
                raise TaskError(f"Task {self.name} names nothing in `{name}`: name one or more.")
        if strangers := sorted(set(self.yardstick) - set(self.metrics)):
            raise TaskError(
                f"Task {self.name} is judged by {strangers[0]!r}, which is not among its `metrics` "
                f"({', '.join(self.metrics)}): add it there."
            )
        if self.rank_by not in self.metrics:
            raise TaskError(
                f"Task {self.name} ranks by {self.rank_by!r}, which is not among its `metrics` "
                f"({', '.join(self.metrics)}): add it there."
            )
        for language in self.languages:
            if not LANGUAGE.fullmatch(language):
                raise TaskError(
                    f"Task {self.name} names the language {language!r}; expected a BCP 47 tag such as en "
                    "or es-MX."
                )

    def _check_labels(self) -> None:
        """That labels are enough, or that it is said where they come from."""
        if self.labels:
            self._check_number(self.labels)
        elif self.kind is Kind.ORDINAL:
            raise TaskError(
                f"Task {self.name} needs `labels`: in which order the places of its scale come, only a "
                "declaration can say. Received: 0"
            )
        if self.labels and (strangers := sorted(set(self.any_part) - set(self.labels))):
            raise TaskError(
                f"Task {self.name} names {strangers[0]!r} in `any_part`, which is none of its labels "
                f"({', '.join(self.labels[:20])}): correct it."
            )
        if self.labels_from not in LABELS_FROM:
            raise TaskError(
                f"Task {self.name} takes labels from {self.labels_from!r}; expected hashtags, or nothing."
            )
        if self.labels_from and self.kind is not Kind.MULTI:
            raise TaskError(
                f"Task {self.name} takes labels from {self.labels_from}, of which a text has any number; "
                f"expected kind multi. Received: {self.kind}"
            )
        if self.most_labels < 0 or (self.most_labels and self.labels):
            raise TaskError(
                f"Task {self.name} takes the {self.most_labels} most frequent labels; expected 0 or more, "
                "and 0 where `labels` are declared."
            )

    def _check_number(self, labels: Sequence[str]) -> None:
        if len(labels) < 2:
            raise TaskError(f"Task {self.name} needs two or more `labels`. Received: {len(labels)}")
        if len(labels) > MOST_LABELS:
            raise TaskError(
                f"Task {self.name} has {len(labels):,} labels; expected at most {MOST_LABELS:,}. Is the "
                "label's column one of numbers or texts? Or take the most frequent alone, by `most_labels`."
            )

    def with_labels(self, labels: Sequence[str]) -> Task:
        """Return the task with these labels. Raises TaskError: fewer than two, or more than 10,000."""
        self._check_number(labels)
        return replace(self, labels=tuple(labels), most_labels=0)

    def _usual_rank_by(self) -> str:
        usual = ["ndcg_at_3"] if self.kind is Kind.MULTI else []
        for metric in (*usual, "macro_f1"):
            if metric in self.metrics:
                return metric
        return next(iter(self.yardstick), "")

    @property
    def has_numbers(self) -> bool:
        """Whether every label is a whole number."""
        return all(label.isdecimal() for label in self.labels)

    @property
    def scale_start(self) -> float:
        """Where people count a scale from: at its first label, if labels are numbers, else at 0."""
        return float(self.labels[0]) if self.has_numbers else 0.0

    def positions(self, labels: Sequence[str]) -> list[int]:
        """Return the position 0..C-1 of each label. Raises ValueError when one is none of the task's."""
        places = {label: place for place, label in enumerate(self.labels)}
        if strangers := sorted(set(labels) - set(places)):
            raise ValueError(
                f"{strangers[0]!r} is no label of task {self.name}; expected one of {', '.join(self.labels)}."
            )
        return [places[label] for label in labels]
