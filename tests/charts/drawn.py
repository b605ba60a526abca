"""A chart as its reader gets it: what stands at its axes, and which marks lie where between those numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

MINUS = "\N{MINUS SIGN}"


class Dot(NamedTuple):
    """A circle's centre and radius in pixels, and the title of its mark."""

    x: float
    y: float
    radius: float
    title: str


@dataclass(frozen=True)
class Drawn:
    """One <svg> of a page."""

    root: ElementTree.Element

    @classmethod
    def all_of(cls, page: str) -> list[Drawn]:
        """Return the charts of a page, each parsed as XML."""
        found = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
        return [cls(ElementTree.fromstring(each)) for each in found]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return float(self.root.attrib["width"]), float(self.root.attrib["height"])

    @property
    def titles(self) -> list[str]:
        """What the marks say, in the order of drawing."""
        return [str(mark.findtext("title")) for mark in self.root.iter("g")]

    @property
    def texts(self) -> list[str]:
        """Everything that is written, in the order of drawing: the numbers of the axes first."""
        return [text.text or "" for text in self.root.iter("text")]

    @property
    def dots(self) -> list[Dot]:
        """All circles."""
        return [
            Dot(x, y, radius, str(mark.findtext("title")))
            for mark in self.root.iter("g")
            for circle in mark.iter("circle")
            for x, y, radius in [[float(circle.attrib[name]) for name in ("cx", "cy", "r")]]
        ]

    def bars(self) -> list[tuple[float, float]]:
        """The left edge and the upper end of each filled path with a title, in pixels."""
        paths = [path for mark in self.root.iter("g") for path in mark.iter("path")]
        filled = [numbers(path.attrib["d"]) for path in paths if "fill:none" not in path.attrib["style"]]
        return [(min(each[::2]), min(each[1::2])) for each in filled]

    def line(self, title: str) -> list[tuple[float, float]]:
        """The points of the line that is the mark of that title, in pixels."""
        marks = [mark for mark in self.root.iter("g") if mark.findtext("title") == title]
        ((path,),) = ([*mark.iter("path")] for mark in marks)
        found = numbers(path.attrib["d"])
        return list(zip(found[::2], found[1::2], strict=True))

    def labels(self, axis: str) -> list[str]:
        """What stands along axis "x" or "y"."""
        return [text for text, _ in self.ticks(axis)]

    def value(self, axis: str, pixel: float) -> float:
        """The number that a pixel means, by the first and last number that stand along the axis."""
        ticks = [(float(text.replace(",", "").replace(MINUS, "-")), at) for text, at in self.ticks(axis)]
        (low, first), (high, last) = ticks[0], ticks[-1]
        return low + (pixel - first) / (last - first) * (high - low)

    def ticks(self, axis: str) -> list[tuple[str, float]]:
        """The label and pixel of each tick: along x by the middle of its text, along y by its line."""
        anchor = "text-anchor:middle" if axis == "x" else "text-anchor:end"
        texts = [text for text in self.root.findall("text") if anchor in text.attrib["style"]]
        ticks = [text for text in texts if re.fullmatch(rf"{MINUS}?[\d.,-]+", text.text or "")]
        labels = [text.text or "" for text in ticks]
        if axis == "x":
            return list(zip(labels, (float(text.attrib["x"]) for text in ticks), strict=True))
        grid = [path.attrib["d"] for path in self.root.findall("path") if "--line" in path.attrib["style"]]
        rows = [y for _, y, _, other_y in map(numbers, grid) if y == other_y]
        return list(zip(labels, rows, strict=True))


def numbers(path: str) -> list[float]:
    """The coordinates of a path's "d"."""
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]
