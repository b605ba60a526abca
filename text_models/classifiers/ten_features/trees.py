"""Decision trees and what is made of many: forests, AdaBoost, gradient boosting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from text_models.classifiers.saved.saved_state import ARRAYS_FILE, SavedState

LINKS = ("mean", "softmax")
SEED = 0
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Trees:
    """T trees over M nodes: the values of the leaves that a text reaches are added up.

    At node m a text goes to `left[m]` if its feature `feature[m]` is at most `threshold[m]`, else to
    `right[m]`; a leaf has -1 there. Children stand behind their parents. `roots`, shape (T,), are the first
    nodes, `values`, shape (M, K), what a leaf adds to `start`, shape (K,). Link "mean": the sum is the
    probability.
    """

    roots: np.ndarray
    left: np.ndarray
    right: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    values: np.ndarray
    start: np.ndarray
    link: str

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Return the probabilities for features of shape (N, F): shape (N, K)."""
        from scipy.special import softmax

        walk = _Walk(self)
        parts = [np.zeros((0, len(self.start)))]
        for start in range(0, len(features), ROWS_AT_ONCE):
            leaves = walk.leaves(features[start : start + ROWS_AT_ONCE])
            parts.append(self.start + self.values[leaves].sum(axis=1))
        scores = np.concatenate(parts)
        if self.link == "softmax":
            return np.asarray(softmax(scores, axis=1))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        arrays = {name: value for name, value in vars(self).items() if name != "link"}
        return SavedState({"link": self.link}, arrays)

    @classmethod
    def from_state(cls, state: SavedState, labels: int, features: int) -> Self:
        """Return the trees; raises ValueError, naming the file, when they are damaged."""
        threshold = state.array("threshold", (None,))
        nodes = len(threshold)
        left = state.indices("left", (nodes,), lowest=-1, below=nodes)
        right = state.indices("right", (nodes,), lowest=-1, below=nodes)
        inner, own = left >= 0, np.arange(nodes)
        if ((left <= own) & inner).any() or ((right <= own) & inner).any():
            raise state.damaged(ARRAYS_FILE, "a node of a tree stands before its parent")
        if ((left >= 0) != (right >= 0)).any() or not nodes:
            raise state.damaged(ARRAYS_FILE, "a node of a tree has one child, or there is none")
        roots = state.indices("roots", (None,), lowest=0, below=nodes)
        if not len(roots):
            raise state.damaged(ARRAYS_FILE, "there is no tree")
        link = state.text("link", LINKS)
        lowest = 1e-300 if link == "mean" else -np.inf
        values = state.array("values", (nodes, labels), lowest=0 if link == "mean" else -np.inf)
        if (values.sum(axis=1) < lowest)[~inner].any():
            raise state.damaged(ARRAYS_FILE, "a leaf of a tree has no probability")
        return cls(
            roots=roots,
            left=left,
            right=right,
            feature=state.indices("feature", (nodes,), lowest=0, below=features),
            threshold=threshold,
            values=values,
            start=state.array("start", (labels,)),
            link=link,
        )


