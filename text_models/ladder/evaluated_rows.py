"""evaluation.parquet: what each predictor said of each evaluation review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from storage.atomic_file import atomic_file
from text_models.metrics.classification import RATINGS, RatingPredictions

FILE_NAME = "evaluation.parquet"
STARS = "stars_"


@dataclass(frozen=True)
class EvaluatedRows:
    """N evaluation reviews: ids (N,), normalised texts, and the predictions of each predictor, by its name.

    "champion" is the name of what the champion predicts with.
    """

    review_ids: np.ndarray
    texts: Sequence[str]
    predictors: Mapping[str, RatingPredictions]

    def write(self, folder: Path) -> None:
        """Write evaluation.parquet, whole or not at all.

        Columns review_id, text, rating; for each predictor p_<name>_1..5, answer_<name> and stars_<name>.
        """
        truth = next(iter(self.predictors.values())).truth
        columns = {
            "review_id": pa.array(self.review_ids, pa.int64()),
            "text": pa.array(self.texts, pa.string()),
            "rating": pa.array(truth, pa.int8()),
        }
        for name, predictions in self.predictors.items():
            for rating in RATINGS:
                columns[_probability(name, rating)] = pa.array(predictions.probabilities[:, rating - 1])
            columns[f"answer_{name}"] = pa.array(predictions.answers, pa.int8())
            columns[STARS + name] = pa.array(predictions.stars, pa.float64())
        with atomic_file(folder / FILE_NAME) as partial:
            parquet.write_table(pa.table(columns), partial)

    @classmethod
    def read(cls, folder: Path) -> EvaluatedRows:
        """Return what `write` wrote; raises ValueError when the file is damaged."""
        path = folder / FILE_NAME
        try:
            table = parquet.read_table(path)
        except pa.ArrowInvalid as error:
            raise ValueError(
                f"{path} is no whole Parquet file ({error}): evaluate the model again."
            ) from error
        truth = table["rating"].to_numpy().astype(np.int64)
        predictors = {}
        for column in table.column_names:
            if not column.startswith(STARS):
                continue
            name = column.removeprefix(STARS)
            probabilities = [table[_probability(name, rating)].to_numpy() for rating in RATINGS]
            predictors[name] = RatingPredictions(
                truth,
                table[f"answer_{name}"].to_numpy(),
                table[column].to_numpy(),
                np.column_stack(probabilities),
            )
        return cls(table["review_id"].to_numpy(), table["text"].to_pylist(), predictors)


def _probability(name: str, rating: int) -> str:
    return f"p_{name}_{rating}"
