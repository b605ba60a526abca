"""The steps by which a task's model learns from the warehouse's texts and answers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import psycopg

    from text_models.tasks.task import Task
    from text_models.versions.version_folder import VersionFolder

# Of an export's files it is written last: a folder without it holds no export.
MANIFEST_FILE = "manifest.json"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Warehouse:
    """Where texts come from and answers go.

    `transaction()` is a connection in one transaction: committed when the block ends well, else undone.
    `sql_dir` is the folder that holds every statement.
    """

    transaction: Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
    sql_dir: Path


class StepLog(Protocol):
    """Takes what is worth knowing of a step, a line at a time."""

    def info(self, line: str, /) -> None:
        """What was done."""

    def warning(self, line: str, /) -> None:
        """What deserves a look, although the step goes on."""


class TextPipeline(Protocol):
    """What a package declares for its task, by an entry point of group `text_models.pipelines`.

    Each step reads folders that earlier ones left and writes one that appears whole or not at all, so that a
    step can be repeated, on another machine too. `options` are the task's own, by name. A step raises
    TooFewTexts when there is too little to work with, and the run leaves it out; ValueError, a sentence,
    when what it reads is missing or damaged. A declaration imports nothing heavy: its steps do.
    """

    def task(self) -> Task:
        """What is asked of a text, and how answers are judged. Raises TaskError, naming the file."""

    def export(
        self,
        warehouse: Warehouse,
        run_ids: Sequence[str],
        target: Path,
        *,
        champion: Callable[[], Path | None],
        options: Mapping[str, Any],
        log: StepLog,
    ) -> Mapping[str, int]:
        """Write the runs' texts into folder `target`: new ones, and those to learn from and to judge by.

        Returns how many rows of what. `champion()` is the folder of the version that predicts now, None when
        there is none; it raises ValueError when the folder is lost.
        """

    def export_batch(
        self,
        stream: Callable[[str], Iterator[Sequence[Row]]],
        target: Path,
        *,
        batch_id: str,
        run_id: str,
        options: Mapping[str, Any],
    ) -> Mapping[str, int]:
        """Fill the empty folder `target` with the export of one batch by itself, whose id is the version.

        For a warehouse that has no transaction to export in: `stream(statement)` yields the rows that a file
        below its folder of statements has for the batch, some at a time. Returns how many rows of what.
        """

    def tokenize(
        self,
        texts: Path,
        target: Path,
        *,
        tokenizers: Path,
        pretrained: Path | None,
        options: Mapping[str, Any],
        log: StepLog,
    ) -> None:
        """Turn the export in folder `texts` into what training reads, in folder `target`.

        `tokenizers` keeps what has been learned of the texts for later versions. `pretrained` is a Hugging
        Face model to begin with, whose tokenizer is used instead; None if none is named.
        """

    def train(
        self,
        tokenized: Path,
        target: Path,
        *,
        checkpoints: Path,
        champion: Path | None,
        pretrained: Path | None,
        options: Mapping[str, Any],
        log: StepLog,
        progress: Callable[[int, int], None],
        state_written: Callable[[], None],
    ) -> None:
        """Write a version into folder `target`: model.json and the files that it names.

        A training that was killed resumes from folder `checkpoints`; `state_written()` is told when there is
        a new state in it, and `progress(done, steps)` follows the steps.
        """

    def evaluate(
        self, version: Path, texts: Path, report_dir: Path, *, champion: Path | None, log: StepLog
    ) -> Path:
        """Judge the version in its folder, beside the champion, on the export in folder `texts`.

        Writes evaluation.json, names the predictor in model.json, and returns the page that it has written
        into `report_dir`.
        """

    def predict(self, version: VersionFolder, texts: Path, target: Path, *, log: StepLog) -> None:
        """Write what the version answers to the new texts of the export in `texts` into folder `target`."""

    def store(self, warehouse: Warehouse, predictions: Path) -> int:
        """Store what `predict` wrote; return how many answers were not there before."""
