"""evaluation.parquet: the answer of each predictor to each evaluation text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from storage.atomic_file import atomic_file
from text_models.metrics.predictions import Predictions
from text_models.tasks.labels import labels_of, truth_of
from text_models.tasks.task import Kind, Task

FILE_NAME = "evaluation.parquet"
ANSWER = "answer_"


@dataclass(frozen=True)
class EvaluatedRows:
    """N evaluation texts: numbers (N,), normalised texts, and the predictions of each predictor, by its name.

    "champion" is the name of what the champion predicts with.
    """

    task: Task
    identities: np.ndarray
    texts: Sequence[str]
    predictors: Mapping[str, Predictions]

    def write(self, folder: Path) -> None:
        """Write evaluation.parquet, whole or not at all.

        Columns: the task's identity, text, the task's label; for each predictor p_<name>_<label>,
        answer_<name> and, on a scale, <point>_<name>. Labels that are whole numbers are stored as such.
        """
        truth = next(iter(self.predictors.values())).truth
        columns = {
            self.task.columns.identity: pa.array(self.identities, pa.int64()),
            "text": pa.array(self.texts, pa.string()),
            self.task.columns.label: self._labels(truth),
        }
        for name, predictions in self.predictors.items():
            for position, label in enumerate(self.task.labels):
                columns[_probability(name, label)] = pa.array(predictions.probabilities[:, position])
            columns[f"{ANSWER}{name}"] = self._labels(predictions.answers)
            if predictions.points is not None:
                columns[self._point(name)] = pa.array(
                    predictions.points + self.task.scale_start, pa.float64()
                )
        with atomic_file(folder / FILE_NAME) as partial:
            parquet.write_table(pa.table(columns), partial)

    @classmethod
    def read(cls, task: Task, folder: Path) -> EvaluatedRows:
        """Return what `write` wrote; raises ValueError when the file is damaged or of another task."""
        path = folder / FILE_NAME
        try:
            table = parquet.read_table(path)
        except pa.ArrowInvalid as error:
            raise ValueError(
                f"{path} is no whole Parquet file ({error}): evaluate the model again."
            ) from error
        rows = cls(task, np.zeros(0), [], {})
        needed = {task.columns.identity, "text", task.columns.label}
        if missing := sorted(needed - set(table.column_names)):
            raise ValueError(f"{path} has no column {missing[0]}: evaluate the model again.")
        truth = rows._positions(table[task.columns.label])
        predictors = {}
        for name in (
            column.removeprefix(ANSWER) for column in table.column_names if column.startswith(ANSWER)
        ):
            probabilities = [table[_probability(name, label)].to_numpy() for label in task.labels]
            is_scale = task.kind is Kind.ORDINAL
            predictors[name] = Predictions(
                truth,
                rows._positions(table[f"{ANSWER}{name}"]),
                np.column_stack(probabilities),
                table[rows._point(name)].to_numpy() - task.scale_start if is_scale else None,
            )
        identities = table[task.columns.identity].to_numpy()
        return cls(task, identities, table["text"].to_pylist(), predictors)

    def _labels(self, truth: np.ndarray) -> pa.Array:
        labels = labels_of(self.task, truth)
        if self.task.kind is Kind.MULTI:
            return pa.array(labels, pa.list_(pa.string()))
        if self.task.has_numbers:
            return pa.array([int(str(label)) for label in labels], pa.int8())
        return pa.array(labels, pa.string())

    def _positions(self, column: pa.ChunkedArray) -> np.ndarray:
        labels = column.to_pylist()
        return truth_of(self.task, [str(label) for label in labels] if self.task.has_numbers else labels)

    def _point(self, name: str) -> str:
        return f"{self.task.columns.point}_{name}"


def _probability(name: str, label: str) -> str:
    return f"p_{name}_{label}"
