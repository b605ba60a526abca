"""Write docs/rooms.md, a drawing of what imports what, from the imports themselves.

Usage: .venv/bin/python docs/generate_rooms.py [TARGET]
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(__file__).with_name("rooms.md")
PACKAGES = (
    "workflow", "make_local", "label_review", "scoring_service", "amzn_review", "rating_model", "text_models",
    "services", "text_files", "labels", "settings", "storage", "console", "charts", "errors", "tools",
)  # fmt: skip
HEAD = """\
# Rooms

Which folder imports which. An arrow leads from a folder to one that it imports; the drawings leave it out
where other arrows lead to the same folder, the tables name every import. No arrow runs back up, and no two
folders import each other. What belongs into a folder stands in [CONTRIBUTING](../CONTRIBUTING.md#the-house);
the rules are import-linter's contracts in [pyproject.toml](../pyproject.toml).

This page is generated from the imports: `.venv/bin/python docs/generate_rooms.py`. A test compares.
"""

Arrows = dict[str, set[str]]


@dataclass(frozen=True)
class Rooms:
    """`modules`: how many modules lie in each folder, `__init__.py` apart. `imports`: whom it imports."""

    modules: Mapping[str, int]
    imports: Mapping[str, set[str]]

    def below(self, package: str) -> list[str]:
        """The folders of a package, itself first, sorted."""
        return sorted(name for name in self.modules if name == package or name.startswith(f"{package}."))


def read_rooms() -> Rooms:
    """The folders of our packages by their dotted names, and what their modules import of ours."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    folder = {name: name if _path(name).is_dir() else name.rpartition(".")[0] for name in graph.modules}
    modules = dict.fromkeys(folder.values(), 0)
    imports: Arrows = {name: set() for name in modules}
    for name, own in folder.items():
        modules[own] += name != own
        found = {folder[imported] for imported in graph.find_modules_directly_imported_by(name)}
        imports[own] |= found - {own}
    return Rooms(modules, imports)


def direct(arrows: Mapping[str, set[str]]) -> Arrows:
    """The arrows without those for which there is a way round: the same folders can be reached."""
    kept = {name: set(targets) for name, targets in arrows.items()}
    for name in sorted(kept):
        for target in sorted(kept[name]):
            kept[name].discard(target)
            if not _reaches(kept, name, target):
                kept[name].add(target)
    return kept


def rooms_page() -> str:
    """The whole page."""
    rooms = read_rooms()
    parts = [HEAD, "## The packages", ""]
    among = {name: set[str]() for name in PACKAGES}
    for name, targets in rooms.imports.items():
        package = name.partition(".")[0]
        among[package] |= {target.partition(".")[0] for target in targets} - {package}
    parts += [
        *_drawing(among),
        "",
        *_table(PACKAGES, {name: _first_line(name) for name in PACKAGES}, among),
        "",
    ]
    for package in PACKAGES:
        below = rooms.below(package)
        if len(below) == 1:
            continue
        inside = {name: rooms.imports[name] & set(below) for name in below}
        parts += [f"## `{package}`", "", *_drawing(inside), ""]
        titles = {name: f"{rooms.modules[name]} modules: {_first_line(name)}" for name in below}
        parts += [*_table(below, titles, rooms.imports), ""]
    return "\n".join(parts)


def _path(name: str) -> Path:
    return ROOT / name.replace(".", "/")


def _reaches(arrows: Mapping[str, set[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for target in arrows.get(waiting.pop(), ()):
            if target == end:
                return True
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return False


def _drawing(arrows: Mapping[str, set[str]]) -> list[str]:
    """A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html), from above to below."""
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {_node(name)}["{name}"]' for name in sorted(arrows)]
    for name, targets in sorted(direct(arrows).items()):
        lines += [f"    {_node(name)} --> {_node(target)}" for target in sorted(targets)]
    return [*lines, "```"]


def _node(name: str) -> str:
    return name.replace(".", "__")


def _table(names: Iterable[str], titles: Mapping[str, str], imports: Mapping[str, set[str]]) -> list[str]:
    rows = []
    for name in names:
        imported = ", ".join(f"`{it}`" for it in sorted(imports[name])) or "nothing of ours"
        rows.append(f"| `{name}` | {titles[name]} | {imported} |")
    return ["| folder | what it is | imports |", "|---|---|---|", *rows]


def _first_line(name: str) -> str:
    """What the folder's own docstring begins with. Raises LookupError when there is none."""
    document = ast.get_docstring(ast.parse((_path(name) / "__init__.py").read_bytes()))
    if not document:
        raise LookupError(f"{name} does not say what it is: give its __init__.py a docstring.")
    return " ".join(document.partition("\n\n")[0].split()).replace("|", "\\|")


def main(arguments: list[str]) -> None:
    """Write the page to the path given, else to docs/rooms.md."""
    target = Path(arguments[0]) if arguments else TARGET
    target.write_text(rooms_page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
