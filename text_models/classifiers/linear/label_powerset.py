"""TF-IDF and one logistic regression over sets of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from text_models.classifiers.features.ngrams import Ngrams, NgramShape
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.classifiers.linear.logistic_fit import check_weights, fit_logistic
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.normal_forms.normal_form import words_form
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "tfidf_lr_powerset"
STRENGTHS = (0.1, 1.0, 10.0)
# The solver holds twenty copies of the weights, and time grows with them; rarer sets teach little anyway.
MOST_SETS = 200
SHAPE = NgramShape(most_words=20_000, most_pieces=40_000)


def fit_powerset(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    strength: float = 10.0,
    most_sets: int = MOST_SETS,
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return one regression whose classes are the sets of labels that N TRAINING texts have.

    A label's probability is the sum of those of the sets that hold it. Only the `most_sets` most frequent
    sets are classes, of equally frequent ones the first that occurs; texts with others are left out. Where a
    text has one label, each set is a label: multinomial regression.
    """

    def fit_model(training: TrainingTexts) -> LinearModel:
        return _fit(training, strength, most_sets)

    form = words_form(task.normal_form).name
    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form, weights=weights)


def _fit(training: TrainingTexts, strength: float, most_sets: int) -> LinearModel:
    indicators = training.indicators
    of_texts = [row.tobytes() for row in indicators]
    places = {key: place for place, (key, _) in enumerate(Counter(of_texts).most_common(most_sets))}
    if len(places) < 2:
        raise ValueError(f"Classifier {NAME} needs two or more sets of labels. Received: {len(places)}")
    rows = np.asarray([row for row, key in enumerate(of_texts) if key in places])
    ngrams, features = Ngrams.fit(SHAPE, [training.texts.normal[row] for row in rows])
    check_weights(len(places), features.shape[1])
    weights = None if training.weights is None else training.weights[rows]
    model = fit_logistic(features, np.asarray([places[of_texts[row]] for row in rows]), strength, weights)
    coefficients, intercepts = model.coef_, model.intercept_
    if len(places) == 2:
        coefficients = np.vstack([0 * coefficients, coefficients])
        intercepts = np.append(0.0, intercepts)
    sets = np.vstack([np.frombuffer(key, bool) for key in places])
    return LinearModel(ngrams, coefficients.astype(np.float32), intercepts, "sets", sets)


POWERSET = Rung(
    name=NAME,
    title="TF-IDF + logistic regression over sets of labels",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(LinearModel),
    fit=fit_powerset,
    choices=tuple({"strength": strength} for strength in STRENGTHS),
)
