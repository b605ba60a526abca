"""Several classifiers of one task, one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.saved.saved_state import VALUES_FILE, SavedState
from text_models.classifiers.training_texts import Texts

MEANS = ("arithmetic", "geometric", "stacked")
SMALLEST = 1e-9


@dataclass(frozen=True)
class VoteModel:
    """`how` joins the probabilities of M members: by their mean, their geometric mean, or a regression.

    Means are divided by their sum where a text has one label; the geometric mean of a label by itself is that
    of its odds. "stacked" is a logistic regression on the members' log-odds of all labels: `coefficients` of
    shape (C, M * C) and `intercepts` (C,).
    """

    members: tuple[FittedClassifier, ...]
    how: str
    coefficients: np.ndarray | None = None
    intercepts: np.ndarray | None = None

    kind: ClassVar[str] = "vote"

    @property
    def libraries(self) -> Sequence[str]:
        """Those of the members."""
        return ("scipy", *(library for member in self.members for library in member.libraries))

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the joined probabilities of C labels for N texts, shape (N, C)."""
        return self.join([member.predict_proba(texts.original) for member in self.members])

    def join(self, shares: Sequence[np.ndarray]) -> np.ndarray:
        """Return the joined probabilities, shape (N, C), of M members' of that shape each."""
        from scipy.special import expit, softmax

        many = self.members[0].has_many_labels
        if self.coefficients is not None and self.intercepts is not None:
            scores = log_odds(shares) @ self.coefficients.T + self.intercepts
            return np.asarray(expit(scores) if many else softmax(scores, axis=1))
        if self.how == "arithmetic":
            return np.asarray(np.mean(shares, axis=0))
        with np.errstate(divide="ignore"):
            has, has_not = (
                np.log(each).mean(axis=0) for each in (np.asarray(shares), 1 - np.asarray(shares))
            )
        if not many:
            # Where members exclude each other's labels, none is left: then all are as likely.
            return np.asarray(softmax(np.maximum(has, np.log(SMALLEST) * 100), axis=1))
        both = np.maximum(np.logaddexp(has, has_not), np.log(SMALLEST) * 100)
        return np.asarray(np.exp(has - both))

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        arrays = {}
        if self.coefficients is not None and self.intercepts is not None:
            arrays = {"coefficients": self.coefficients, "intercepts": self.intercepts}
        return SavedState({"how": self.how}, arrays, self.members)

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the vote; raises ValueError, naming the file, when it is damaged."""
        how = state.text("how", MEANS)
        members = tuple(member for member in state.members if isinstance(member, FittedClassifier))
        try:
            check_members(members)
        except ValueError as error:
            raise state.damaged(VALUES_FILE, str(error)) from error
        if len(members[0].labels) != labels:
            raise state.damaged(VALUES_FILE, "the members' labels are others")
        if how != "stacked":
            return cls(members, how)
        shape = (labels, labels * len(members))
        return cls(members, how, state.array("coefficients", shape), state.array("intercepts", shape[:1]))


def log_odds(shares: Sequence[np.ndarray]) -> np.ndarray:
    """Return the log-odds of M members' probabilities, shape (N, M * C), within +-20.7."""
    clipped = np.clip(np.hstack(list(shares)), SMALLEST, 1 - SMALLEST)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))


def check_members(members: Sequence[FittedClassifier]) -> None:
    """Raise ValueError when members cannot vote together.

    A vote needs two or more, of the same labels in sorted order, trained with the same class weights: a
    member whose labels were weighted otherwise answers on another scale and lowers the vote.
    """
    if len(members) < 2:
        raise ValueError(f"A vote needs two or more members. Received: {len(members)}")
    first = members[0]
    for member in members:
        if member.class_weights != first.class_weights:
            raise ValueError(
                f"Members of a vote are trained with the same class weights: {first.name} has "
                f"{first.class_weights!r}, {member.name} {member.class_weights!r}. Leave one out."
            )
        if member.labels != tuple(sorted(first.labels)) or member.has_many_labels != first.has_many_labels:
            raise ValueError(f"Members of a vote answer the same labels, sorted; {member.name} does not.")
