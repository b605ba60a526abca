"""A trained network as arrays: rebuilt from the shapes of its layers when it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from text_models.classifiers.networks.subword_vectors import SubwordVectors
from text_models.classifiers.saved.saved_state import VALUES_FILE, SavedState
from text_models.classifiers.training_texts import Texts
from text_models.networks.encoded_texts import EncodedTexts
from text_models.networks.vocabulary import FIRST_WORD, Vocabulary

Weights = Mapping[str, np.ndarray]
MOST_WORDS, MOST_SIZE, MOST_MEMBERS = 1_000_000, 100_000, 100
# Rows of a table of vectors beyond those of its words: for unknown words, while a text is read.
SPARE_ROWS = 1_024
TEXTS_AT_ONCE = 256
PENULTIMATE, ATTENTION, TABLE = "penultimate", "attention", "table"


@dataclass(frozen=True, eq=False)
class NetworkModel:
    """The mean of networks of one shape that were trained with different seeds: `members` are their weights.

    `shapes` are sizes of layers by name. `present` are the positions, shape (K,), of the labels that a
    training text had; the others get probability 0. `history` has an entry an epoch and member; `learned_in`
    are the seconds. Unknown words get the vector of their n-grams where there are `subwords`.
    """

    vocabulary: Vocabulary
    shapes: Mapping[str, int]
    members: tuple[Weights, ...]
    present: np.ndarray
    labels: int
    has_many_labels: bool
    history: Sequence[Mapping[str, float]] = ()
    subwords: SubwordVectors | None = None
    libraries: Sequence[str] = field(default=("keras", "tensorflow"))

    kind: ClassVar[str]

    @classmethod
    def build(cls, shapes: Mapping[str, int], seed: int) -> Any:
        """Return a fresh Keras model of ids (B, L) with logits (B, K) for these `shapes`.

        They hold "rows" of the table of vectors, named `TABLE`, and "outputs", K. The layer before the last
        one is named `PENULTIMATE`.
        """
        raise NotImplementedError

    @cached_property
    def _tensors(self) -> list[list[Any]]:
        from text_models.networks.network_weights import in_order

        return [in_order(self._compiled.network, weights) for weights in self.members]

    @property
    def _compiled(self) -> Any:
        from text_models.networks.compiled_network import compiled_network

        return compiled_network(self.build, self.shapes)

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities for N > 0 texts, shape (N, C); see `TextModel`."""
        from scipy.special import expit, softmax

        shares = np.zeros((len(texts), len(self.present)))
        for logits in self._asked(texts.normal):
            shares += expit(logits) if self.has_many_labels else softmax(logits, axis=1)
        found = np.zeros((len(texts), self.labels))
        found[:, self.present] = shares / len(self.members)
        return found

    def embed(self, texts: Texts) -> np.ndarray:
        """Return the layer before the last one for N > 0 texts, shape (N, D); members side by side."""
        return np.concatenate(self._asked(texts.normal, PENULTIMATE), axis=1)

    def attention(self, text: str) -> np.ndarray:
        """Return the weights of the words that are read of a text in its normal form, shape (W,).

        0 or more, of sum 1 unless there is no word. Raises ValueError for a network without attention.
        """
        if ATTENTION not in [layer.name for layer in self._compiled.network.layers]:
            raise ValueError(f"A network of kind {self.kind} weights no words: it has no attention.")
        return np.asarray(np.mean(self._asked([text], ATTENTION), axis=0)[0])

    def _asked(self, texts: Sequence[str], layer: str = "") -> list[np.ndarray]:
        """What each member gives for N texts; unknown words get their vectors for some texts at a time."""
        at_once = len(texts) if self.subwords is None else TEXTS_AT_ONCE
        found = []
        for start in range(0, len(texts), at_once):
            some = texts[start : start + at_once]
            more, vectors = self._unknown(some)
            encoded = self.vocabulary.encode(some, more)
            found.append(
                [self._answers(number, encoded, vectors, layer) for number in range(len(self.members))]
            )
        return [np.concatenate(parts).astype(np.float64) for parts in zip(*found, strict=True)]

    def _answers(
        self, member: int, texts: EncodedTexts, vectors: np.ndarray | None, layer: str
    ) -> np.ndarray:
        from text_models.networks.backend import tf

        weights = self._tensors[member]
        if vectors is not None:
            place = [variable.path for variable in self._compiled.network.weights].index(
                f"{TABLE}/embeddings"
            )
            known = weights[place][: self.vocabulary.size]
            weights = [*weights[:place], tf.concat([known, vectors], axis=0), *weights[place + 1 :]]
        # Attention gives a vector and the weights of the words: the weights are asked for.
        return np.asarray(self._compiled.answers(weights, texts, layer, output=1))

    def _unknown(self, texts: Sequence[str]) -> tuple[Mapping[str, int], np.ndarray | None]:
        """Ids of unknown words, and the vectors of the spare rows that these ids name."""
        if self.subwords is None:
            return {}, None
        words = list(dict.fromkeys(self.vocabulary.unknown(texts)))[:SPARE_ROWS]
        vectors = np.zeros((SPARE_ROWS, self.subwords.dimensions), np.float32)
        for number, word in enumerate(words):
            vectors[number] = self.subwords.vector(word)
        return {word: self.vocabulary.size + number for number, word in enumerate(words)}, vectors

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        values = {
            "words": list(self.vocabulary.words),
            "longest": self.vocabulary.longest,
            "is_fixed": self.vocabulary.is_fixed,
            "shapes": dict(self.shapes),
            "members": len(self.members),
            "has_many_labels": self.has_many_labels,
            "history": [dict(entry) for entry in self.history],
            "has_subwords": self.subwords is not None,
        }
        arrays = {
            f"{number}/{name}": array
            for number, weights in enumerate(self.members)
            for name, array in weights.items()
        }
        state = SavedState(values, {**arrays, "present": self.present})
        return state if self.subwords is None else state.with_part("subwords", self.subwords.state())

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError, naming the file, when it is damaged."""
        from text_models.networks.compiled_network import compiled_network
        from text_models.networks.network_weights import shapes_of

        words = tuple(state.texts("words", MOST_WORDS))
        vocabulary = Vocabulary(words, state.whole("longest", 1, MOST_SIZE), state.flag("is_fixed"))
        present = state.indices("present", (None,), lowest=0, below=labels)
        shapes = _shapes(state)
        subwords = SubwordVectors.from_state(state.part("subwords")) if state.flag("has_subwords") else None
        rows = vocabulary.size + (SPARE_ROWS if subwords else 0)
        if (shapes.get("rows"), shapes.get("outputs")) != (rows, len(set(present.tolist()))):
            raise state.damaged(
                VALUES_FILE, f"`shapes` are {shapes}, expected {rows} rows and {len(present)} outputs"
            )
        try:
            expected = shapes_of(compiled_network(cls.build, shapes).network)
        except KeyError as error:
            raise state.damaged(VALUES_FILE, f"`shapes` lack {error}") from None
        members = tuple(
            {name: state.array(f"{number}/{name}", shape) for name, shape in expected.items()}
            for number in range(state.whole("members", 1, MOST_MEMBERS))
        )
        history = state.tables("history")
        return cls(
            vocabulary, shapes, members, present, labels, state.flag("has_many_labels"), history, subwords
        )


def _shapes(state: SavedState) -> dict[str, int]:
    """The sizes of the layers, each a whole number that memory can hold."""
    values = SavedState(state.table("shapes"), folder=state.folder)
    return {
        name: values.whole(name, 0, MOST_WORDS + FIRST_WORD + SPARE_ROWS if name == "rows" else MOST_SIZE)
        for name in values.values
    }
