"""A model that reads ten numbers of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from text_models.classifiers.saved.saved_state import ARRAYS_FILE, VALUES_FILE, SavedState
from text_models.classifiers.ten_features.learner import Learner
from text_models.classifiers.ten_features.learners import LEARNERS
from text_models.classifiers.ten_features.schemes import SCHEMES, count_learners, scheme_probabilities
from text_models.classifiers.ten_features.text_features import FEATURES, TextFeatures
from text_models.classifiers.training_texts import Texts


@dataclass(frozen=True)
class FeatureModel:
    """`learners` of a scheme tell the labels at the positions `present` apart; others get probability 0.

    Scheme "labels", for any number of labels a text, has a learner for each of `present`. `constant`, shape
    (C,), is what labels that are not present get. Features are moved by `shift` and divided by `scale`,
    shape (10,), then kept within 0..1 where the learner needs it.
    """

    features: TextFeatures
    shift: np.ndarray
    scale: np.ndarray
    learner: str
    scheme: str
    present: np.ndarray
    constant: np.ndarray
    learners: tuple[Learner, ...]

    kind: ClassVar[str] = "ten_features"
    libraries: Sequence[str] = ("scipy",)

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        numbers = scaled(self.learner, self.features.of(texts), self.shift, self.scale)
        found = np.tile(self.constant, (len(texts), 1))
        if self.scheme == "labels":
            for place, learner in zip(self.present, self.learners, strict=True):
                found[:, place] = learner.probabilities(numbers)[:, 1]
        else:
            found[:, self.present] = scheme_probabilities(
                self.scheme, self.learners, numbers, len(self.present)
            )
        return found

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        state = SavedState(
            {
                "negative": sorted(self.features.negative),
                "positive": sorted(self.features.positive),
                "learner": self.learner,
                "scheme": self.scheme,
            },
            {"shift": self.shift, "scale": self.scale, "present": self.present, "constant": self.constant},
        )
        for number, learner in enumerate(self.learners):
            state = state.with_part(f"learner_{number}", learner.state())
        return state

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError, naming the file, when it is damaged."""
        learner, scheme = state.text("learner", tuple(LEARNERS)), state.text("scheme", (*SCHEMES, "labels"))
        present = state.indices("present", (None,), lowest=0, below=labels)
        if len(set(present.tolist())) < max(len(present), 1 if scheme == "labels" else 2):
            raise state.damaged(ARRAYS_FILE, "`present` names a label twice, or too few")
        count = len(present) if scheme == "labels" else count_learners(scheme, len(present))
        known = len(present) if scheme == "normal" else 2
        if f"learner_{count}" in state.values:
            raise state.damaged(VALUES_FILE, f"there are more than {count} learners")
        load = LEARNERS[learner].load
        learners = tuple(load(state.part(f"learner_{each}"), known, FEATURES) for each in range(count))
        words = TextFeatures(frozenset(state.texts("negative")), frozenset(state.texts("positive")))
        scale = state.array("scale", (FEATURES,), lowest=1e-12)
        shift, constant = state.array("shift", (FEATURES,)), state.array("constant", (labels,), lowest=0)
        return cls(words, shift, scale, learner, scheme, present, constant, learners)


def scaled(learner: str, numbers: np.ndarray, shift: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return features as the learner needs them, shape (N, 10)."""
    numbers = (numbers - shift) / scale
    return np.clip(numbers, 0, 1) if LEARNERS[learner].scaling == "unit" else numbers
