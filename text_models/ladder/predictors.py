"""The predictors of one version, from the one that does not read to ALBERT, each behind one interface."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rating_model.serving.rating_decision import likeliest_ratings, median_ratings
from storage.whole_folder import whole_folder
from text_models.classifiers.constants import ConstantRating, MajorityClass, MeanRating
from text_models.classifiers.linear.tfidf_logistic import TfidfLogistic
from text_models.metrics.classification import RATINGS, RatingPredictions

if TYPE_CHECKING:
    from text_models.classifiers.classifier import TextClassifier

CONSTANTS = ("majority", "mean")
TFIDF, ALBERT = "tfidf_logistic", "albert"
# From the bottom up: the first three are the baselines.
FOLDERS = {"majority": "majority", "mean": "mean", TFIDF: "tfidf", ALBERT: "albert"}
TITLES = {
    "majority": "the majority class",
    "mean": "the mean rating",
    TFIDF: "TF-IDF + logistic regression",
    ALBERT: "ALBERT",
}


def judge(
    classifier: TextClassifier, texts: Sequence[str], truth: np.ndarray, class_weights: Sequence[float]
) -> RatingPredictions:
    """Return what `classifier` says of N normalised texts, beside their true ratings, shape (N,).

    The answer is the likeliest rating after each has been weighted with the version's `class_weights`, shape
    (5,), so that rare ratings are answered at all; stars are the median of the unweighted distribution. A
    constant keeps its own answer and its own stars.
    """
    probabilities = classifier.predict_proba(texts)
    if isinstance(classifier, ConstantRating):
        answers = np.full(len(texts), classifier.rating)
        stars = np.full(len(texts), classifier.value)
    else:
        answers = likeliest_ratings(probabilities, np.asarray(class_weights))
        stars = median_ratings(probabilities).astype(np.float64)
    return RatingPredictions(truth, answers, stars, probabilities)


def fit_baselines(model_dir: Path, texts: Sequence[str], ratings: np.ndarray) -> None:
    """Write the three baselines, fitted on N training texts and ratings, beside ALBERT; earlier ones go."""
    tfidf = TfidfLogistic.fit(texts, ratings, classes=RATINGS)
    for baseline in (MajorityClass.fit(ratings), MeanRating.fit(ratings), tfidf):
        with whole_folder(model_dir / FOLDERS[baseline.name]) as folder:
            baseline.save(folder)


def load_predictor(model_dir: Path, name: str) -> TextClassifier:
    """Return predictor `name` of the version in `model_dir`; only ALBERT imports TensorFlow.

    Raises ValueError when there is no such predictor, or when its files are damaged or missing.
    """
    if name not in FOLDERS:
        raise ValueError(f"A predictor is one of {', '.join(FOLDERS)}. Received: {name!r}")
    folder = model_dir / FOLDERS[name]
    if not folder.is_dir():
        raise ValueError(
            f"Version {model_dir.name} has no predictor {name}: {folder} is missing. "
            "Train and evaluate it again."
        )
    if name == ALBERT:
        from rating_model.serving.albert_rater import AlbertRater  # noqa: PLC0415 (seconds of TensorFlow)

        rater: TextClassifier = AlbertRater.load(folder)
        return rater
    kinds: dict[str, type[MajorityClass | MeanRating | TfidfLogistic]] = {
        "majority": MajorityClass,
        "mean": MeanRating,
        TFIDF: TfidfLogistic,
    }
    return kinds[name].load(folder)
