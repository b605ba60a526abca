"""Charts of one look, in the sizes of a window and of a telephone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from charts.chart import NARROW, WIDE, Chart
from charts.matplotlib_folder import choose_matplotlib_folder
from charts.palette import INK, LINE, SOFT

_POINTS_PER_INCH = 72  # so that a point is a pixel
_LOOK = {
    "axes.axisbelow": True,
    "axes.edgecolor": SOFT,
    "axes.facecolor": "none",
    "axes.labelcolor": SOFT,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "grid.color": LINE,
    "grid.linewidth": 1,
    "svg.fonttype": "none",
    "text.color": INK,
    "xtick.bottom": False,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "ytick.left": False,
}
# matplotlib's parameters are the process's: one thread draws at a time.
_TURN = threading.Lock()


class Margins(NamedTuple):
    """Pixels between the edges of a chart and its axes."""

    left: float = 64
    right: float = 20
    top: float = 28
    bottom: float = 26


UNTITLED, TITLED = Margins(), Margins(bottom=44)  # the x axis


@contextmanager
def open_chart(width: int, height: int, margins: Margins = UNTITLED) -> Iterator[Chart]:
    """Open a chart of so many pixels; call its `svg` within the block.

    The first one imports matplotlib, which takes a second. Threads take turns.
    """
    choose_matplotlib_folder()
    import matplotlib
    from matplotlib.figure import Figure

    with _TURN, matplotlib.rc_context():
        # Whatever file of parameters the user has.
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_LOOK)
        size = (width / _POINTS_PER_INCH, height / _POINTS_PER_INCH)
        figure = Figure(size, dpi=_POINTS_PER_INCH, frameon=False)
        left, right, top, bottom = margins
        across, up = width - left - right, height - top - bottom
        yield Chart(figure.add_axes((left / width, bottom / height, across / width, up / height)), width)


def in_both_widths(drawn: Callable[[int], str]) -> str:
    """Return what `drawn` draws in WIDE and in NARROW pixels; the page's style sheet shows one of the two."""
    return f'<div class="wide">{drawn(WIDE)}</div>\n<div class="narrow">{drawn(NARROW)}</div>'
