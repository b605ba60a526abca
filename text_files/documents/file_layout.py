"""Which column of a file of texts is what: layouts as TOML declares them and a command changes them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from errors import SentenceError
from labels.label_event import LABEL_SOURCES, LabelSource

LAYOUTS = "layouts"
REVIEWS = "rating"
_TABLE = "layout"
_COLUMNS = ("text", "label", "external_id", "author", "entity", "variant", "created_at", "language_column")


class LayoutError(SentenceError):
    """A layout cannot be read, or none fits a file; ``str()`` is one sentence."""


@dataclass(frozen=True)
class FileLayout:
    """Names of columns, and what holds for the whole file.

    `language` is the code of all its texts, `encoding` that of a file without a byte-order mark.
    `label_values` turns what stands in the label's column into a label; without it that is the label.
    `weight_columns` hold how many raters gave the label that each of them is for.
    `label_separator` stands between the labels of a text that has any number. `author_fields` are hashed
    beside the author. `variants` are those that a file's name may tell.
    """

    name: str
    text: str
    label: str | None = None
    label_values: Mapping[str, str] = field(default_factory=dict)
    label_separator: str | None = None
    label_source: LabelSource = "gold"
    external_id: str | None = None
    author: str | None = None
    author_fields: tuple[str, ...] = ()
    entity: str | None = None
    variant: str | None = None
    variants: tuple[str, ...] = ()
    created_at: str | None = None
    language: str | None = None
    language_column: str | None = None
    encoding: str = "utf-8"
    # Not shown, as what is loaded is named after the layout's representation, and weights load nothing.
    weight_columns: Mapping[str, str] = field(default_factory=dict, repr=False)

    def columns(self) -> list[str]:
        """The columns that a file of this layout has."""
        named = [getattr(self, name) for name in _COLUMNS]
        return [column for column in [*named, *self.author_fields] if column is not None]

    def missing(self, found: Collection[str]) -> list[str]:
        """The columns that are not among those found."""
        return [column for column in self.columns() if column not in found]


def read_layouts(folders: Iterable[Path], task: str) -> list[FileLayout]:
    """The layouts of a task: from layouts/TASK.toml or table `layout` of TASK.toml; a later folder first.

    Raises LayoutError: there is no such task, or a file that cannot be read.
    """
    folders = list(folders)
    places = [place for folder in reversed(folders) for place in (folder, folder / LAYOUTS)]
    files = [path for place in places if (path := place / f"{task}.toml").is_file()]
    if not files:
        known = sorted({path.stem for place in places for path in place.glob("[!.]*.toml")})
        raise LayoutError(
            f"Texts of task {task!r} cannot be read: no file declares it. Expected one of "
            f"{', '.join(known)}, or a {task}.toml in {folders[-1]}."
        )
    return [layout for path in files for layout in _layouts_of(path)]


def document_layouts(folders: Iterable[Path], task: str) -> list[FileLayout]:
    """The layouts of a task whose texts are loaded as documents. Raises LayoutError for reviews, too."""
    if task == REVIEWS:
        raise LayoutError(
            f"Documents cannot be added to task {task!r}: its texts are reviews, which "
            "`amzn-review load` takes."
        )
    return read_layouts(folders, task)


def _layouts_of(path: Path) -> list[FileLayout]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutError(f"{path} is no readable TOML file ({error}): correct it.") from None
    tables = content.get(_TABLE, {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise LayoutError(f"{path}: expected tables such as [layout.export]; correct it.")
    return [_layout(path, name, table) for name, table in tables.items()]


def _layout(path: Path, name: str, table: Mapping[str, Any]) -> FileLayout:
    where = f"{path}, [layout.{name}]"
    known = {item.name for item in fields(FileLayout)} - {"name"}
    if strangers := sorted(set(table) - known):
        raise LayoutError(
            f"{where}: `{strangers[0]}` is not known; expected some of {', '.join(sorted(known))}."
        )
    if "text" not in table:
        raise LayoutError(f"{where}: `text` is missing; name the column of the text.")
    given = dict(table)
    for key, value in table.items():
        if key in {"author_fields", "variants"}:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise LayoutError(f"{where}: `{key}` must be a list of texts; found {value!r}.")
            given[key] = tuple(value)
        elif key in {"label_values", "weight_columns"}:
            if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
                raise LayoutError(f"{where}: `{key}` must be a table of texts; found {value!r}.")
        elif not isinstance(value, str):
            raise LayoutError(f"{where}: `{key}` must be a text; found {value!r}.")
    if given.get("label_source", "gold") not in LABEL_SOURCES:
        raise LayoutError(
            f"{where}: `label_source` is {given['label_source']!r}; expected one of "
            f"{', '.join(LABEL_SOURCES)}."
        )
    return FileLayout(name=name, **given)
