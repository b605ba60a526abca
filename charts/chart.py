"""A chart: axes with round numbers, and marks that say what they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

from charts.inline_svg import Words, inline_svg
from charts.palette import ONE, PAPER, SOFT

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    Place = float | date

WIDE, NARROW = 720, 350  # pixels: a window, a telephone
DIGIT = 7.6  # pixels of a digit in the widest font that numbers of 12 pixels are likely to be shown in
ABOVE_THE_REST = 10  # of matplotlib's order of drawing


class Chart:
    """Axes to draw on: places are in the data's units, sizes in pixels.

    Marks appear in the order in which they are drawn. Each says its title under the pointer; those drawn one
    after the other with the same title are one.
    """

    def __init__(self, axes: Axes, width: int) -> None:
        self.axes = axes
        self.width = width
        self._titles: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._marks = 0

    @property
    def is_narrow(self) -> bool:
        """Whether there is the room of a telephone only."""
        return self.width <= NARROW

    def days(self, first: date, last: date) -> None:
        """Let the x axis run from one day to another, with years, months or days written in full."""
        from matplotlib import dates

        ends = _number(first), _number(last)
        self.axes.set_xlim(ends)
        most = {dates.YEARLY: 5, dates.MONTHLY: 5, dates.DAILY: 4} if self.is_narrow else 8
        locator = dates.AutoDateLocator(minticks=2, maxticks=most)
        locator.set_axis(self.axes.xaxis)
        formatter = dates.AutoDateFormatter(locator)
        formatter.scaled = {1.0: "%Y-%m-%d", 28.0: "%Y-%m", 365.0: "%Y"}
        places = [float(place) for place in locator() if ends[0] <= place <= ends[1]]
        written = list(zip(places, formatter.format_ticks(places), strict=True))
        # A label is centred on its place: one that would stick out of the chart is left out.
        fitting = [(place, label) for place, label in written if self._is_inside(place, label)]
        self.axes.set_xticks([place for place, _ in fitting], labels=[label for _, label in fitting])

    def numbers(self, name: str, low: float, high: float, *, only_whole: bool = False) -> None:
        """Let axis "x" or "y" run from `low` to `high`, with a grid of round numbers; low < high."""
        from matplotlib.ticker import FuncFormatter, MaxNLocator

        axis = self.axes.xaxis if name == "x" else self.axes.yaxis
        most = 4 if self.is_narrow and name == "x" else 6
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10], integer=only_whole))
        axis.set_major_formatter(FuncFormatter(_written))
        axis.grid(visible=True)
        self.axes.set(**{f"{name}lim": (low, high)})

    def names(self, name: str, low: float, high: float, places: Mapping[float, str]) -> None:
        """Let axis "x" or "y" run from `low` to `high`, with a name written at each place; low < high."""
        axis = self.axes.xaxis if name == "x" else self.axes.yaxis
        axis.set_ticks(list(places), labels=list(places.values()))
        self.axes.set(**{f"{name}lim": (low, high)})

    def x_title(self, text: str) -> None:
        """Write below the x axis what it shows."""
        self.axes.set_xlabel(text, labelpad=5)

    def y_title(self, text: str) -> None:
        """Write above the y axis what it shows, where it can be read upright."""
        corner = _shifted(self.axes.transAxes, 2 - self.axes.bbox.x0, 12)
        self.axes.text(0, 1, text, transform=corner, color=SOFT)

    def bar(self, left: Place, right: Place, height: float, title: str, *, colour: str = ONE) -> None:
        """Draw a bar from 0 to `height`, with a little air before the next."""
        from matplotlib.patches import Rectangle

        start, end = _number(left), _number(right)
        self._add(Rectangle((start, 0), (end - start) * 0.9, height, facecolor=colour), title)

    def dot(self, x: Place, y: float, radius: float, title: str, *, colour: str = ONE) -> None:
        """Draw a dot through which others are seen."""
        self._circle(x, y, radius, title, color=colour, alpha=0.75, markeredgewidth=0)

    def ring(self, x: Place, y: float, radius: float, title: str) -> None:
        """Draw a ring."""
        self._circle(x, y, radius, title, color=PAPER, markeredgecolor=SOFT, markeredgewidth=1.5)

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        title: str,
        *,
        colour: str = ONE,
        width: float = 1.5,
    ) -> None:
        """Draw a line through all points."""
        self._line(xs, ys, title, color=colour, linewidth=width)

    def reference(self, xs: Sequence[float], ys: Sequence[float], title: str) -> None:
        """Draw a dashed line to compare with."""
        self._line(xs, ys, title, color=SOFT, linewidth=1, dashes=(4, 4))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        title: str,
        shift: tuple[float, float] = (0, 0),
        **look: Any,
    ) -> None:
        """Write text `shift` pixels to the right of a place and above it; `look` is for matplotlib's Text.

        How long it becomes is the browser's business, so that any script will do.
        """
        from matplotlib.text import Text

        where = _shifted(self.axes.transData, *shift)
        self._texts[self._add(Text(x, y, "text", transform=where, **look), title)] = text

    def svg(self, alt: str) -> str:
        """Return the chart as the <svg> of a page, described by `alt`."""
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        file = StringIO()
        FigureCanvasSVG(self.axes.figure).print_svg(file, metadata={"Date": None})
        return inline_svg(file.getvalue(), Words(self._titles, self._texts), alt=alt)

    def _circle(self, x: Place, y: float, radius: float, title: str, **look: Any) -> None:
        self._line([_number(x)], [y], title, linestyle="none", marker="o", markersize=2 * radius, **look)

    def _line(self, xs: Sequence[float], ys: Sequence[float], title: str, **look: Any) -> None:
        from matplotlib.lines import Line2D

        self._add(Line2D(xs, ys, **look), title)

    def _add(self, artist: Artist, title: str) -> str:
        """Put the artist above those before it, and return the name under which its title is known."""
        self._marks += 1
        gid = f"mark {self._marks}"
        self.axes.add_artist(artist)
        artist.set(gid=gid, zorder=ABOVE_THE_REST + self._marks, clip_on=False)
        self._titles[gid] = title
        return gid

    def _is_inside(self, place: float, label: str) -> bool:
        middle, _ = self.axes.transData.transform((place, 0))
        return bool(middle + DIGIT * len(label) / 2 <= self.width)


def _shifted(where: Transform, right: float, up: float) -> Transform:
    from matplotlib.transforms import Affine2D

    return where + Affine2D().translate(right, up)


def _written(value: float, _place: int) -> str:
    """Return a round number without an exponent: "1,000,000", "0.00002"."""
    return format(Decimal(f"{value + 0:.10g}"), ",f").replace("-", "\N{MINUS SIGN}")


def _number(place: Place) -> float:
    """Return a day as matplotlib counts days, and a number as it is."""
    if not isinstance(place, date):
        return place
    from matplotlib.dates import date2num

    return float(date2num(place))
