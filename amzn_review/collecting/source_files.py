"""The TOML files that declare sources: presets of the project, and a user's own that are collected."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from amzn_review.collecting.source import VARIABLES_BEGIN, Fields, Lookup, Paging, Records, Source
from amzn_review.collecting.source_error import SourceFileError
from amzn_review.data_layout import is_category
from text_files.documents.file_layout import document_layouts

_PRESET = "preset"
_GIVEN = ("name", "folder")  # by where the file lies, not by what stands in it
_TABLES = {"paging": Paging, "records": Records, "fields": Fields, "lookup": Lookup}


def source_names(folder: Path) -> list[str]:
    """The names of the sources that a folder declares, sorted; none if there is no such folder."""
    return sorted(path.stem for path in folder.glob("[!.]*.toml"))


def read_source(folders: Sequence[Path], name: str, task_folders: Sequence[Path]) -> Source:
    """The source `name` of the last of `folders`, over the preset that it names, in any of them.

    Raises SourceFileError: no such file, or one that cannot be used; LayoutError: no such task.
    """
    path = folders[-1] / f"{name}.toml"
    if not path.is_file():
        declared = ", ".join(source_names(folders[-1])) or "none"
        raise SourceFileError(
            f"Source {name!r} is not declared: {path} is not there. Declared are: {declared}; "
            "docs/collecting.md shows such a file."
        )
    if not is_category(name):
        raise SourceFileError(
            f"{path}: a source cannot be called {name!r}; expected lower-case letters, digits, _ and -."
        )
    content = _content(path)
    preset = _preset(folders, path, content.pop(_PRESET, None))
    source = _source(path, name, _merged(preset, content))
    document_layouts(task_folders, source.task)
    source.url()
    source.parameters()
    return source


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceFileError(f"{path} is no readable TOML file ({error}): correct it.") from None


def _preset(folders: Sequence[Path], path: Path, name: object) -> dict[str, Any]:
    if name is None:
        return {}
    files = {found.stem: found for folder in folders for found in folder.glob("[!.]*.toml") if found != path}
    if not isinstance(name, str) or name not in files:
        raise SourceFileError(f"{path}: found preset {name!r}; expected one of {', '.join(sorted(files))}.")
    return _content(files[name])


def _merged(preset: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The preset with the user's values in their places, table by table."""
    merged = dict(preset)
    for key, value in own.items():
        is_table = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = {**merged[key], **value} if is_table else value
    return merged


def _source(path: Path, name: str, content: Mapping[str, Any]) -> Source:
    _refuse_unknown(path, "", content, [*Source.__struct_fields__, _PRESET])
    for table, kind in _TABLES.items():
        if isinstance(content.get(table), dict):
            _refuse_unknown(path, f"[{table}] ", content[table], kind.__struct_fields__)
    try:
        source = msgspec.convert({**content, "name": name, "folder": str(path.parent)}, Source)
    except msgspec.ValidationError as error:
        raise SourceFileError(f"{path}: {error}; correct it.") from None
    paging = source.paging
    if paging.order == "newest_first" and not paging.token:
        raise SourceFileError(f"{path}: [paging] has no `token`, by which pages go back; name the parameter.")
    if source.token_variable and not source.token_variable.startswith(VARIABLES_BEGIN):
        raise SourceFileError(
            f"{path}: `token_variable` is {source.token_variable!r}; expected the name of an environment "
            f"variable that begins with {VARIABLES_BEGIN}, never the token itself."
        )
    return source


def _refuse_unknown(path: Path, where: str, found: Mapping[str, Any], fields: Sequence[str]) -> None:
    known = [field for field in fields if where or field not in _GIVEN]
    if strangers := sorted(set(found) - set(known)):
        raise SourceFileError(
            f"{path}: {where}`{strangers[0]}` is not known; expected some of {', '.join(sorted(known))}."
        )
