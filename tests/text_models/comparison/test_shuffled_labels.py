"""Labels that were shuffled teach nothing: whichever rung seems to learn from them has seen the answers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from text_models.classifiers.rung import rungs_of
from text_models.ladder.predictors import predict_all
from text_models.metrics.beyond_chance import holm
from text_models.metrics.bootstrap import draw_groups, resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.labels import Labels, truth_of
from text_models.tasks.task import Kind, Task

# Of eight, for the sake of time: over 1 to 8, 247 of 256 intervals hold .5.
SHUFFLES = (6, 7, 8)
ROWS = 240
WORDS = 10
# Few signs of a label are learned from few texts. Of many, hardly one would be tied by chance to labels that
# were shuffled: what a rung takes for a sign then, other texts do not hold.
FEW_SIGNS, MANY_SIGNS = 12, 400
RESAMPLES = 1_000
LEARNERS = ("lr", "nb", "tree", "svm", "forest", "extra_trees", "adaboost", "boosting")
# Schemes fit the same learners again; votes join rungs that are here.
RUNGS = (
    "majority", "nb_counts", "nb_tfidf", "nb_lr", "tfidf_logistic", "tfidf_lr_one_vs_rest",
    "tfidf_lr_powerset", *(f"features_{learner}" for learner in LEARNERS), "fasttext_hs", "fasttext_softmax",
)  # fmt: skip
MOOD = Task("mood", "mood", Kind.SINGLE, ("N", "NEU", "P"), ("log_loss",), ("log_loss",), RUNGS)
TOPICS = Task("topics", "topics", Kind.MULTI, ("art", "food", "sport"), ("log_loss",), ("log_loss",), RUNGS)


def texts_of(rows: int, seed: int, signs_of_a_label: int) -> tuple[list[str], Labels, Labels]:
    """Texts of ten words, of which some tell their mood and some their topics, and both.

    Words have nothing in common but those of a label their label. What is one thing in all texts of a label,
    such as their length, a rung may take for a sign of any other, and be right or wrong in all of them.
    """
    generator = np.random.default_rng(seed)
    words = made_words()
    labels = (*MOOD.labels, *TOPICS.labels)
    signs = {label: words[place::6][:signs_of_a_label] for place, label in enumerate(labels)}
    others = words[6 * MANY_SIGNS :]
    texts, moods, topics = [], [], []
    for _ in range(rows):
        mood = str(generator.choice(MOOD.labels, p=[0.5, 0.2, 0.3]))
        shares = zip(TOPICS.labels, (0.5, 0.3, 0.2), strict=True)
        about = [topic for topic, share in shares if generator.random() < share]
        told = [str(generator.choice(signs[label])) for label in (mood, mood, *about, *about)]
        filled = [others[place] for place in generator.integers(0, len(others), WORDS - len(told))]
        texts.append(" ".join(generator.permutation([*told, *filled]).tolist()))
        moods.append(mood)
        topics.append(about)
    return texts, moods, topics


@cache
def made_words() -> list[str]:
    """Different words of five letters."""
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    drawn = np.random.default_rng(0).choice(letters, (6_000, 5))
    return list(dict.fromkeys("".join(word) for word in drawn))[:5_600]


@cache
def judged(kind: Kind, shuffle: int) -> tuple[Task, dict[str, Predictions]]:
    """All rungs, fitted on labels in another order (0: in their own), asked about other texts."""
    task = MOOD if kind is Kind.SINGLE else TOPICS
    signs = MANY_SIGNS if shuffle else FEW_SIGNS
    texts, *labels = texts_of(ROWS, 10, signs)
    asked, *asked_labels = texts_of(ROWS, 11, signs)
    own = labels[0] if kind is Kind.SINGLE else labels[1]
    truth = truth_of(task, asked_labels[0] if kind is Kind.SINGLE else asked_labels[1])
    order = np.random.default_rng(shuffle).permutation(ROWS) if shuffle else np.arange(ROWS)
    learned: Labels = [own[row] for row in order.tolist()]
    found = {}
    for name, rung in rungs_of(task).items():
        assert rung.fit is not None
        found[name] = predict_all(task, rung.fit(task, texts, learned), asked, truth)
    return task, found


@pytest.mark.parametrize("shuffle", SHUFFLES)
@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTI])
def test_no_rung_beats_the_frequencies_of_labels(kind: Kind, shuffle: int) -> None:
    task, found = judged(kind, shuffle)
    drawn = resample(MetricSet.of(task), found, [str(row) for row in range(ROWS)])
    gains = {name: drawn.gain(name, "majority")["log_loss"] for name in found if name != "majority"}
    beyond_chance = holm({name: gain.p for name, gain in gains.items()})
    assert [name for name in beyond_chance if gains[name].value > 0] == []


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTI])
def test_what_beats_them_where_labels_are_in_place(kind: Kind) -> None:
    task, found = judged(kind, 0)
    drawn = resample(MetricSet.of(task), found, [str(row) for row in range(ROWS)])
    gains = {name: drawn.gain(name, "majority")["log_loss"] for name in found if name != "majority"}
    beyond_chance = holm({name: gain.p for name, gain in gains.items()})
    better = {name for name in beyond_chance if gains[name].value > 0}
    assert {"nb_counts", "nb_lr", "tfidf_lr_one_vs_rest"} <= better


def test_the_area_under_the_curve_is_that_of_a_coin() -> None:
    """In at least 95 % of cases its 95 % interval holds .5."""
    cases, hits = 0, 0
    counts = np.concatenate(list(draw_groups(ROWS, RESAMPLES)))
    for kind in (Kind.SINGLE, Kind.MULTI):
        for shuffle in SHUFFLES:
            task, found = judged(kind, shuffle)
            for name, predictions in found.items():
                if name == "majority":
                    continue
                is_label = truth_matrix(task, predictions)
                low, high = np.quantile(areas(is_label, predictions.probabilities, counts), [0.025, 0.975])
                cases, hits = cases + 1, hits + (low <= 0.5 <= high)
    assert cases == 2 * (len(RUNGS) - 1) * len(SHUFFLES)
    assert hits / cases >= 0.95


def truth_matrix(task: Task, predictions: Predictions) -> np.ndarray:
    """Whether each row has each label, bool, shape (N, C)."""
    if predictions.truth.ndim == 2:
        return predictions.truth
    return np.asarray(predictions.truth[:, None] == np.arange(len(task.labels)))


def areas(is_label: np.ndarray, probabilities: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The mean over labels of the area under the curve in each resample, shape (R,)."""
    found = np.zeros(len(counts))
    for label in range(is_label.shape[1]):
        scores, ranks = np.unique(probabilities[:, label], return_inverse=True)
        by_rank = np.zeros((len(scores), len(is_label)))
        by_rank[ranks, np.arange(len(is_label))] = 1
        with_label = counts @ (by_rank * is_label[:, label]).T
        without = counts @ (by_rank * ~is_label[:, label]).T
        below = np.cumsum(without, axis=1) - without
        pairs = with_label.sum(axis=1) * without.sum(axis=1)
        found += (with_label * (below + without / 2)).sum(axis=1) / pairs
    return np.asarray(found / is_label.shape[1])


def test_the_area_is_that_of_scikit_learn() -> None:
    _, found = judged(Kind.MULTI, 1)
    predictions = found["nb_lr"]
    expected = roc_auc_score(predictions.truth, predictions.probabilities, average="macro")
    once = np.ones((1, ROWS))
    assert areas(predictions.truth, predictions.probabilities, once)[0] == pytest.approx(expected, abs=1e-12)
