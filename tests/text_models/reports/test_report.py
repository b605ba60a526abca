"""The report page needs nothing but itself, and says what the evaluation says."""

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from rating_model.rating_metrics import rating_predictions
from rating_model.rating_task import rating_task
from rating_model.serving.evaluate_rating_version import evaluate_rating_version
from tests.charts.drawn import Drawn
from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.metrics.predictions import Predictions
from text_models.reports.report import write_report
from text_models.reports.report_charts import (
    LearningCurve,
    StepValue,
    confusion,
    hardest_texts,
    learning_curve,
    reliability,
    thinned,
)
from text_models.reports.report_drawings import loss_drawing, range_of, rate_drawing, reliability_drawing

HOSTILE = (
    "<script>alert('perfect')</script><img src=//evil.example/x onerror=alert(1)> \U0001f600 &amp; {{ 7 }}"
)
HISTORY = [
    {"step": 1, "loss": 1.6, "learning_rate": 0.0001},
    {"step": 2, "loss": 0.8, "learning_rate": 0.0002, "evaluation_loss": 1.2},
    {"step": 3, "loss": float("nan"), "learning_rate": 0.0},
]
TAGS = (
    "html head meta title style body h1 h2 h3 p div span br small table caption thead tbody tr th td figure "
    "figcaption svg g path text circle"
)


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def version(version_site: VersionSite, tmp_path: Path) -> Path:
    """An evaluated version, judged by a hostile review and one of 100,000 characters among others."""
    folder = version_site.trained("v1")
    odd = [(901, HOSTILE, 1), (902, "perfect " * 12_500, 1), (903, "\U0001f600", 2)]
    reviews = write_reviews(
        tmp_path / "reviews", train=corpus(200, seed=1), evaluation=[*corpus(50, seed=2), *odd]
    )
    evaluate_rating_version(folder, reviews, resamples=200)
    return folder


def test_the_page_is_self_contained_and_runs_nothing(version: Path, tmp_path: Path) -> None:
    (version / "history.json").write_text(json.dumps(HISTORY))
    path = write_report(rating_task(), version, tmp_path / "reports" / "v1")
    assert path == tmp_path / "reports" / "v1" / "index.html"
    page = Page(path)
    assert {"table", "path", "circle"} < page.tags
    assert page.tags <= set(TAGS.split())
    names = {name for name, _ in page.attributes}
    assert not {"src", "href"} & names
    assert not [name for name in names if name.startswith("on")]
    assert "url(" not in path.read_text()
    assert "@import" not in path.read_text()
    # The hostile review is there, as text.
    assert HOSTILE in page.texts


def test_the_page_says_what_the_evaluation_says(version: Path, tmp_path: Path) -> None:
    path = write_report(rating_task(), version, tmp_path)
    texts = " ".join(text.strip() for text in Page(path).texts)
    evaluation = json.loads((version / "evaluation.json").read_text())
    assert evaluation["first_line"] in texts
    for metrics in evaluation["predictors"].values():
        for metric in metrics.values():
            assert f"{metric['value']:.3f} {metric['low']:.3f} to {metric['high']:.3f}" in texts
    assert "This version has no training history." in texts
    assert len(path.read_text()) < 100_000


def test_a_second_report_takes_the_firsts_place_and_leaves_nothing(version: Path, tmp_path: Path) -> None:
    for _ in range(2):
        write_report(rating_task(), version, tmp_path / "reports")
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["index.html"]


