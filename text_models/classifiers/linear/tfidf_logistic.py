"""Logistic regression on TF-IDF of words and of pieces of words: the baseline that reads.

Below about 100,000 texts it is expected to win over a network trained from scratch, and it costs seconds. It
must start fast, so nothing here imports TensorFlow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

VOCABULARY_FILE, WEIGHTS_FILE = "vocabulary.json", "weights.safetensors"
# Every mark counts as a word too: "!!!" and an emoji say something of a rating.
WORD = r"\w+|[^\w\s]+"
MOST_WORDS, MOST_PIECES = 100_000, 200_000
# Of so many texts, what only one of them holds is left out: half the features, and no metric is worse.
MANY_TEXTS = 500
# The inverse strength of the L2 penalty.
FIT = 3.0
MOST_ITERATIONS = 1_000


class TfidfLogistic:
    """TF-IDF (1 + ln of the counts) of 1-2 words and of 2-5 characters within words, multinomial regression.

    https://scikit-learn.org/stable/modules/feature_extraction.html#tfidf-term-weighting
    """

    name = "tfidf_logistic"

    def __init__(
        self,
        words: Any,
        pieces: Any,
        coefficients: np.ndarray,
        intercept: np.ndarray,
        classes: tuple[int, ...],
    ) -> None:
        """`words` and `pieces` are fitted vectorisers; `coefficients` has shape (C, F), `intercept` (C,)."""
        self.classes = classes
        self._words, self._pieces = words, pieces
        self._coefficients, self._intercept = coefficients, intercept

    @classmethod
    def fit(cls, texts: Sequence[str], labels: ArrayLike, *, classes: tuple[int, ...]) -> Self:
        """Return the classifier for N normalised TRAINING texts with labels out of `classes`, shape (N,).

        A class that no label names gets probability 0. Raises ValueError when there are fewer than two
        different labels, a label is not in `classes`, or no text holds anything but whitespace.
        """
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (a second that only this needs)

        column = np.asarray(labels)
        found = sorted(set(column.tolist()))
        if len(found) < 2 or not set(found) <= set(classes):
            raise ValueError(
                f"Logistic regression needs two or more different labels out of {classes}. Received: {found}"
            )
        if not any(text.strip() for text in texts):
            raise ValueError(
                f"Logistic regression needs a text to learn from. Received: {len(texts)} empty texts"
            )
        words, pieces = _vectorisers(fewest=2 if len(texts) >= MANY_TEXTS else 1)
        words.fit(texts)
        pieces.fit(texts)
        model = LogisticRegression(C=FIT, max_iter=MOST_ITERATIONS)
        model.fit(_features(words, pieces, texts), column)
        coefficients, intercept = _one_row_a_class(model)
        of_all = np.zeros((len(classes), coefficients.shape[1]), np.float32)
        # No text moves a class that was never seen away from probability 0.
        intercepts = np.full(len(classes), -np.inf, np.float32)
        rows = [classes.index(label) for label in found]
        of_all[rows], intercepts[rows] = coefficients, intercept
        return cls(words, pieces, of_all, intercepts, classes)

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return a distribution over `classes` for each of N texts, shape (N, C), rows sum to 1."""
        from scipy.special import softmax  # noqa: PLC0415 (see `fit`)

        if not len(texts):
            return np.zeros((0, len(self.classes)))
        scores = _features(self._words, self._pieces, texts) @ self._coefficients.T
        return np.asarray(softmax(scores.astype(np.float64) + self._intercept, axis=1))

    def save(self, folder: Path) -> None:
        """Write vocabulary.json and weights.safetensors: neither can run code when it is read."""
        from safetensors.numpy import save  # noqa: PLC0415 (see `fit`)

        vocabulary = {
            "classes": self.classes,
            "words": self._words.get_feature_names_out().tolist(),
            "pieces": self._pieces.get_feature_names_out().tolist(),
        }
        (folder / VOCABULARY_FILE).write_text(json.dumps(vocabulary) + "\n")
        weights = {
            "word_idf": self._words.idf_,
            "piece_idf": self._pieces.idf_,
            "coefficients": self._coefficients,
            "intercept": self._intercept,
        }
        (folder / WEIGHTS_FILE).write_bytes(save(weights))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return what `save` wrote; raises ValueError when a file is damaged or the two do not fit."""
        from safetensors import SafetensorError  # noqa: PLC0415 (see `fit`)
        from safetensors.numpy import load  # noqa: PLC0415

        try:
            vocabulary = json.loads((folder / VOCABULARY_FILE).read_text())
            weights = load((folder / WEIGHTS_FILE).read_bytes())
            words, pieces = _vectorisers(vocabulary["words"], vocabulary["pieces"])
            words.idf_, pieces.idf_ = weights["word_idf"], weights["piece_idf"]
            classes = tuple(vocabulary["classes"])
            coefficients, intercept = weights["coefficients"], weights["intercept"]
        except (json.JSONDecodeError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"The classifier in {folder} is damaged ({error}): train it again.") from error
        expected = (len(classes), len(vocabulary["words"]) + len(vocabulary["pieces"]))
        if coefficients.shape != expected or intercept.shape != expected[:1]:
            raise ValueError(
                f"{WEIGHTS_FILE} in {folder} does not fit {VOCABULARY_FILE}: coefficients of shape "
                f"{coefficients.shape}, expected {expected}. Train it again."
            )
        return cls(words, pieces, coefficients, intercept, classes)


def _vectorisers(
    words: list[str] | None = None, pieces: list[str] | None = None, *, fewest: int = 1
) -> tuple[Any, Any]:
    """The two vectorisers, with the vocabulary given or still to be found in at least `fewest` texts each.

    Each row of theirs has length 1.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 (see `fit`)

    shared: dict[str, Any] = {"sublinear_tf": True, "dtype": np.float32, "min_df": fewest}
    return (
        TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=WORD, max_features=MOST_WORDS, vocabulary=words, **shared
        ),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), max_features=MOST_PIECES, vocabulary=pieces, **shared
        ),
    )


def _features(words: Any, pieces: Any, texts: Sequence[str]) -> Any:
    """Sparse features of N texts, shape (N, F)."""
    from scipy.sparse import hstack  # noqa: PLC0415 (see `fit`)

    return hstack([words.transform(texts), pieces.transform(texts)], format="csr")


def _one_row_a_class(model: Any) -> tuple[np.ndarray, np.ndarray]:
    """The weights of each class seen; of two classes scikit-learn keeps the second's alone."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return np.vstack([0 * model.coef_, model.coef_]), np.append(0.0, model.intercept_)
