"""Metrics of any number of labels, of agreement and of rankings, against scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score, log_loss, ndcg_score

from text_models.metrics.metric_set import METRICS, MetricSet
from text_models.metrics.predictions import Predictions
from text_models.tasks.task import Kind, Task, TaskError


def task(kind: Kind, *metrics: str, labels: int = 4) -> Task:
    return Task(
        name="toy",
        title="toy",
        kind=kind,
        labels=tuple(f"label {number}" for number in range(labels)),
        metrics=metrics,
        yardstick=metrics[:1],
        rungs=("majority",),
    )


def evaluate(kind: Kind, predictions: Predictions, *metrics: str) -> dict[str, float]:
    return MetricSet.of(task(kind, *metrics)).evaluate(predictions)


def ranked(truth: list[list[int]], probabilities: list[list[float]]) -> Predictions:
    known = np.array(probabilities)
    return Predictions(np.array(truth, bool), known >= 0.5, known)


def test_metrics_of_many_labels_are_scikit_learns() -> None:
    generator = np.random.default_rng(11)
    truth = generator.random((300, 4)) < [0.5, 0.3, 0.1, 0.05]
    truth[~truth.any(axis=1), 0] = True
    probabilities = np.clip(truth * 0.4 + generator.random((300, 4)) * 0.6, 0.01, 0.99)
    answers = probabilities >= 0.5
    names = ("macro_f1", "micro_f1", "log_loss", "ndcg_at_3")
    found = evaluate(Kind.MULTI, Predictions(truth, answers, probabilities), *names)
    assert found == pytest.approx(
        {
            "macro_f1": f1_score(truth, answers, average="macro"),
            "micro_f1": f1_score(truth, answers, average="micro"),
            "log_loss": np.mean([log_loss(truth[:, n], probabilities[:, n]) for n in range(4)]),
            "ndcg_at_3": ndcg_score(truth, probabilities, k=3),
        }
    )


def test_average_precision_by_hand() -> None:
    # Right on ranks 1 and 3 of two true labels: (1/1 + 2/3) / 2. One true label on rank 2: (1/2) / 1.
    # Four true labels, all ranked: three can stand on three ranks, (1 + 1 + 1) / 3.
    predictions = ranked(
        [[1, 0, 1, 0], [0, 1, 0, 0], [1, 1, 1, 1]],
        [[0.9, 0.8, 0.7, 0.1], [0.9, 0.8, 0.7, 0.1], [0.9, 0.8, 0.7, 0.6]],
    )
    expected = ((1 + 2 / 3) / 2 + 1 / 2 + 1) / 3
    assert evaluate(Kind.MULTI, predictions, "map_at_3")["map_at_3"] == pytest.approx(expected)


def test_a_text_without_a_label_has_nothing_to_rank() -> None:
    one = ranked([[1, 0, 0, 0]], [[0.1, 0.9, 0.2, 0.3]])
    two = ranked([[1, 0, 0, 0], [0, 0, 0, 0]], [[0.1, 0.9, 0.2, 0.3], [0.9, 0.1, 0.1, 0.1]])
    for metric in ("map_at_3", "ndcg_at_3"):
        assert evaluate(Kind.MULTI, two, metric) == evaluate(Kind.MULTI, one, metric)
    none = ranked([[0, 0, 0, 0]], [[0.9, 0.1, 0.1, 0.1]])
    assert evaluate(Kind.MULTI, none, "map_at_3", "ndcg_at_3") == {"map_at_3": 0.0, "ndcg_at_3": 0.0}


def test_a_tie_never_helps() -> None:
    # The true label comes first by its position, and every label has the same probability.
    tied = ranked([[1, 0, 0, 0]], [[0.3, 0.3, 0.3, 0.3]])
    assert evaluate(Kind.MULTI, tied, "map_at_3", "ndcg_at_3") == {"map_at_3": 0.0, "ndcg_at_3": 0.0}


def test_kappa_is_scikit_learns() -> None:
    generator = np.random.default_rng(12)
    truth = generator.choice(4, 200, p=[0.6, 0.2, 0.1, 0.1])
    answers = np.where(generator.random(200) < 0.7, truth, generator.integers(0, 4, 200))
    predictions = Predictions(truth, answers, np.full((200, 4), 0.25))
    found = evaluate(Kind.SINGLE, predictions, "cohen_kappa")["cohen_kappa"]
    assert found == pytest.approx(cohen_kappa_score(truth, answers))
    same = Predictions(np.zeros(3, int), np.zeros(3, int), np.full((3, 4), 0.25))
    assert evaluate(Kind.SINGLE, same, "cohen_kappa") == {"cohen_kappa": 0.0}


def test_metrics_that_need_the_same_sums_share_them() -> None:
    metric_set = MetricSet.of(task(Kind.SINGLE, "macro_f1", "micro_recall", "cohen_kappa", "ece"))
    predictions = Predictions(np.array([0, 1]), np.array([0, 3]), np.full((2, 4), 0.25))
    assert [block.shape for block in metric_set.row_sums(predictions)] == [(2, 12), (2, 16), (2, 16)]


def test_each_metric_has_one_title() -> None:
    titles: dict[str, set[str]] = {}
    for metric in METRICS:
        titles.setdefault(metric.name, set()).add(metric.title)
    assert all(len(found) == 1 for found in titles.values())
    assert len(titles) == len({title for found in titles.values() for title in found})
    assert MetricSet.of(task(Kind.ORDINAL, "mae", "accuracy")).titles("degrees") == {
        "mae": "MAE, degrees",
        "accuracy": "accuracy",
    }


@pytest.mark.parametrize(
    ("kind", "metric", "sentence"),
    [
        (Kind.SINGLE, "mae", "'mae' is no metric of a task of kind single; expected some of accuracy,"),
        (Kind.MULTI, "accuracy", "'accuracy' is no metric of a task of kind multi"),
        (Kind.ORDINAL, "f1", "'f1' is no metric of a task of kind ordinal"),
    ],
)
def test_a_metric_that_does_not_fit_is_refused(kind: Kind, metric: str, sentence: str) -> None:
    with pytest.raises(TaskError, match=sentence):
        MetricSet.of(task(kind, metric))


BAD = [
    ("one column too few", [[1, 0]], [[0.5, 0.5, 0.5]], "have a column a label"),
    ("above one", [[1, 0]], [[1.5, 0.5]], "must lie between 0 and 1. Received: 1 bad rows of 1"),
    ("not a number", [[1, 0]], [[float("nan"), 0.5]], "must lie between 0 and 1. Received: 1 bad rows of 1"),
]


@pytest.mark.parametrize(
    ("truth", "known", "sentence"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_predictions_of_many_labels_that_do_not_fit_are_refused(
    truth: list[list[int]], known: list[list[float]], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Predictions(np.array(truth, bool), np.array(truth, bool), np.array(known))


def test_labels_of_many_are_true_or_false() -> None:
    with pytest.raises(ValueError, match=r"`truth` must hold true and false only\. Received: int64"):
        Predictions(np.array([[1, 0]]), np.array([[True, False]]), np.array([[0.5, 0.5]]))


def test_an_error_on_a_scale_needs_places() -> None:
    with pytest.raises(ValueError, match="without `points`"):
        evaluate(Kind.ORDINAL, Predictions(np.array([0]), np.array([0]), np.full((1, 4), 0.25)), "mae")
