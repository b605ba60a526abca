"""Words and pieces of words as sparse features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from text_models.classifiers.saved.saved_state import VALUES_FILE, SavedState

# Every mark counts as a word too: "!!!" and an emoji say something.
WORD = r"\w+|[^\w\s]+"
MOST_WORDS, MOST_PIECES = 100_000, 200_000
# Of so many texts, what only one of them holds is left out: half the features, and no metric is worse.
MANY_TEXTS = 500
LONGEST = 10
WEIGHTINGS = ("tfidf", "counts", "presence")


@dataclass(frozen=True)
class NgramShape:
    """Which n-grams are features, and what each is worth.

    `words` and `pieces` are the fewest and most words, and characters within a word, of an n-gram; no pieces
    means words alone. `weighting`: "tfidf" is (1 + ln of the count) x inverse document frequency, each text's
    words and pieces scaled to length 1; "counts" are counts; "presence" is 0 or 1.
    """

    words: tuple[int, int] = (1, 2)
    pieces: tuple[int, int] | None = (2, 5)
    weighting: str = "tfidf"
    most_words: int = MOST_WORDS
    most_pieces: int = MOST_PIECES


class Ngrams:
    """Fitted n-grams: sparse features of texts, shape (N, F)."""

    def __init__(self, shape: NgramShape, vectorisers: list[Any]) -> None:
        """`vectorisers` are fitted: that of words, then that of pieces if there is one."""
        self.shape = shape
        self._vectorisers = vectorisers

    @classmethod
    def fit(cls, shape: NgramShape, texts: Sequence[str]) -> tuple[Self, Any]:
        """Return the n-grams of N > 0 texts and their features, which are sparse, shape (N, F)."""
        if not any(text.strip() for text in texts):
            raise ValueError(
                f"No word is left of {len(texts)} texts in their normal form: choose another form."
            )
        fitted, features = [], []
        for kind in range(1 if shape.pieces is None else 2):
            vectoriser, found = _fit_one(shape, kind, texts)
            fitted.append(vectoriser)
            features.append(found)
        return cls(shape, fitted), _side_by_side(features)

    def transform(self, texts: Sequence[str]) -> Any:
        """Return the features of N texts, sparse, shape (N, F)."""
        return _side_by_side([vectoriser.transform(texts) for vectoriser in self._vectorisers])

    @property
    def libraries(self) -> tuple[str, ...]:
        """The libraries that cut and weigh."""
        return ("scipy", "scikit-learn")

    @property
    def names(self) -> list[list[str]]:
        """The n-grams of words, then of pieces, in the order of the features."""
        return [vectoriser.get_feature_names_out().tolist() for vectoriser in self._vectorisers]

    @property
    def size(self) -> int:
        """The number F of features."""
        return sum(len(vectoriser.get_feature_names_out()) for vectoriser in self._vectorisers)

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        words, pieces = self.shape.words, self.shape.pieces or (0, 0)
        values = {"weighting": self.shape.weighting, "shortest_word": words[0], "longest_word": words[1]}
        values |= {"shortest_piece": pieces[0], "longest_piece": pieces[1]}
        values |= {f"names_{kind}": names for kind, names in enumerate(self.names)}
        arrays = {}
        if self.shape.weighting == "tfidf":
            arrays = {f"idf_{kind}": vectoriser.idf_ for kind, vectoriser in enumerate(self._vectorisers)}
        return SavedState(values, arrays)

    @classmethod
    def from_state(cls, state: SavedState) -> Self:
        """Return the n-grams; raises ValueError, naming the file, when they are damaged."""
        words = _range(state, "word")
        pieces = None if state.whole("longest_piece", 0, LONGEST) == 0 else _range(state, "piece")
        shape = NgramShape(words, pieces, state.text("weighting", WEIGHTINGS))
        fitted = []
        for kind in range(1 if pieces is None else 2):
            names = state.texts(f"names_{kind}")
            if not names:
                raise state.damaged(VALUES_FILE, f"`names_{kind}` is empty")
            vectoriser = new_vectoriser(shape, kind, vocabulary=names)
            if shape.weighting == "tfidf":
                vectoriser.idf_ = state.array(f"idf_{kind}", (len(names),), lowest=0)
            fitted.append(vectoriser)
        return cls(shape, fitted)


def new_vectoriser(
    shape: NgramShape, kind: int, *, vocabulary: list[str] | None = None, fewest: int = 1
) -> Any:
    """Return scikit-learn's vectoriser of words (`kind` 0) or of pieces (1).

    Its vocabulary is the one given, or still to be found in at least `fewest` texts each.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    options: dict[str, Any] = {"dtype": np.float32, "min_df": fewest, "vocabulary": vocabulary}
    if kind == 0:
        options |= {"ngram_range": shape.words, "token_pattern": WORD, "max_features": shape.most_words}
    else:
        options |= {"analyzer": "char_wb", "ngram_range": shape.pieces, "max_features": shape.most_pieces}
    if shape.weighting == "tfidf":
        return TfidfVectorizer(sublinear_tf=True, **options)
    return CountVectorizer(binary=shape.weighting == "presence", **options)


def _fit_one(shape: NgramShape, kind: int, texts: Sequence[str]) -> tuple[Any, Any]:
    """A fitted vectoriser and the features of the texts."""
    if len(texts) >= MANY_TEXTS:
        vectoriser = new_vectoriser(shape, kind, fewest=2)
        try:
            return vectoriser, vectoriser.fit_transform(texts)
        except ValueError as error:
            # So scikit-learn says that no n-gram is in two texts; then those of one text have to do.
            if "no terms remain" not in str(error).lower():
                raise
    vectoriser = new_vectoriser(shape, kind)
    return vectoriser, vectoriser.fit_transform(texts)


def _side_by_side(features: list[Any]) -> Any:
    from scipy.sparse import hstack

    return hstack(features, format="csr")


def _range(state: SavedState, unit: str) -> tuple[int, int]:
    """The fewest and most words or characters of an n-gram."""
    longest = state.whole(f"longest_{unit}", 1, LONGEST)
    return state.whole(f"shortest_{unit}", 1, longest), longest
