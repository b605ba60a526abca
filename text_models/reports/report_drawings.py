"""What the report page draws of a version: its learning curve and reliability diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from charts.chart import NARROW
from charts.open_chart import TITLED, in_both_widths, open_chart
from charts.palette import SOFT, TWO
from text_models.reports.report_charts import LearningCurve, ReliabilityBin, StepValue

RADIUS = (3.0, 11.0)


def loss_drawing(curve: LearningCurve) -> str:
    """Return the loss of training as a line, and that on the texts held back as dots."""
    first, last = curve.loss[0], curve.loss[-1]
    ends = f"loss {first.value:.3f} at step {first.step:,.0f}, {last.value:.3f} at step {last.step:,.0f}"

    def drawn(width: int) -> str:
        with open_chart(width, 260, TITLED) as chart:
            chart.numbers("x", *range_of(point.step for point in curve.loss), only_whole=True)
            chart.numbers("y", *range_of(point.value for point in [*curve.loss, *curve.evaluation]))
            chart.x_title("step")
            chart.y_title("loss")
            chart.line(*_columns(curve.loss), f"training: {ends}")
            for point in curve.evaluation:
                held_back = f"held back: loss {point.value:.3f} at step {point.step:,.0f}"
                chart.dot(point.step, point.value, 4, held_back, colour=TWO)
            return chart.svg("Loss over the training steps")

    return in_both_widths(drawn)


def rate_drawing(curve: LearningCurve) -> str:
    """Return the learning rate as a line."""
    highest = max(curve.rate, key=lambda point: point.value)

    def drawn(width: int) -> str:
        with open_chart(width, 180, TITLED) as chart:
            chart.numbers("x", *range_of(point.step for point in curve.rate), only_whole=True)
            chart.numbers("y", *range_of(point.value for point in curve.rate))
            chart.x_title("step")
            chart.y_title("learning rate")
            chart.line(*_columns(curve.rate), f"highest: {highest.value:.3g} at step {highest.step:,.0f}")
            return chart.svg("Learning rate over the training steps")

    return in_both_widths(drawn)


def reliability_drawing(bins: Sequence[ReliabilityBin], noun: str) -> str:
    """Return how often a predictor is right (y) where it is so sure (x); a dot's area tells how many texts.

    `noun` is what the task calls texts, in the plural.
    """
    texts = sum(each.texts for each in bins)
    smallest, largest = RADIUS
    with open_chart(NARROW, NARROW, TITLED) as chart:
        chart.numbers("x", 0, 1)
        chart.numbers("y", 0, 1)
        chart.x_title("confidence")
        chart.y_title("share right")
        chart.reference([0, 1], [0, 1], "right as often as sure")
        chart.text(0.03, 0.93, "not sure enough", title="above the dashed line", color=SOFT)
        chart.text(0.97, 0.04, "too sure", title="below the dashed line", ha="right", color=SOFT)
        for each in bins:
            radius = smallest + (largest - smallest) * (each.texts / texts) ** 0.5
            title = f"{each.texts:,} {noun}: {each.right:.0%} right, {each.confidence:.0%} sure"
            chart.dot(each.confidence, each.right, radius, title)
        return chart.svg("Reliability diagram")


def range_of(values: Iterable[float]) -> tuple[float, float]:
    """Return the ends of an axis that holds 0 and the values; it has a length when all of them are 0."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    return (low, high) if high > low else (low, 1.0)


def _columns(points: Sequence[StepValue]) -> tuple[list[float], list[float]]:
    return [point.step for point in points], [point.value for point in points]
