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

from text_models.classifiers.explanation import Part, explain
from text_models.classifiers.features.ngrams import MANY_TEXTS, NgramShape, new_vectoriser
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import check_labels_differ, check_texts
from text_models.tasks.labels import Labels, truth_of
from text_models.tasks.task import Kind, Task

VOCABULARY_FILE, WEIGHTS_FILE = "vocabulary.json", "weights.safetensors"
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
        labels: tuple[str, ...],
        *,
        has_many_labels: bool = False,
    ) -> None:
        """`words` and `pieces` are fitted vectorisers; `coefficients` has shape (C, F), `intercept` (C,)."""
        self.labels, self.has_many_labels = labels, has_many_labels
        self._words, self._pieces = words, pieces
        self._coefficients, self._intercept = coefficients, intercept

    @classmethod
    def fit(cls, task: Task, texts: Sequence[str], labels: Labels) -> Self:
        """Return the classifier for N normalised TRAINING texts and their labels.

        With any number of labels a text, one regression a label. A label that no text has gets probability 0.
        Raises ValueError when there is nothing to tell apart (fewer than two different labels; for any number
        of labels, none that some texts have and others have not), or no text holds anything but whitespace.
        """
        truth = truth_of(task, labels)
        check_labels_differ(task.labels, truth, "Logistic regression")
        check_texts(texts, "Logistic regression")
        words, pieces = _vectorisers(fewest=2 if len(texts) >= MANY_TEXTS else 1)
        features = _side_by_side(words.fit_transform(texts), pieces.fit_transform(texts))
        fit = _fit_many if truth.ndim == 2 else _fit_one
        coefficients, intercept = fit(features, truth, len(task.labels))
        return cls(
            words, pieces, coefficients, intercept, task.labels, has_many_labels=task.kind is Kind.MULTI
        )

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the probabilities of the labels for each of N texts, shape (N, C).

        Rows sum to 1, but for any number of labels a text.
        """
        from scipy.special import expit, softmax

        if not len(texts):
            return np.zeros((0, len(self.labels)))
        scores = _features(self._words, self._pieces, texts) @ self._coefficients.T
        scores = scores.astype(np.float64) + self._intercept
        return np.asarray(expit(scores) if self.has_many_labels else softmax(scores, axis=1))

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        """Return what each part of a text moves the log-odds of a label by: see `explanation.explain`."""
        return explain(self.predict_proba, self.labels, text, label)

    def save(self, folder: Path) -> None:
        """Write vocabulary.json and weights.safetensors: neither can run code when it is read."""
        from safetensors.numpy import save

        vocabulary = {
            "classes": self.labels,
            "has_many_labels": self.has_many_labels,
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
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            vocabulary = json.loads((folder / VOCABULARY_FILE).read_text())
            weights = load((folder / WEIGHTS_FILE).read_bytes())
            words, pieces = _vectorisers(vocabulary["words"], vocabulary["pieces"])
            words.idf_, pieces.idf_ = weights["word_idf"], weights["piece_idf"]
            labels = tuple(map(str, vocabulary["classes"]))
            has_many_labels = bool(vocabulary.get("has_many_labels", False))
            coefficients, intercept = weights["coefficients"], weights["intercept"]
        except (json.JSONDecodeError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"The classifier in {folder} is damaged ({error}): train it again.") from error
        expected = (len(labels), len(vocabulary["words"]) + len(vocabulary["pieces"]))
        if coefficients.shape != expected or intercept.shape != expected[:1]:
            raise ValueError(
                f"{WEIGHTS_FILE} in {folder} does not fit {VOCABULARY_FILE}: coefficients of shape "
                f"{coefficients.shape}, expected {expected}. Train it again."
            )
        return cls(words, pieces, coefficients, intercept, labels, has_many_labels=has_many_labels)


def _fit_one(features: Any, truth: np.ndarray, labels: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (C, F) and intercepts (C,) of one regression over all labels."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=FIT, max_iter=MOST_ITERATIONS)
    model.fit(features, truth)
    coefficients, intercept = _one_row_a_class(model)
    of_all = np.zeros((labels, coefficients.shape[1]), np.float32)
    # No text moves a label that was never seen away from probability 0.
    intercepts = np.full(labels, -np.inf, np.float32)
    of_all[model.classes_], intercepts[model.classes_] = coefficients, intercept
    return of_all, intercepts


def _fit_many(features: Any, truth: np.ndarray, labels: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (C, F) and intercepts (C,) of a regression a label, which has it or has it not."""
    from sklearn.linear_model import LogisticRegression

    of_all = np.zeros((labels, features.shape[1]), np.float32)
    # What no text has is never answered, what every text has always is.
    intercepts = np.where(truth.all(axis=0), np.inf, -np.inf).astype(np.float32)
    for position in np.flatnonzero(truth.any(axis=0) & ~truth.all(axis=0)):
        model = LogisticRegression(C=FIT, max_iter=MOST_ITERATIONS).fit(features, truth[:, position])
        of_all[position], intercepts[position] = model.coef_[0], model.intercept_[0]
    return of_all, intercepts


def _vectorisers(
    words: list[str] | None = None, pieces: list[str] | None = None, *, fewest: int = 1
) -> tuple[Any, Any]:
    """The two vectorisers, with the vocabulary given or still to be found in at least `fewest` texts each.

    Each row of theirs has length 1.
    """
    return (
        new_vectoriser(NgramShape(), 0, vocabulary=words, fewest=fewest),
        new_vectoriser(NgramShape(), 1, vocabulary=pieces, fewest=fewest),
    )


def _features(words: Any, pieces: Any, texts: Sequence[str]) -> Any:
    """Sparse features of N texts, shape (N, F)."""
    return _side_by_side(words.transform(texts), pieces.transform(texts))


def _side_by_side(of_words: Any, of_pieces: Any) -> Any:
    from scipy.sparse import hstack

    return hstack([of_words, of_pieces], format="csr")


def _one_row_a_class(model: Any) -> tuple[np.ndarray, np.ndarray]:
    """The weights of each class seen; of two classes scikit-learn keeps the second's alone."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return np.vstack([0 * model.coef_, model.coef_]), np.append(0.0, model.intercept_)


TFIDF_LOGISTIC = Rung(
    name=TfidfLogistic.name,
    title="TF-IDF + logistic regression",
    folder="tfidf",
    reads=True,
    load=TfidfLogistic.load,
    fit=TfidfLogistic.fit,
)
