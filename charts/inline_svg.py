"""What matplotlib writes as a file of SVG, as a small <svg> element of a page.

It holds no id and refers to nothing, so that many can stand in one page; text is text; colours are the page's
variables. Equal drawings give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from charts.palette import variable_of

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PROPERTIES = (
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "font-size", "font-weight", "text-anchor",
)  # fmt: skip


class Words(NamedTuple):
    """What matplotlib is not told, since it would lay it out: titles and texts, by the gid of their artists.

    Artists drawn one after the other with the same title become one mark.
    """

    titles: Mapping[str, str]
    texts: Mapping[str, str]


def inline_svg(file: str, words: Words, *, alt: str) -> str:
    """Return the <svg> of matplotlib's `file`, titled `alt`.

    Its only shapes are path, circle and text; each mark with a title is a <g> that begins with it. Raises
    KeyError when a colour is not of the palette.
    """
    drawn = fromstring(file)  # noqa: S314 - matplotlib's, just written
    _, _, width, height = drawn.attrib["viewBox"].split()
    size = {"viewBox": drawn.attrib["viewBox"], "width": width, "height": height}
    svg = Element("svg", {"class": "chart", **size, "role": "img", "aria-label": alt})
    SubElement(svg, "title").text = alt
    for title, shapes in groupby(_shapes(drawn, words), lambda shape: shape[0]):
        mark = svg
        if title is not None:
            mark = SubElement(svg, "g")
            SubElement(mark, "title").text = title
        mark.extend(shape for _, shape in shapes)
    return tostring(svg, encoding="unicode")


def _shapes(drawn: Element, words: Words) -> Iterator[tuple[str | None, Element]]:
    """Yield each shape in the order of drawing, and the title of its mark."""
    markers = {f"#{path.get('id')}": path for path in drawn.iter(f"{_SVG}path") if path.get("id")}

    def walk(element: Element, title: str | None, text: str | None) -> Iterator[tuple[str | None, Element]]:
        gid = element.get("id", "")
        title, text = words.titles.get(gid, title), words.texts.get(gid, text)
        match element.tag.removeprefix(_SVG):
            case "g" | "svg":
                for child in element:
                    yield from walk(child, title, text)
            case "path":
                yield title, Element("path", {"d": _rounded(element.attrib["d"]), "style": _style(element)})
            case "use":
                yield title, _circle(element, markers[element.attrib[_HREF]])
            case "text":
                yield title, _text(element, text)

    yield from walk(drawn, None, None)


def _circle(use: Element, marker: Element) -> Element:
    """The only marker of our charts is the circle around 0."""
    radius = max(float(number) for number in re.findall(r"-?[\d.]+", marker.attrib["d"]))
    x, y = (_rounded(use.attrib[name]) for name in ("x", "y"))
    return Element("circle", {"cx": x, "cy": y, "r": f"{radius:.3g}", "style": _style(use)})


def _text(element: Element, text: str | None) -> Element:
    places = {name: _rounded(element.attrib[name]) for name in ("x", "y")}
    written = Element("text", places | {"style": _style(element)})
    written.text = element.text if text is None else text
    return written


def _rounded(numbers: str) -> str:
    """Return coordinates to a tenth of a pixel."""
    return " ".join(_NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), numbers).split())


def _style(element: Element) -> str:
    pairs = (part.strip().partition(": ") for part in element.attrib["style"].split(";"))
    kept = (f"{name}:{value}" for name, _, value in pairs if name in _PROPERTIES)
    return _COLOUR.sub(lambda found: variable_of(found[0]), ";".join(kept))
