"""Probabilities out of fold by the documents of the warehouse, as a version keeps them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from storage.atomic_file import atomic_file
from text_models.comparison.compared_parts import ComparedParts
from text_models.corpus.folds import PROBABILITY, OutOfFold
from text_models.corpus.split import Part
from text_models.normalise import text_key
from text_models.training.spread.exported_texts import document_of

DOCUMENT_FOLDS_FILE = "out_of_fold.parquet"
DOCUMENT = "document_id"


def write_document_folds(parts: ComparedParts, found: OutOfFold, path: Path) -> None:
    """Write a Parquet file, a row a document that was learned from: document_id, p_<label> for each label.

    Each probability is by a classifier of the version's rung that has learned from the other folds alone, so
    that it tells how plausible the document's own label is.
    """
    learned = parts.of(Part.TRAIN, Part.DEV)
    probabilities = found.of([text_key(text) for text in learned.texts])
    documents = [document_of(identity) for identity in learned.identities]
    columns = {DOCUMENT: pa.array(documents, pa.int64())}
    for place, label in enumerate(found.labels):
        columns[f"{PROBABILITY}{label}"] = pa.array(
            np.ascontiguousarray(probabilities[:, place]), pa.float64()
        )
    with atomic_file(path) as partial:
        parquet.write_table(pa.table(columns), partial)
