"""Ranking metrics against scikit-learn, against figures of ranx, against their definitions, and by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pytest
from sklearn.metrics import ndcg_score, top_k_accuracy_score

from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task

DEPTHS = (3, 5, 10)
NAMES = tuple(
    f"{name}_at_{depth}" for name in ("ndcg", "map", "recall", "paper_ndcg", "paper_map") for depth in DEPTHS
)


def metric_set(labels: int) -> MetricSet:
    return MetricSet.of(
        Task(
            name="tags",
            title="tag",
            kind=Kind.MULTI,
            labels=tuple(f"label {number}" for number in range(labels)),
            metrics=NAMES,
            yardstick=NAMES[:1],
            rungs=("majority",),
        )
    )


def ranked(truth: Sequence[Collection[int]], ranking: Sequence[Sequence[int]], labels: int) -> Predictions:
    """Predictions whose labels are ranked so; those that are not named share the last place."""
    true, known = np.zeros((len(truth), labels), bool), np.zeros((len(truth), labels))
    for row, (of_text, order) in enumerate(zip(truth, ranking, strict=True)):
        true[row, sorted(of_text)] = True
        known[row, list(order)] = 1 - np.arange(len(order)) / (labels + 1)
    return Predictions(true, known >= 0.5, known)


def evaluate(
    truth: Sequence[Collection[int]], ranking: Sequence[Sequence[int]], labels: int = 12
) -> dict[str, float]:
    return metric_set(labels).evaluate(ranked(truth, ranking, labels))


def by_definition(truth: Collection[int], order: Sequence[int], depth: int) -> dict[str, float | None]:
    """The metrics of one text, as their definitions are read; None where it does not count."""
    hits = [rank for rank, label in enumerate(order[:depth], 1) if label in truth]

    def gain(ranks: Sequence[int]) -> float:
        return float(sum(1 / np.log2(rank + 1) for rank in ranks))

    def ideal(count: int) -> float:
        return gain(range(1, count + 1))

    precisions = sum(place / rank for place, rank in enumerate(hits, 1))
    can_stand = min(depth, len(truth))
    return {
        "ndcg": gain(hits) / ideal(can_stand) if truth else None,
        "map": precisions / can_stand if truth else None,
        "recall": len(hits) / len(truth) if truth else None,
        "paper_ndcg": gain(hits) / ideal(len(hits)) if hits else 0.0,
        "paper_map": precisions / len(hits) if hits else None,
    }


# By ranx 0.3.21 (MIT), row by row; text r ranks label (7 r + 5 p) mod 12 on place p. It would be the only one
# to bring numba and llvmlite, 208 MB, so its figures stand here instead.
RANX_TRUTH = [[0], [7, 0], [2, 7, 9], [9, 2, 7, 0, 5], [11], [3, 8], [1, 2, 3, 4, 5, 6], [10, 1, 0, 4]]
RANX_ORDER = [[(7 * row + 5 * place) % 12 for place in range(12)] for row in range(8)]
RANX = {
    "ndcg_at_3": [1.0, 1.0, 0.765361, 1.0, 0.0, 0.0, 0.703918, 0.469279],
    "ndcg_at_5": [1.0, 1.0, 0.765361, 1.0, 0.0, 0.0, 0.639945, 0.558508],
    "ndcg_at_10": [1.0, 1.0, 0.765361, 1.0, 0.0, 0.361815, 0.753898, 0.794504],
    "recall_at_3": [1.0, 1.0, 0.666667, 0.6, 0.0, 0.0, 0.333333, 0.25],
    "recall_at_5": [1.0, 1.0, 0.666667, 1.0, 0.0, 0.0, 0.5, 0.5],
    "recall_at_10": [1.0, 1.0, 0.666667, 1.0, 0.0, 1.0, 0.833333, 1.0],
    "map_at_3": [1.0, 1.0, 0.666667, 0.6, 0.0, 0.0, 0.277778, 0.25],
    "map_at_5": [1.0, 1.0, 0.666667, 1.0, 0.0, 0.0, 0.377778, 0.375],
    "map_at_10": [1.0, 1.0, 0.666667, 1.0, 0.0, 0.155556, 0.544444, 0.56875],
}


@pytest.mark.parametrize("name", RANX)
def test_the_metrics_of_each_text_are_those_of_ranx(name: str) -> None:
    depth = int(name.rpartition("_")[2])
    found = [evaluate([t], [o])[name] for t, o in zip(RANX_TRUTH, RANX_ORDER, strict=True)]
    # ranx divides the precisions by all true labels, we by those that can stand on k ranks.
    fewer = [len(t) / min(depth, len(t)) if name.startswith("map") else 1.0 for t in RANX_TRUTH]
    assert found == pytest.approx(
        [value * one for value, one in zip(RANX[name], fewer, strict=True)], abs=2e-6
    )


def made_up(rows: int, labels: int, seed: int) -> tuple[list[list[int]], list[list[int]]]:
    generator = np.random.default_rng(seed)
    truth = [sorted(np.flatnonzero(row).tolist()) for row in generator.random((rows, labels)) < 0.15]
    return truth, [generator.permutation(labels).tolist() for _ in range(rows)]


@pytest.mark.parametrize("labels", [2, 4, 12, 30], ids=lambda labels: f"{labels} labels")
def test_all_metrics_follow_their_definitions(labels: int) -> None:
    truth, order = made_up(200, labels, seed=labels)
    assert [] in truth
    assert max(map(len, truth)) > (1 if labels < 12 else 4)
    found = evaluate(truth, order, labels)
    for depth in DEPTHS:
        rows = [by_definition(t, o, depth) for t, o in zip(truth, order, strict=True)]
        for name in rows[0]:
            counted = [value for row in rows if (value := row[name]) is not None]
            assert found[f"{name}_at_{depth}"] == pytest.approx(np.mean(counted)), (name, depth)


def test_ndcg_and_recall_are_scikit_learns() -> None:
    truth, order = made_up(300, 20, seed=3)
    predictions = ranked([t or [0] for t in truth], order, 20)
    found = metric_set(20).evaluate(predictions)
    for depth in DEPTHS:
        expected = ndcg_score(predictions.truth, predictions.probabilities, k=depth)
        assert found[f"ndcg_at_{depth}"] == pytest.approx(expected)
    # With one label a text, recall is the accuracy of the first k.
    one = ranked([[o[place % 20]] for place, o in enumerate(order)], order, 20)
    position = one.truth.argmax(axis=1)
    for depth in DEPTHS:
        expected = top_k_accuracy_score(position, one.probabilities, k=depth, labels=range(20))
        assert metric_set(20).evaluate(one)[f"recall_at_{depth}"] == pytest.approx(expected)


def test_by_hand_and_how_the_published_formulas_flatter() -> None:
    # One of two true labels is found, on the first rank; the second text has no hit.
    found = evaluate([[0, 9], [5]], [[0, 1, 2], [1, 2, 3]])
    ideal = 1 + 1 / np.log2(3)
    assert found["ndcg_at_3"] == pytest.approx((1 / ideal + 0) / 2)
    assert found["map_at_3"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["recall_at_3"] == pytest.approx((1 / 2 + 0) / 2)
    # Perfect, for the label that was missed is not in the list; and the text without a hit is not asked.
    assert (found["paper_ndcg_at_3"], found["paper_map_at_3"]) == (0.5, 1.0)


def test_texts_without_a_label() -> None:
    one, two = evaluate([[0]], [[1, 0]]), evaluate([[0], []], [[1, 0], [0, 1]])
    assert {name for name in NAMES if two[name] != one[name]} == {f"paper_ndcg_at_{k}" for k in DEPTHS}
    assert two["paper_ndcg_at_3"] == pytest.approx(one["paper_ndcg_at_3"] / 2)
    assert set(evaluate([[], []], [[0], [1]]).values()) == {0.0}


def test_neither_the_order_of_labels_nor_that_of_rows_matters() -> None:
    truth, order = made_up(60, 12, seed=5)
    known = np.random.default_rng(6).integers(0, 4, (60, 12)) / 4  # many ties
    true = ranked(truth, order, 12).truth
    as_they_are = metric_set(12).evaluate(Predictions(true, known > 0, known))
    rows, labels = np.random.default_rng(7).permutation(60), np.random.default_rng(8).permutation(12)
    moved = true[rows][:, labels], known[rows][:, labels]
    assert metric_set(12).evaluate(Predictions(moved[0], moved[1] > 0, moved[1])) == pytest.approx(
        as_they_are
    )


def test_a_predictor_that_says_the_same_of_all_labels_gets_nothing() -> None:
    tied = Predictions(np.eye(12, dtype=bool), np.ones((12, 12), bool), np.full((12, 12), 0.5))
    assert set(metric_set(12).evaluate(tied).values()) == {0.0}


def test_commands_write_the_depth_behind_an_at() -> None:
    names = [metric.command_name for metric in metric_set(12).metrics]
    assert names[:4] + names[-1:] == ["ndcg@3", "ndcg@5", "ndcg@10", "map@3", "paper_map@10"]
