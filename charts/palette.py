"""The colours of charts and of the pages they stand in, by day and by night."""

from __future__ import annotations

from typing import NamedTuple

INK, SOFT, LINE, PAPER, ONE, TWO = "#1c2430", "#5b6675", "#d8dde4", "#ffffff", "#1f6fb5", "#b34f0c"


class Colour(NamedTuple):
    """What a CSS variable holds on a light page, and on a dark one."""

    light: str
    dark: str


# Blue and orange differ for the colour-blind too, and have a contrast of 4.5 or more with the paper.
COLOURS = {
    "ink": Colour(INK, "#e8ebf0"),
    "soft": Colour(SOFT, "#a3adba"),
    "line": Colour(LINE, "#3a4350"),
    "paper": Colour(PAPER, "#14181e"),
    "one": Colour(ONE, "#6db3f2"),
    "two": Colour(TWO, "#f0995a"),
}
NARROW_SCREEN = 640  # pixels; below, the narrow form of a chart is shown

_VARIABLES = {colour.light: f"var(--{name})" for name, colour in COLOURS.items()}


def variable_of(colour: str) -> str:
    """Return the CSS variable of one of the palette's colours, such as "var(--one)"; KeyError for another."""
    return _VARIABLES[colour]


def style_sheet() -> str:
    """Return the CSS that a page with charts needs: the colours as variables, and which form is shown."""
    light, dark = (
        " ".join(f"--{name}: {colour[place]};" for name, colour in COLOURS.items()) for place in (0, 1)
    )
    return (
        f":root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        ".chart { display: block; max-width: 100%; height: auto; font-family: system-ui, sans-serif; }\n"
        ".chart text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }\n"
        f"@media (max-width: {NARROW_SCREEN}px) {{ .wide {{ display: none; }} }}\n"
        f"@media (min-width: {NARROW_SCREEN}.02px) {{ .narrow {{ display: none; }} }}"
    )
