"""Files of texts, read for a task: the same formats and layouts by which documents are loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from errors import SentenceError
from labels.label_event import LabelSource
from text_files.bad_record import BadRecord, shown
from text_files.documents.accounts import Accounts, passing_hash
from text_files.documents.document_line import DocumentLine
from text_files.documents.document_maker import DocumentMaker
from text_files.documents.file_layout import FileLayout
from text_files.documents.layout_choice import ToldColumns
from text_files.documents.open_texts import gold_files_of, open_texts, variant_of
from text_files.documents.rater_share import rater_share
from text_files.sources.gold_labels import GoldLabels
from text_files.sources.source_record import SourceRecord
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.contradictions import find_contradictions
from text_models.reading.hashtags import hashtags_of
from text_models.tasks.task import Kind, Task

WEAK: LabelSource = "weak"
FULL_WEIGHT = 1.0
# Of JSON records some lack the key of the text, where others have an empty one.
NO_TEXT = ("empty", "missing-key")


class BadTextsError(SentenceError, ValueError):
    """Texts from which nothing should be learned as they are; ``str()`` is one sentence with file and row."""


def read_texts(
    task: Task,
    files: Sequence[tuple[Path, Part]],
    layouts: Sequence[FileLayout],
    told: ToldColumns,
    *,
    notes: list[str],
    accounts: Accounts | None = None,
    leave_out_bad: bool = False,
    leave_out_empty: bool = False,
) -> TaskTexts:
    """Return the texts of the files that have a label, in their order, each with the part of its file.

    A .tsv beside an .xml holds gold labels of its tweets. A text without a label of its own has that of its
    author's account, which is a weak one; a text without either is left out. Where a file has no column of
    labels and the task takes them from hashtags, they are those of the text. Authors are numbers that have
    a meaning in this process alone. What a person should know, sentence by sentence, is added to `notes`.

    One bad row refuses everything, as to learn from half a file in silence is wrong; with `leave_out_bad` bad
    rows are left out and counted; `leave_out_empty` does so with empty texts alone. A row is bad when it is
    none (see `DocumentMaker`) or its label is none of the task's; a task without labels takes any. Raises
    BadTextsError, UnreadableTextsError, LayoutError.
    """
    reading = _Reading(task, accounts, _names([path for path, _ in files]), leave_out_empty)
    gold_files = gold_files_of([path for path, _ in files])
    gold = GoldLabels.of_files(gold_files)
    for path, part in files:
        if path not in gold_files:
            with open_texts(path, layouts, told, gold) as (source, layout):
                maker = DocumentMaker(path.name, layout, reading.authors, variant_of(path, layout))
                records = ((maker.line(record), record) for record in source.records())
                reading.take(path, part, layout, records)
            notes += [f"{path.name}: {note}" for note in source.notes]
    notes += gold.notes()
    return reading.finish(notes, leave_out_bad=leave_out_bad)


class _Row(NamedTuple):
    """One text: what TaskTexts has one of for each."""

    identities: str
    texts: str
    labels: str | list[str]
    authors: str | None
    variants: str | None
    languages: str | None
    sources: str
    weights: float
    given: Part


@dataclass
class _Reading:
    task: Task
    accounts: Accounts | None
    names: dict[Path, str]
    leaves_out_empty: bool
    read: int = 0
    rows: list[_Row] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    without_label: Counter[str] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.authors = self.accounts.authors if self.accounts else passing_hash()
        self.known = frozenset(self.task.labels)

    def take(
        self, path: Path, part: Part, layout: FileLayout, records: Iterable[tuple[DocumentLine, SourceRecord]]
    ) -> None:
        """Add the records of a file. Raises BadTextsError when there is none."""
        before = self.read
        for line, record in records:
            self.read += 1
            try:
                row = self._row(line, record, layout, self.names[path], part)
            except BadRecord as bad:
                if self.leaves_out_empty and bad.field == layout.text and bad.reason in NO_TEXT:
                    self.empty[self.names[path]] += 1
                    continue
                self.bad.append(
                    f"{path}, row {line.row:,}, {bad.field}: found {bad.found}, expected {bad.expected}"
                )
                continue
            if row:
                self.rows.append(row)
            else:
                self.without_label[self.names[path]] += 1
        if self.read == before:
            raise BadTextsError(f"{path} holds no record: expected at least one behind the header.")

    def _row(
        self, line: DocumentLine, record: SourceRecord, layout: FileLayout, name: str, part: Part
    ) -> _Row | None:
        """The text; None without a label. Raises BadRecord."""
        if fault := line.fault:
            raise BadRecord(fault.reason, fault.field, fault.found, fault.expected)
        label, source = self._label(line, layout)
        if label is None:
            return None
        return _Row(
            identities=line.external_id or f"{name}:{line.row}",
            texts=line.text,
            labels=label,
            authors=line.author,
            variants=line.variant,
            languages=line.language,
            sources=source,
            weights=rater_share(layout, record.fields, label) if isinstance(label, str) else FULL_WEIGHT,
            given=part,
        )

    def finish(self, notes: list[str], *, leave_out_bad: bool) -> TaskTexts:
        """Return the texts. Raises BadTextsError when rows are bad, or none is left."""
        if self.bad:
            bad = f"{len(self.bad):,} of {self.read:,} rows {'is' if len(self.bad) == 1 else 'are'} bad"
            if not leave_out_bad:
                raise BadTextsError(f"{bad}, the first: {self.bad[0]}. Fix the file, or leave bad rows out.")
            notes.append(f"{bad} and left out, the first: {self.bad[0]}")
        for name, count in self.empty.items():
            notes.append(f"{name}: {count:,} {'text is' if count == 1 else 'texts are'} empty: left out")
        for name, count in self.without_label.items():
            notes.append(f"{name}: {count:,} {'row has' if count == 1 else 'rows have'} no label: left out")
        if not self.rows:
            raise BadTextsError(
                f"No row of {', '.join(self.names.values())} has a label of task {self.task.name}: name the "
                "label's column, or the accounts of the authors."
            )
        columns: dict[str, Any] = dict(
            zip(_Row._fields, map(list, zip(*self.rows, strict=True)), strict=True)
        )
        texts = TaskTexts(**columns | {"weights": np.asarray(columns["weights"], float)})
        if contradictions := find_contradictions(texts):
            notes.append(contradictions.note())
        return texts

    def _label(self, line: DocumentLine, layout: FileLayout) -> tuple[str | list[str] | None, str]:
        """The label and who gave it. Raises BadRecord."""
        label: str | list[str] | None = line.label if line.labels is None else line.labels
        source = line.label_source or WEAK
        if label is None and layout.label is None and self.task.labels_from == "hashtags":
            tags = hashtags_of(line.text, line.language)
            label = [tag for tag in tags if not self.known or tag in self.known] or None
            source = layout.label_source
        if label is None and self.accounts:
            label, source = self.accounts.label_of(line.author), WEAK
        if label is None:
            return None, source
        found = [label] if isinstance(label, str) else list(dict.fromkeys(label))
        found = [self._spelled(one) for one in found]
        column = layout.label or "label"
        if self.known and (strangers := [one for one in found if one not in self.known]):
            some = ", ".join(self.task.labels[:20]) + ("…" if len(self.task.labels) > 20 else "")
            raise BadRecord("unknown-label", column, shown(strangers[0]), f"one of {some}")
        if self.task.kind is Kind.MULTI:
            return found, source
        if len(found) != 1:
            expected = f"one, as task {self.task.name} is of kind {self.task.kind}"
            raise BadRecord("wrong-type", column, f"{len(found)} labels", expected)
        return found[0], source

    def _spelled(self, label: str) -> str:
        """A label of numbers as the task spells it: 5 where a file holds 5.0."""
        whole = label.removesuffix(".0")
        return whole if label not in self.known and whole in self.known else label


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """What each file is called in ids: its name, where no other has it, else its path."""
    counts = Counter(path.name for path in set(paths))
    return {path: path.name if counts[path.name] == 1 else str(path) for path in paths}
