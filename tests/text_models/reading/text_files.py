"""Files of texts that tests make and read for a task."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import PROJECT_ROOT
from text_files.documents.file_layout import FileLayout, read_layouts
from text_files.documents.layout_choice import ToldColumns
from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.reading.read_texts import read_texts
from text_models.tasks.task import Kind, Task

TASKS = PROJECT_ROOT / "settings" / "tasks"
MOOD = Task(
    name="mood",
    title="mood",
    kind=Kind.SINGLE,
    labels=("glad", "sad"),
    metrics=("macro_f1", "log_loss"),
    yardstick=("macro_f1", "log_loss"),
    rungs=("majority", "nb_lr"),
)
MOOD_LAYOUT = FileLayout("plain", "text", "label")


@dataclass(frozen=True)
class FilesOfTexts:
    """Files in a folder of a test, and what reading them noted."""

    folder: Path
    notes: list[str] = field(default_factory=list)

    def file(self, name: str, content: bytes | str) -> Path:
        """A file of this content; gzip where its name says so."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        written = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(written) if name.endswith(".gz") else written)
        return path

    def read(
        self,
        *paths: Path | tuple[Path, Part],
        task: Task = MOOD,
        layouts: list[FileLayout] | None = None,
        told: dict[str, Any] | None = None,
        **choices: Any,
    ) -> TaskTexts:
        """Read files, as training files unless a part stands beside them."""
        files = [path if isinstance(path, tuple) else (path, Part.TRAIN) for path in paths]
        known = [MOOD_LAYOUT] if layouts is None else layouts
        return read_texts(task, files, known, ToldColumns(**told or {}), notes=self.notes, **choices)


def project_layouts(task: str) -> list[FileLayout]:
    """The layouts that the project knows for a task."""
    return read_layouts([TASKS], task)


def message_of(error: BaseException, folder: Path) -> str:
    """The sentence of an error, without the folder that only this run has."""
    return str(error).replace(f"{folder}/", "")
