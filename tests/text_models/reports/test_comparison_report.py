"""The page of a comparison needs nothing but itself, and says what the comparison says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.charts.drawn import Drawn
from tests.text_models.comparison.made_texts import MOOD, TOPIC, notes, task_texts
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison import Comparison, LearningPoint
from text_models.comparison.comparison_options import ComparisonOptions
from text_models.comparison.processes.rung_result import RungResult
from text_models.corpus.split import Part
from text_models.ladder.author_curve import CurveRow
from text_models.ladder.best_rung import gains_of_best
from text_models.metrics.bootstrap import resample
from text_models.metrics.metric_set import MetricSet
from text_models.metrics.predictions import Predictions
from text_models.reports.comparison_report import write_comparison_report
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, Task

HOSTILE = "<script>alert('x')</script>"


def _made(task: Task) -> tuple[Comparison, ComparedParts]:
    """A comparison of two rungs on 150 notes, as if their processes had run."""
    texts = task_texts(notes(150))
    if task.kind is Kind.MULTI:
        topics = [["music"], ["sport", "food"], []]
        texts = replace(texts, labels=[topics[row % 3] for row in range(150)])
    parts = ComparedParts.deal(task, texts, ComparisonOptions())
    chosen = np.random.default_rng(5)
    judged: dict[Part, dict[str, Predictions]] = {}
    for part in (Part.DEV, Part.TEST):
        truth = truth_of(task, parts.of(part).labels)
        shares = chosen.random((len(truth), len(task.labels)))
        indicators = truth if truth.ndim == 2 else truth[:, None] == np.arange(len(task.labels))
        good = np.clip(0.6 * indicators + 0.4 * shares, 0, 1)
        even = np.full_like(good, 1 / len(task.labels))
        judged[part] = {}
        for name, each in (("majority", even), ("nb_counts", good)):
            probabilities = each if truth.ndim == 2 else each / each.sum(axis=1, keepdims=True)
            answers = probabilities >= 0.5 if truth.ndim == 2 else probabilities.argmax(axis=1)
            judged[part][name] = Predictions(truth, answers, probabilities)
    dev, test = (
        resample(MetricSet.of(task), judged[part], parts.groups_of(part), resamples=200)
        for part in (Part.DEV, Part.TEST)
    )
    comparison = Comparison(
        task=task,
        options=ComparisonOptions(),
        training_rows=parts.training_rows(),
        summary=parts.summary(),
        results={
            name: RungResult(seconds=1.25, texts_per_second=1_500, peak_bytes=1 << 27)
            for name in judged[Part.DEV]
        },
        dev=dev,
        test=test,
        test_predictions=judged[Part.TEST],
        best="nb_counts",
        cheapest_equal="nb_counts",
        gains=gains_of_best(dev, "nb_counts", task.rank_by),
        first_line="nb_counts is best.",
        curves={"nb_counts": [LearningPoint(8, 8, 0.5), LearningPoint(None, 96, 0.9)], "majority": []},
        by_author=[CurveRow(1, 20, 10, 0.6, 0.5, 0.7), CurveRow(10, 5, 5, 0.9, 0.8, 1.0)],
        skipped={"albert": HOSTILE},
    )
    return comparison, parts


@pytest.mark.parametrize("task", [MOOD, TOPIC], ids=["one label", "many labels"])
def test_the_page_is_self_contained(task: Task, tmp_path: Path) -> None:
    page = write_comparison_report(*_made(task), tmp_path).read_text()
    assert len(page.encode()) < 1_000_000
    for word in ("src=", "href=", "url(", "@import", "<script", "http://", "https://"):
        assert word not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_the_page_says_what_the_comparison_says(tmp_path: Path) -> None:
    comparison, parts = _made(MOOD)
    page = write_comparison_report(comparison, parts, tmp_path).read_text()
    assert page.index("nb_counts is best.") < page.index("<table")
    for name in ("nb_counts", "majority"):
        for judged in (comparison.dev, comparison.test):
            value, low, high = judged.metrics(name)["macro_f1"]
            assert f"<td>{value:.3f}<br><small>{low:.3f} to {high:.3f}</small></td>" in page
    assert page.index("multinomial naive Bayes") < page.index("the majority class"), "best first"
    assert "Which label was taken for which" in page
    assert "How good the order of the labels is" not in page, "of tasks of many labels alone"
    titles = [chart.root.attrib["aria-label"] for chart in Drawn.all_of(page)]
    assert titles == [
        *["macro-F1 over the number of training texts"] * 2,
        *["Accuracy over the number of an author's texts"] * 2,
        "ROC curve of good",
        "Precision and recall of good",
        "Reliability diagram",
        *["Length of the worst texts"] * 2,
    ]


def test_many_labels_have_their_own_figures(tmp_path: Path) -> None:
    page = write_comparison_report(*_made(TOPIC), tmp_path).read_text()
    titles = {chart.root.attrib["aria-label"] for chart in Drawn.all_of(page)}
    assert {"Histogram of NDCG@3", "Errors of each label over its training texts"} <= titles
    assert "Which label was taken for which" not in page


def test_the_epochs_of_a_network_are_drawn_and_told(tmp_path: Path) -> None:
    comparison, parts = _made(MOOD)
    history = [
        {"seed": seed, "megabytes": 1.5, "epoch": epoch, "training_loss": 1 / epoch, "development_loss": 0.5}
        for seed in (0, 1)
        for epoch in (1, 2, 4)
    ]
    results = {**comparison.results, "nb_counts": replace(comparison.results["nb_counts"], history=history)}
    page = write_comparison_report(replace(comparison, results=results), parts, tmp_path).read_text()
    assert "<h2>Epoch by epoch</h2>" in page
    assert "All 3 epochs of nb_counts" in page
    assert "<tr><th>4</th><td>1.5</td><td>0.25</td><td>0.5</td></tr>" in page
    assert "training texts: 1.000 in the first epoch, 0.250 in the last" in page
    assert "development texts, epoch 2: 0.500" in page
    other = write_comparison_report(comparison, parts, tmp_path / "without").read_text()
    assert "Epoch by epoch" not in other
