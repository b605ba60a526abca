"""Probabilities out of fold that a version of a task's model keeps by documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from text_models.corpus.folds import PROBABILITY
from text_models.training.spread.document_folds import DOCUMENT, DOCUMENT_FOLDS_FILE
from text_models.versions.champion import read_champion
from text_models.versions.version_folder import complete_versions


@dataclass(frozen=True)
class VersionFolds:
    """`documents`, sorted, shape (N,), and their probabilities, shape (N, C), a column a label."""

    version: str
    labels: tuple[str, ...]
    documents: np.ndarray
    probabilities: np.ndarray

    @classmethod
    def read(cls, models_dir: Path, version: str) -> Self:
        """Return those of one version. Raises ValueError when their file is damaged, OSError without one."""
        path = models_dir / version / DOCUMENT_FOLDS_FILE
        try:
            # `read_table` imports pyarrow.dataset and with it pandas: seconds.
            with parquet.ParquetFile(path) as file:
                table = file.read()
            columns = [name for name in table.column_names if name.startswith(PROBABILITY)]
            documents = table[DOCUMENT].to_numpy().astype(np.int64)
        except (pa.ArrowInvalid, KeyError) as error:
            raise ValueError(
                f"{path} is no whole file of probabilities out of fold ({error}): train the version again."
            ) from error
        probabilities = np.column_stack([table[name].to_numpy() for name in columns])
        order = np.argsort(documents, kind="stable")
        labels = tuple(name.removeprefix(PROBABILITY) for name in columns)
        return cls(version, labels, documents[order], probabilities[order])

    def of(self, documents: np.ndarray) -> np.ndarray:
        """Return the probabilities of the documents, shape (len(documents), C); NaN for one that has none."""
        found = np.full((len(documents), len(self.labels)), np.nan)
        if len(self.documents):
            places = np.minimum(np.searchsorted(self.documents, documents), len(self.documents) - 1)
            is_there = self.documents[places] == documents
            found[is_there] = self.probabilities[places[is_there]]
        return found


def folds_version(models_dir: Path) -> str | None:
    """The version whose probabilities are read: the champion, else the newest that keeps any, else None.

    Raises ValueError when champion.json is damaged.
    """
    versions = complete_versions(models_dir)[::-1]
    champion = read_champion(models_dir)
    if champion is not None:
        versions.insert(0, champion)
    for version in versions:
        if (models_dir / version / DOCUMENT_FOLDS_FILE).is_file():
            return version
    return None
