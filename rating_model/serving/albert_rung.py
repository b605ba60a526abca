"""ALBERT as a rung of the ladder of ratings, without importing TensorFlow."""

from __future__ import annotations

from pathlib import Path

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.rung import Rung

ALBERT_NAME, ALBERT_FOLDER = "albert", "albert"
# With fewer texts to learn from, a network trained from scratch is not expected to be ahead.
ENOUGH_TEXTS = 100_000


def _load(folder: Path) -> TextClassifier:
    from rating_model.serving.albert_rater import AlbertRater

    return AlbertRater.load(folder)


ALBERT = Rung(
    name=ALBERT_NAME,
    title="ALBERT",
    folder=ALBERT_FOLDER,
    reads=True,
    load=_load,
    enough_texts=ENOUGH_TEXTS,
)
