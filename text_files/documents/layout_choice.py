"""The layout of one file: the known one that fits, changed by what the command says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from labels.label_event import LabelSource
from text_files.documents.file_layout import FileLayout, LayoutError


@dataclass(frozen=True)
class ToldColumns:
    """What a person says of the files; None: the layout says it. `group` is the author's column.

    `labels_elsewhere`: texts get labels from somewhere else too, so that a file may lack the label's column.
    """

    text: str | None = None
    label: str | None = None
    group: str | None = None
    variant: str | None = None
    language: str | None = None
    encoding: str | None = None
    label_source: LabelSource | None = None
    labels_elsewhere: bool = False

    def applied(self, layout: FileLayout) -> FileLayout:
        """The layout with what is told in its place."""
        told: dict[str, Any] = {
            "text": self.text,
            "label": self.label,
            "author": self.group,
            "variant": self.variant,
            "language": self.language,
            "encoding": self.encoding,
            "label_source": self.label_source,
        }
        changes = {name: value for name, value in told.items() if value is not None}
        if self.label and self.label != layout.label:
            changes |= {"label_values": {}, "label_separator": None, "weight_columns": {}}
        if self.language:
            changes["language_column"] = None
        return replace(layout, **changes)


def choose_layout(
    layouts: Sequence[FileLayout], told: ToldColumns, found: Sequence[str], name: str
) -> FileLayout:
    """The first layout whose columns the file has; with a text column told, one of it alone if none fits.

    `found` are the file's columns, `name` the file's. Raises LayoutError with the columns found and expected.
    """
    candidates = [told.applied(layout) for layout in layouts]
    if told.text:
        plain = FileLayout("told", told.text)
        candidates.append(told.applied(plain))
        if told.labels_elsewhere:
            candidates.append(replace(told, label=None).applied(plain))
    for candidate in candidates:
        if not candidate.missing(found):
            return candidate
    columns = ", ".join(repr(column) for column in found)
    if told.text:
        missing = candidates[-1].missing(found)
        raise LayoutError(
            f"{name} has no column {missing[0]!r}; found {columns}: name one of these."
            if missing
            else f"{name} fits no layout."
        )
    known = "; ".join(f"{it.name}: {', '.join(repr(column) for column in it.columns())}" for it in candidates)
    expected = f"those of a known layout ({known})" if known else "a layout of the task, of which it has none"
    raise LayoutError(
        f"{name} has the columns {columns}; expected {expected}. Name the text's with --text-column."
    )