def test_a_version_without_evaluation_is_named(version_site: VersionSite, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Version v9 has no evaluation\.json: evaluate it first"):
        write_report(rating_task(), version_site.trained("v9"), tmp_path)


def test_a_damaged_evaluation_is_named(version: Path, tmp_path: Path) -> None:
    (version / "evaluation.json").write_text("{")
    with pytest.raises(ValueError, match=r"evaluation\.json is damaged"):
        write_report(rating_task(), version, tmp_path)


def predictions(truth: list[int], likeliest: list[int], confidence: list[float]) -> Predictions:
    probabilities = np.zeros((len(truth), 5))
    for row, (rating, sure) in enumerate(zip(likeliest, confidence, strict=True)):
        probabilities[row] = (1 - sure) / 4
        probabilities[row, rating - 1] = sure
    stars = np.array(likeliest, np.float64)
    return rating_predictions(np.array(truth), np.array(likeliest), stars, probabilities)


def test_the_confusion_matrix_by_hand() -> None:
    cells = confusion(predictions([5, 5, 5, 1, 2], [5, 5, 4, 5, 2], [0.9] * 5))
    assert cells[4] == [(0, 0.0), (0, 0.0), (0, 0.0), (1, pytest.approx(1 / 3)), (2, pytest.approx(2 / 3))]
    assert cells[0] == [(0, 0.0), (0, 0.0), (0, 0.0), (0, 0.0), (1, 1.0)]
    assert cells[1] == [(0, 0.0), (1, 1.0), (0, 0.0), (0, 0.0), (0, 0.0)]
    assert cells[2] == [(0, 0.0)] * 5


def test_the_reliability_diagram_by_hand() -> None:
    bins = reliability(predictions([5, 5, 5, 1, 1], [5, 5, 4, 1, 5], [0.9, 0.9, 0.9, 0.5, 0.5]))
    assert bins == [(2, 0.5, 0.5), (3, pytest.approx(0.9), pytest.approx(2 / 3))]
    (diagram,) = Drawn.all_of(reliability_drawing(bins, "reviews"))
    assert [dot.title for dot in diagram.dots] == [
        "2 reviews: 50% right, 50% sure",
        "3 reviews: 67% right, 90% sure",
    ]
    places = [(diagram.value("x", dot.x), diagram.value("y", dot.y)) for dot in diagram.dots]
    assert places == [pytest.approx((0.5, 0.5), abs=0.001), pytest.approx((0.9, 2 / 3), abs=0.001)]
    # Areas as 2 to 3, beyond the smallest radius.
    radii = [3 + 8 * share**0.5 for share in (0.4, 0.6)]
    assert [dot.radius for dot in diagram.dots] == pytest.approx(radii, abs=0.05)
    ends = [(diagram.value("x", x), diagram.value("y", y)) for x, y in diagram.line("right as often as sure")]
    assert ends == [pytest.approx((0, 0), abs=0.001), pytest.approx((1, 1), abs=0.001)]


def test_the_hardest_texts_are_the_least_likely_ones_and_one_a_text() -> None:
    judged = predictions([5, 1, 1, 2], [5, 5, 5, 2], [0.96, 0.96, 0.96, 0.6])
    texts = ["fine", "long " * 200, "long " * 200, "weak"]
    rows = EvaluatedRows(rating_task(), np.array([11, 12, 13, 14]), texts, {"it": judged})
    hardest = hardest_texts(rows, "it")
    assert [review.identity for review in hardest] == [12, 14, 11]
    assert hardest[0][:3] == (12, "1", "5")
    assert hardest[0].probability == pytest.approx(0.01)
    assert hardest[0].expected == pytest.approx(5 * 0.96 + 0.01 * (1 + 2 + 3 + 4))
    assert hardest[0].text == ("long " * 200)[:600] + " …"


@pytest.mark.parametrize("form", [0, 1], ids=["wide", "narrow"])
def test_the_learning_curve_leaves_out_a_loss_that_is_no_number(form: int) -> None:
    curve = learning_curve(HISTORY)
    assert curve is not None
    assert curve == LearningCurve(
        loss=[StepValue(1, 1.6), StepValue(2, 0.8)],
        evaluation=[StepValue(2, 1.2)],
        rate=[StepValue(1, 0.0001), StepValue(2, 0.0002)],
    )
    loss, rate = (Drawn.all_of(drawn(curve))[form] for drawn in (loss_drawing, rate_drawing))
    training, held_back = "training: loss 1.600 at step 1, 0.800 at step 2", "held back: loss 1.200 at step 2"
    assert (loss.titles, rate.titles) == ([training, held_back], ["highest: 0.0002 at step 2"])
    assert points(loss, training) == [pytest.approx((1, 1.6), abs=0.01), pytest.approx((2, 0.8), abs=0.01)]
    assert [(loss.value("x", dot.x), loss.value("y", dot.y)) for dot in loss.dots] == [
        pytest.approx((2, 1.2), abs=0.01)
    ]
    rates: list[object] = [
        (pytest.approx(1, abs=0.01), pytest.approx(0.0001, abs=1e-6)),
        (pytest.approx(2, abs=0.01), pytest.approx(0.0002, abs=1e-6)),
    ]
    assert points(rate, "highest: 0.0002 at step 2") == rates
    # All axes begin at 0.
    assert [each.labels(axis)[0] for each in (loss, rate) for axis in ("x", "y")] == ["0"] * 4
    assert learning_curve([]) is None
    assert learning_curve(HISTORY[2:]) is None


def points(chart: Drawn, title: str) -> list[tuple[float, float]]:
    """The points of a line, by the numbers at the axes."""
    return [(chart.value("x", x), chart.value("y", y)) for x, y in chart.line(title)]


def test_an_evaluation_loss_that_is_no_number_has_no_dot() -> None:
    curve = learning_curve([{**HISTORY[1], "evaluation_loss": float("inf")}])
    assert curve is not None
    assert curve.evaluation == []


def test_one_step_makes_a_curve_too() -> None:
    curve = learning_curve([{"step": 1, "loss": 0.0, "learning_rate": 0.0}])
    assert curve is not None
    assert curve.loss == curve.rate == [StepValue(1, 0)]
    chart = Drawn.all_of(loss_drawing(curve))[0]
    assert points(chart, "training: loss 0.000 at step 1, 0.000 at step 1")[0] == pytest.approx((1, 0))


def test_a_range_holds_0_and_is_never_a_point() -> None:
    assert range_of([3, 1]) == (0, 3)
    assert range_of([2, 2]) == (0, 2)
    assert range_of([-1, 2]) == (-1, 2)
    assert range_of([0]) == (0, 1)


def test_many_points_are_thinned_to_means() -> None:
    found = thinned([StepValue(step, step % 2) for step in range(600)])
    assert len(found) == 300
    assert [point.step for point in found[:2]] == [0.5, 2.5]
    assert {point.value for point in found} == {0.5}
    assert thinned([StepValue(step, step) for step in range(3)]) == [(0, 0), (1, 1), (2, 2)]


def test_a_page_with_every_chart_and_long_reviews_weighs_less_than_half_a_megabyte(
    version: Path, tmp_path: Path
) -> None:
    history = [
        {"step": step, "loss": 1 + 1 / step, "learning_rate": 0.0005 / step}
        | ({"evaluation_loss": 1.5} if step % 500 == 0 else {})
        for step in range(10, 20_001, 10)
    ]
    (version / "history.json").write_text(json.dumps(history))
    page = write_report(rating_task(), version, tmp_path).read_bytes()
    # Loss and learning rate in two widths, and a reliability diagram for what reads.
    assert len(Drawn.all_of(page.decode())) == 5
    assert len(page) < 500_000
