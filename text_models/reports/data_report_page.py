"""The page about the texts of a task."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from charts.open_chart import TITLED, in_both_widths, open_chart
from text_models.data_report.data_report import DataReport
from text_models.data_report.report_lines import report_sentences, report_tables
from text_models.data_report.word_coverage import VocabularySize
from text_models.reports.page_template import write_page

TEMPLATE = "data_report_page.html"
FEWEST_POINTS = 2


def write_data_report(report: DataReport, folder: Path) -> Path:
    """Write `folder`/index.html about the texts; return its path."""
    return write_page(
        folder,
        TEMPLATE,
        report=report,
        sentences=list(report_sentences(report)),
        tables=list(report_tables(report)),
        unknown=unknown_drawing(report.unknown) if len(report.unknown) >= FEWEST_POINTS else "",
    )


def unknown_drawing(sizes: Sequence[VocabularySize]) -> str:
    """Return the share of unknown words (y) over the size of the vocabulary (x)."""
    places = {math.log10(max(1, size)): f"{size:,}" for size, _ in sizes}
    # Names that would touch each other are left out, from the right.
    shown: dict[float, str] = {}
    for place in sorted(places, reverse=True):
        if not shown or min(shown) - place > 0.35:
            shown[place] = places[place]

    def drawn(width: int) -> str:
        with open_chart(width, 240, TITLED) as chart:
            chart.names("x", min(places), max(places), shown)
            chart.numbers("y", 0, max(0.1, *(share for _, share in sizes)))
            chart.x_title("most frequent training words")
            chart.y_title("share of unknown words")
            shares = [share for _, share in sizes]
            chart.line(list(places), shares, f"{shares[0]:.1%} to {shares[-1]:.1%}")
            for place, (size, share) in zip(places, sizes, strict=True):
                chart.dot(place, share, 4, f"{size:,} words: {share:.1%} unknown")
            return chart.svg("Unknown words over the size of the vocabulary")

    return in_both_widths(drawn)
