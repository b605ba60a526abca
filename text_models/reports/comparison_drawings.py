"""What the page of a comparison draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from charts.chart import NARROW
from charts.open_chart import TITLED, Margins, in_both_widths, open_chart
from charts.palette import ONE, SOFT, TWO
from text_models.comparison.comparison import LearningPoint
from text_models.ladder.author_curve import CurveRow
from text_models.reports.comparison_charts import LabelErrors, LengthFifth
from text_models.reports.threshold_curves import LabelCurves

HEIGHT = 260
DOT = 5.0
LONG_TITLED = Margins(bottom=48)


def roc_drawing(curves: LabelCurves, rung: str) -> str:
    """Return the ROC curve of a label."""
    with open_chart(NARROW, NARROW, TITLED) as chart:
        chart.numbers("x", 0, 1)
        chart.numbers("y", 0, 1)
        chart.x_title("share of the others that are flagged")
        chart.y_title(f"share of {curves.label} that is found")
        chart.reference([0, 1], [0, 1], "by chance")
        chart.line(curves.roc.xs, curves.roc.ys, f"{rung}: area {curves.roc.area:.3f}", width=2)
        return chart.svg(f"ROC curve of {curves.label}")


def precision_recall_drawing(curves: LabelCurves, rung: str) -> str:
    """Return the precision of a label over its recall."""
    found = curves.precision_recall
    with open_chart(NARROW, NARROW, TITLED) as chart:
        chart.numbers("x", 0, 1)
        chart.numbers("y", 0, 1)
        chart.x_title("recall: share that is found")
        chart.y_title(f"precision of {curves.label}")
        chart.reference([0, 1], [curves.share] * 2, f"by chance: {curves.share:.2f}")
        chart.line(found.xs, found.ys, f"{rung}: average precision {found.area:.3f}", width=2)
        return chart.svg(f"Precision and recall of {curves.label}")


def ndcg_drawing(fifths: Sequence[int], noun: str) -> str:
    """Return the number of texts in each fifth of NDCG@3."""

    def drawn(width: int) -> str:
        with open_chart(width, HEIGHT, TITLED) as chart:
            chart.numbers("x", 0, 1)
            chart.numbers("y", 0, max(fifths) or 1, only_whole=True)
            chart.x_title("NDCG@3 of a text")
            chart.y_title(noun)
            for place, texts in enumerate(fifths):
                left, right = place / len(fifths), (place + 1) / len(fifths)
                title = f"{left:.1f} to {right:.1f}: {texts:,} {noun}, {texts / sum(fifths):.0%}"
                chart.bar(left, right, texts, title)
            return chart.svg("Histogram of NDCG@3")

    return in_both_widths(drawn)


def label_errors_drawing(errors: Sequence[LabelErrors], noun: str) -> str:
    """Return what is missed and what is wrong of each label (y) over its training texts (x)."""
    places = {error.label: math.log10(max(1, error.training)) for error in errors}
    low, high = math.floor(min(places.values())), math.ceil(max(places.values()))

    def drawn(width: int) -> str:
        with open_chart(width, HEIGHT, TITLED) as chart:
            chart.names("x", low, max(high, low + 1), {n: f"{10**n:,}" for n in range(low, high + 1)})
            chart.numbers("y", 0, 1)
            chart.x_title(f"training {noun} of the label")
            chart.y_title("share missed (blue), share wrong (orange)")
            for error in errors:
                for share, colour, word in ((error.missed, ONE, "missed"), (error.wrong, TWO, "wrong")):
                    if share is not None:
                        title = f"{error.label}, {error.training:,} training {noun}: {share:.0%} {word}"
                        chart.dot(places[error.label], share, DOT, title, colour=colour)
            return chart.svg("Errors of each label over its training texts")

    return in_both_widths(drawn)


def length_drawing(fifths: Sequence[LengthFifth], noun: str) -> str:
    """Return the share of the worst texts in each fifth of the lengths."""

    def drawn(width: int) -> str:
        with open_chart(width, HEIGHT, TITLED) as chart:
            names = {place + 0.45: f"to {part.longest:,}" for place, part in enumerate(fifths)}
            chart.names("x", 0, len(fifths), names)
            chart.numbers("y", 0, max(0.4, *(part.share_of_worst for part in fifths)))
            chart.x_title("characters")
            chart.y_title(f"share of the worst tenth of the {noun}")
            for place, part in enumerate(fifths):
                held = f"{part.texts:,} {noun}, {part.share_of_worst:.0%} of the worst"
                title = f"{_range(part)} characters: {held}"
                chart.bar(place, place + 1, part.share_of_worst, title)
            whole = sum(part.texts for part in fifths)
            expected = [part.texts / whole for part in fifths for _ in range(2)]
            steps = [float(place + end) for place in range(len(fifths)) for end in (0, 1)]
            chart.reference(steps, expected, "if length made no difference")
            return chart.svg("Length of the worst texts")

    return in_both_widths(drawn)


def sizes_drawing(curves: Mapping[str, Sequence[LearningPoint]], best: str, metric: str) -> str:
    """Return the metric of each rung (y) over the texts that it learned from (x); the best one in colour."""
    told = {
        name: [(point.texts, point.value) for point in points if point.value is not None]
        for name, points in curves.items()
    }
    texts = sorted({size for points in told.values() for size, _ in points})
    if not texts:
        return ""
    values = [value for points in told.values() for _, value in points]
    order = sorted(told, key=lambda name: name == best)

    def drawn(width: int) -> str:
        with open_chart(width, HEIGHT, LONG_TITLED) as chart:
            low, high = math.log10(texts[0]), math.log10(texts[-1])
            high = max(high, low + 0.5)
            chart.names("x", low, high, {math.log10(size): f"{size:,}" for size in texts})
            chart.numbers("y", min(0.0, *values), max(values) or 1.0)
            chart.x_title("training texts")
            chart.y_title(metric)
            for name in order:
                if points := told[name]:
                    xs = [math.log10(size) for size, _ in points]
                    ys = [value for _, value in points]
                    ends = f"{name}: {ys[0]:.3f} at {points[0][0]:,} texts, {ys[-1]:.3f} at {points[-1][0]:,}"
                    chart.line(xs, ys, ends, colour=ONE if name == best else SOFT)
                    for x, (size, y) in zip(xs, points, strict=True):
                        colour = ONE if name == best else SOFT
                        chart.dot(x, y, 3, f"{name}: {y:.3f} at {size:,} texts", colour=colour)
            return chart.svg(f"{metric} over the number of training texts")

    return in_both_widths(drawn)


def authors_drawing(points: Sequence[CurveRow]) -> str:
    """Return the accuracy (y) over the number of an author's texts that are judged together (x)."""
    places = {math.log10(point.texts): f"{point.texts:,}" for point in points}

    def drawn(width: int) -> str:
        with open_chart(width, HEIGHT, LONG_TITLED) as chart:
            chart.names("x", min(places), max(*places, min(places) + 0.5), places)
            chart.numbers("y", 0, 1)
            chart.x_title("texts of an author, judged together")
            chart.y_title("accuracy")
            chart.line(list(places), [point.accuracy for point in points], "accuracy")
            for place, point in zip(places, points, strict=True):
                ends = f"{point.accuracy:.3f} ({point.low:.3f} to {point.high:.3f})"
                title = f"{point.texts:,} texts: accuracy {ends}, {point.authors:,} authors"
                chart.line([place, place], [point.low, point.high], title, colour=SOFT)
                chart.dot(place, point.accuracy, DOT, title)
            return chart.svg("Accuracy over the number of an author's texts")

    return in_both_widths(drawn)


def _range(part: LengthFifth) -> str:
    return f"{part.shortest:,}" if part.shortest == part.longest else f"{part.shortest:,}-{part.longest:,}"