class _Walk:
    """From the roots of trees to the leaves that texts reach."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._is_inner = trees.left >= 0
        own = np.arange(len(trees.left))
        sides = [np.where(self._is_inner, side, own) for side in (trees.left, trees.right)]
        # The left child of node m stands at 2 m, the right one behind it; a leaf is its own child.
        self._children = np.column_stack(sides).ravel()

    def leaves(self, features: np.ndarray) -> np.ndarray:
        """The leaf of each of T trees that each of N texts reaches, shape (N, T)."""
        rows, columns = features.shape
        # As scikit-learn compares: single precision against the threshold's double.
        single = features.astype(np.float32).ravel()
        found = np.tile(self._trees.roots, rows)
        place = np.flatnonzero(self._is_inner[found])
        node, start = found[place], np.repeat(np.arange(rows) * columns, len(self._trees.roots))[place]
        while len(node):
            value = single.take(start + self._trees.feature.take(node))
            goes_right = value > self._trees.threshold.take(node)
            node = self._children.take(2 * node + goes_right)
            walking = self._is_inner.take(node)
            # Texts that have arrived are taken out once they are half of all: before that it costs more.
            if 2 * np.count_nonzero(walking) <= len(node):
                found[place] = node
                node, start, place = node[walking], start[walking], place[walking]
        return found.reshape(rows, -1)


def _trees(models: Sequence[Any], values: Sequence[np.ndarray], start: np.ndarray, link: str) -> Trees:
    """scikit-learn's trees, one behind the other; `values` are what their nodes add, (M, K) each."""
    trees = [model.tree_ for model in models]
    roots = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]
    pairs = list(zip(trees, roots, strict=True))
    return Trees(
        roots=roots,
        left=np.concatenate([np.where(t.children_left < 0, -1, t.children_left + root) for t, root in pairs]),
        right=np.concatenate(
            [np.where(t.children_right < 0, -1, t.children_right + root) for t, root in pairs]
        ),
        # At a leaf scikit-learn names feature -2, which is never compared.
        feature=np.concatenate([np.maximum(t.feature, 0) for t in trees]),
        threshold=np.concatenate([t.threshold for t in trees]),
        values=np.concatenate(values),
        start=start,
        link=link,
    )


def _averaged(models: Sequence[Any]) -> Trees:
    shares = [model.tree_.value[:, 0, :] for model in models]
    values = [share / share.sum(axis=1, keepdims=True) / len(models) for share in shares]
    return _trees(models, values, np.zeros(values[0].shape[1]), "mean")


def fit_tree(features: np.ndarray, places: np.ndarray, *, seed: int = SEED) -> Trees:
    """Return a decision tree of labels 0..K-1, shape (N,), on features (N, F)."""
    from sklearn.tree import DecisionTreeClassifier

    return _averaged([DecisionTreeClassifier(random_state=seed).fit(features, places)])


def fit_forest(features: np.ndarray, places: np.ndarray, *, seed: int = SEED) -> Trees:
    """Return a random forest of labels 0..K-1, shape (N,), on features (N, F)."""
    from sklearn.ensemble import RandomForestClassifier

    return _averaged(RandomForestClassifier(random_state=seed).fit(features, places).estimators_)


def fit_extra_trees(features: np.ndarray, places: np.ndarray, *, seed: int = SEED) -> Trees:
    """Return extremely randomised trees of labels 0..K-1, shape (N,), on features (N, F)."""
    from sklearn.ensemble import ExtraTreesClassifier

    return _averaged(ExtraTreesClassifier(random_state=seed).fit(features, places).estimators_)


def fit_adaboost(features: np.ndarray, places: np.ndarray, *, seed: int = SEED) -> Trees:
    """Return AdaBoost (SAMME) over stumps; probabilities by Zhu et al. 2009, eq. 15.

    https://doi.org/10.4310/SII.2009.v2.n3.a8
    """
    from sklearn.ensemble import AdaBoostClassifier

    model = AdaBoostClassifier(random_state=seed).fit(features, places)
    labels, values = len(model.classes_), []
    weights = model.estimator_weights_[: len(model.estimators_)]
    for tree, weight in zip(model.estimators_, weights / weights.sum() / (labels - 1), strict=True):
        answers = tree.tree_.value[:, 0, :].argmax(axis=1)
        values.append(np.where(answers[:, None] == np.arange(labels), weight, -weight / (labels - 1)))
    return _trees(model.estimators_, values, np.zeros(labels), "softmax")


def fit_gradient_boosting(features: np.ndarray, places: np.ndarray, *, seed: int = SEED) -> Trees:
    """Return gradient boosting of labels 0..K-1, shape (N,), on features (N, F)."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(random_state=seed).fit(features, places)
    shares = np.bincount(places) / len(places)
    columns = model.estimators_.shape[1]
    trees, values = [], []
    for stage in model.estimators_:
        for column, tree in enumerate(stage):
            # Of two labels the trees speak of the second's log-odds.
            adds = np.zeros((tree.tree_.node_count, len(shares)))
            adds[:, 1 if columns == 1 else column] = model.learning_rate * tree.tree_.value[:, 0, 0]
            trees.append(tree)
            values.append(adds)
    return _trees(trees, values, np.log(shares), "softmax")
