"""A rung fitted to a few texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.rung import Rung
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task


def fit_rung(
    rung: Rung, task: Task, texts: Sequence[str], labels: Labels, **options: Any
) -> FittedClassifier:
    """Return the classifier that the rung's own fit makes of the texts."""
    assert rung.fit is not None
    classifier = rung.fit(task, texts, labels, **options)
    assert isinstance(classifier, FittedClassifier)
    return classifier
