"""A version of the rating model, loaded to answer texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from rating_model.rating_metrics import RATINGS
from rating_model.rating_task import rating_task
from rating_model.serving.rating_decision import expected_ratings, likeliest_ratings
from text_models.ladder.predictors import load_predictor
from text_models.ladder.text_batches import text_batches

if TYPE_CHECKING:
    from text_models.classifiers.classifier import TextClassifier
    from text_models.versions.version_folder import VersionFolder


class Prediction(NamedTuple):
    """The star answered (1..5), the mean of the distribution (1.0..5.0), its highest probability (0..1)."""

    rating: int
    expected_rating: float
    confidence: float


@dataclass(frozen=True)
class RatingPredictor:
    """The predictor that a version chose; `class_weights`, shape (5,), as `likeliest_ratings` takes them."""

    version: str
    classifier: TextClassifier
    class_weights: Sequence[float]

    @classmethod
    def load(cls, folder: VersionFolder) -> Self:
        """Return the version's predictor. Raises ValueError, naming the file, when it is damaged.

        A linear one imports no TensorFlow.
        """
        classifier = load_predictor(rating_task(), folder.path, folder.predictor)
        return cls(folder.name, classifier, folder.model["class_weights"])

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return one prediction a normalised text; an empty one gets what is known of no text at all."""
        probabilities = self.classifier.predict_proba(texts)
        answers = likeliest_ratings(probabilities, np.asarray(self.class_weights))
        # A distribution sums to 1 but for its last digits, and the warehouse takes no 5.000000000000001.
        expected = np.clip(expected_ratings(probabilities), RATINGS[0], RATINGS[-1])
        confidence = np.clip(probabilities.max(axis=1, initial=0.0), 0.0, 1.0)
        columns = (answers.tolist(), expected.tolist(), confidence.tolist())
        return [Prediction(*row) for row in zip(*columns, strict=True)]

    def predict_each(self, rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Prediction]]:
        """Yield (key, prediction) for (key, normalised text) rows; a part of them is in memory at a time."""
        for batch in text_batches(rows):
            predictions = self.predict([text for _, text in batch])
            yield from zip((key for key, _ in batch), predictions, strict=True)
