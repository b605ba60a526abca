"""The report page needs nothing but itself, and says what the evaluation says."""

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.ladder.evaluate_version import evaluate_version
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.metrics.classification import RatingPredictions
from text_models.reports.report import write_report
from text_models.reports.report_charts import confusion, hardest_reviews, learning_curve, reliability
from text_models.reports.report_plot import Plot, range_of, round_numbers, thinned

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
    "figcaption svg line text polyline circle"
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
    evaluate_version(folder, reviews, resamples=50)
    return folder


def test_the_page_is_self_contained_and_runs_nothing(version: Path, tmp_path: Path) -> None:
    (version / "history.json").write_text(json.dumps(HISTORY))
    path = write_report(version, tmp_path / "reports" / "v1")
    assert path == tmp_path / "reports" / "v1" / "index.html"
    page = Page(path)
    assert {"table", "polyline", "circle"} < page.tags
    assert page.tags <= set(TAGS.split())
    names = {name for name, _ in page.attributes}
    assert not {"src", "href"} & names
    assert not [name for name in names if name.startswith("on")]
    assert "url(" not in path.read_text()
    assert "@import" not in path.read_text()
    # The hostile review is there, as text.
    assert HOSTILE in page.texts


def test_the_page_says_what_the_evaluation_says(version: Path, tmp_path: Path) -> None:
    path = write_report(version, tmp_path)
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
        write_report(version, tmp_path / "reports")
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["index.html"]


def test_a_version_without_evaluation_is_named(version_site: VersionSite, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Version v9 has no evaluation\.json: evaluate it first"):
        write_report(version_site.trained("v9"), tmp_path)


def test_a_damaged_evaluation_is_named(version: Path, tmp_path: Path) -> None:
    (version / "evaluation.json").write_text("{")
    with pytest.raises(ValueError, match=r"evaluation\.json is damaged"):
        write_report(version, tmp_path)


def predictions(truth: list[int], likeliest: list[int], confidence: list[float]) -> RatingPredictions:
    probabilities = np.zeros((len(truth), 5))
    for row, (rating, sure) in enumerate(zip(likeliest, confidence, strict=True)):
        probabilities[row] = (1 - sure) / 4
        probabilities[row, rating - 1] = sure
    stars = np.array(likeliest, np.float64)
    return RatingPredictions(np.array(truth), np.array(likeliest), stars, probabilities)


def test_the_confusion_matrix_by_hand() -> None:
    cells = confusion(predictions([5, 5, 5, 1, 2], [5, 5, 4, 5, 2], [0.9] * 5))
    assert cells[4] == [(0, 0.0), (0, 0.0), (0, 0.0), (1, pytest.approx(1 / 3)), (2, pytest.approx(2 / 3))]
    assert cells[0] == [(0, 0.0), (0, 0.0), (0, 0.0), (0, 0.0), (1, 1.0)]
    assert cells[1] == [(0, 0.0), (1, 1.0), (0, 0.0), (0, 0.0), (0, 0.0)]
    assert cells[2] == [(0, 0.0)] * 5


def test_the_reliability_diagram_by_hand() -> None:
    diagram = reliability(predictions([5, 5, 5, 1, 1], [5, 5, 4, 1, 5], [0.9, 0.9, 0.9, 0.5, 0.5]))
    titles = [dot.title for dot in diagram.dots]
    assert titles == ["2 reviews: 50% right, 50% sure", "3 reviews: 67% right, 90% sure"]
    assert [(dot.x, dot.y) for dot in diagram.dots] == [
        (diagram.plot.x(0.5), diagram.plot.y(0.5)),
        (diagram.plot.x(0.9), diagram.plot.y(2 / 3)),
    ]


def test_the_hardest_reviews_are_the_least_likely_ones_and_one_a_text() -> None:
    judged = predictions([5, 1, 1, 2], [5, 5, 5, 2], [0.96, 0.96, 0.96, 0.6])
    texts = ["fine", "long " * 200, "long " * 200, "weak"]
    rows = EvaluatedRows(np.array([11, 12, 13, 14]), texts, {"it": judged})
    hardest = hardest_reviews(rows, "it")
    assert [review.review_id for review in hardest] == [12, 14, 11]
    assert hardest[0][:3] == (12, 1, 5)
    assert hardest[0].probability == pytest.approx(0.01)
    assert hardest[0].expected == pytest.approx(5 * 0.96 + 0.01 * (1 + 2 + 3 + 4))
    assert hardest[0].text == ("long " * 200)[:600] + " …"


def test_the_learning_curve_leaves_out_a_loss_that_is_no_number() -> None:
    curve = learning_curve(HISTORY)
    assert curve is not None
    loss, rate = curve.loss, curve.rate
    assert curve.loss_points == f"{loss.x(1)},{loss.y(1.6)} {loss.x(2)},{loss.y(0.8)}"
    assert curve.evaluation == [(loss.x(2), loss.y(1.2))]
    assert curve.rate_points == f"{rate.x(1)},{rate.y(0.0001)} {rate.x(2)},{rate.y(0.0002)}"
    assert learning_curve([]) is None
    assert learning_curve(HISTORY[2:]) is None


def test_one_step_makes_a_curve_too() -> None:
    curve = learning_curve([{"step": 1, "loss": 0.0, "learning_rate": 0.0}])
    assert curve is not None
    assert curve.loss_points == f"{curve.loss.right}.0,{curve.loss.bottom}.0"


ROUND = [
    ((0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ((0, 612), [0, 200, 400, 600]),
    ((0, 5e-4), [0, 1e-4, 2e-4, 3e-4, 4e-4, 5e-4]),
    ((0.9, 1.1), [0.9, 0.95, 1.0, 1.05, 1.1]),
    ((3, 4), [3, 3.2, 3.4, 3.6, 3.8, 4]),
]


@pytest.mark.parametrize(("ends", "expected"), ROUND)
def test_the_numbers_on_an_axis_are_round(ends: tuple[float, float], expected: list[float]) -> None:
    assert round_numbers(*ends) == pytest.approx(expected)


def test_a_plot_maps_its_corners_to_its_margins() -> None:
    plot = Plot((10, 20), (0, 4), 200, 100)
    assert (plot.x(10), plot.x(20), plot.y(0), plot.y(4)) == (72, 188, 60, 10)
    assert plot.points([10, 15], [0, 2]) == "72.0,60.0 130.0,35.0"
    assert [tick.label for tick in plot.x_ticks] == ["10", "12", "14", "16", "18", "20"]


def test_a_range_is_never_a_point() -> None:
    assert range_of([3, 1, 2]) == (1, 3)
    assert range_of([3, 1], with_zero=True) == (0, 3)
    assert range_of([2, 2]) == (2, 4)
    assert range_of([0]) == (0, 1)


def test_many_points_are_thinned_to_means() -> None:
    xs, ys = thinned(np.arange(600), np.tile([0.0, 1.0], 300))
    assert len(xs) == 300
    assert xs[:2].tolist() == [0.5, 2.5]
    assert set(ys.tolist()) == {0.5}
    assert thinned(np.arange(3), np.arange(3))[0].tolist() == [0, 1, 2]
