"""The learners that there are, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from text_models.classifiers.saved.saved_state import SavedState
from text_models.classifiers.ten_features.learner import Learner
from text_models.classifiers.ten_features.linear_scores import (
    LinearScores,
    fit_logistic_regression,
    fit_naive_bayes,
)
from text_models.classifiers.ten_features.support_vectors import SupportVectors, fit_support_vectors
from text_models.classifiers.ten_features.trees import (
    Trees,
    fit_adaboost,
    fit_extra_trees,
    fit_forest,
    fit_gradient_boosting,
    fit_tree,
)


@dataclass(frozen=True)
class LearnerKind:
    """`scaling` of features: "standard" has mean 0 and deviation 1, "unit" is 0..1, "none" as they are.

    `has_chance`: what is learned depends on a random number, and `fit` takes a `seed`.
    """

    title: str
    scaling: str
    fit: Callable[..., Learner]
    load: Callable[[SavedState, int, int], Learner]
    has_chance: bool = False


LEARNERS = {
    "lr": LearnerKind("logistic regression", "standard", fit_logistic_regression, LinearScores.from_state),
    "nb": LearnerKind("multinomial naive Bayes", "unit", fit_naive_bayes, LinearScores.from_state),
    "tree": LearnerKind("a decision tree", "none", fit_tree, Trees.from_state, has_chance=True),
    "svm": LearnerKind(
        "a support vector machine", "standard", fit_support_vectors, SupportVectors.from_state
    ),
    "forest": LearnerKind("a random forest", "none", fit_forest, Trees.from_state, has_chance=True),
    "extra_trees": LearnerKind("extra trees", "none", fit_extra_trees, Trees.from_state, has_chance=True),
    "adaboost": LearnerKind("AdaBoost", "none", fit_adaboost, Trees.from_state, has_chance=True),
    "boosting": LearnerKind(
        "gradient boosting", "none", fit_gradient_boosting, Trees.from_state, has_chance=True
    ),
}
