"""Labelled texts of the warehouse in a file: a JSON object a line, and back as texts to learn from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.tasks.task import Kind, Task

TEXTS_FILE = "labelled_texts.jsonl"
DOCUMENT = "document "


class LabelledRow(NamedTuple):
    """A text of the warehouse with the label that counts now, as the statement of the export selects it.

    `label_set`, for a task whose texts have any number of labels, is a list as JSON; else it is None.
    """

    document_id: int
    text: str
    label: str | None
    label_set: str | None
    source: str
    author: str | None
    variant: str | None
    language: str | None


@dataclass
class ExportCounts:
    """How many texts were written, and how many have a label that the task does not declare, by label."""

    written: int
    unknown: dict[str, int]

    def notes(self, task: Task) -> list[str]:
        """Return sentences for what was left out."""
        return [
            f"{count:,} {task.noun} have the label {label!a}, which task {task.name} does not declare: "
            "left out"
            for label, count in sorted(self.unknown.items())
        ]


def write_texts_of(task: Task, rows: Iterable[Sequence[Any]], path: Path) -> ExportCounts:
    """Write the rows, each a `LabelledRow`, into a file; those without a label of the task are left out."""
    counts, known = ExportCounts(0, {}), frozenset(task.labels)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            found = LabelledRow(*row)
            label = _label_of(task, found)
            if label is None:
                continue
            if known and (strangers := [one for one in _listed(label) if one not in known]):
                counts.unknown[strangers[0]] = counts.unknown.get(strangers[0], 0) + 1
                continue
            content = {**found._asdict(), "label": label}
            content.pop("label_set")
            file.write(json.dumps(content) + "\n")
            counts.written += 1
    return counts


def read_texts_of(path: Path) -> TaskTexts:
    """Return the texts that `write_texts_of` wrote; each counts alike, and is there to be dealt out."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return TaskTexts(
        identities=[f"{DOCUMENT}{row['document_id']}" for row in rows],
        texts=[row["text"] for row in rows],
        labels=[row["label"] for row in rows],
        authors=[row["author"] for row in rows],
        variants=[row["variant"] for row in rows],
        languages=[row["language"] for row in rows],
        sources=[row["source"] for row in rows],
        weights=np.ones(len(rows)),
        given=[Part.TRAIN] * len(rows),
    )


def document_of(identity: str) -> int:
    """Return the number of the document that a text's identity names."""
    return int(identity.removeprefix(DOCUMENT))


def _label_of(task: Task, row: LabelledRow) -> str | list[str] | None:
    """The label in the form that the task's kind has; None when there is none of that form."""
    if task.kind is Kind.MULTI:
        if row.label_set is not None:
            return list(json.loads(row.label_set))
        return None if row.label is None else [row.label]
    return row.label


def _listed(label: str | list[str]) -> list[str]:
    return [label] if isinstance(label, str) else label
