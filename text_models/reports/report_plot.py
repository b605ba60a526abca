"""Data to the pixels of a small drawing: what the report page needs to draw a line or a dot in SVG."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 72, 12, 10, 40
MOST_POINTS = 300


class Tick(NamedTuple):
    """A place on an axis, in pixels, and the number to write there."""

    pixel: float
    label: str


@dataclass(frozen=True)
class Plot:
    """A drawing of `width` x `height` pixels whose axes run over (low, high) of x and y."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    width: int
    height: int

    @property
    def left(self) -> int:
        """The pixel where the x axis begins."""
        return MARGIN_LEFT

    @property
    def right(self) -> int:
        """The pixel where the x axis ends."""
        return self.width - MARGIN_RIGHT

    @property
    def top(self) -> int:
        """The pixel where the y axis ends."""
        return MARGIN_TOP

    @property
    def bottom(self) -> int:
        """The pixel where the y axis begins."""
        return self.height - MARGIN_BOTTOM

    def x(self, value: float) -> float:
        """The pixel of `value` on the x axis."""
        low, high = self.x_range
        return round(self.left + (value - low) / (high - low) * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """The pixel of `value` on the y axis, which points up."""
        low, high = self.y_range
        return round(self.bottom - (value - low) / (high - low) * (self.bottom - self.top), 1)

    def points(self, xs: Iterable[float], ys: Iterable[float]) -> str:
        """The `points` of a polyline."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in zip(xs, ys, strict=True))

    @property
    def x_ticks(self) -> list[Tick]:
        """Where to write which number below the x axis."""
        return [Tick(self.x(value), f"{value:,g}") for value in round_numbers(*self.x_range)]

    @property
    def y_ticks(self) -> list[Tick]:
        """Where to write which number beside the y axis."""
        return [Tick(self.y(value), f"{value:,g}") for value in round_numbers(*self.y_range)]


def round_numbers(low: float, high: float) -> list[float]:
    """Return two to six multiples of 1, 2 or 5 times a power of ten, from `low` to `high`; low < high."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{number * step:.10g}") for number in range(first, last + 1)]


def range_of(values: Iterable[float], *, with_zero: bool = False) -> tuple[float, float]:
    """Return the lowest and the highest of the values; more where they are the same: an axis has a length."""
    known = [*values, *([0.0] if with_zero else [])]
    low, high = min(known), max(known)
    return (low, high) if high > low else (low, low + (abs(low) or 1.0))


def thinned(xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return at most 300 points: the means of stretches of equal length, where there are more of them."""
    stretches = np.array_split(np.arange(len(xs)), min(len(xs), MOST_POINTS))
    return (
        np.array([xs[stretch].mean() for stretch in stretches]),
        np.array([ys[stretch].mean() for stretch in stretches]),
    )
