"""Pages of HTML that need nothing but themselves, from the templates of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from charts.palette import style_sheet
from storage.atomic_file import write_durably

PAGE = "index.html"


def write_page(folder: Path, template: str, **content: Any) -> Path:
    """Write `folder`/index.html from a template; return its path.

    Texts are other people's: every one is escaped, but for the charts, which the template marks as safe.
    Raises jinja2's UndefinedError when the template names what is not given.
    """
    environment = Environment(
        loader=PackageLoader("text_models.reports", ""),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = "{:,}".format
    page = folder / PAGE
    written = environment.get_template(template).render(chart_style=style_sheet(), **content)
    write_durably(page, written.encode("utf-8", errors="replace"))
    return page
