"""From which probability on a label is answered, chosen on development data, a threshold a label."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from storage.atomic_file import write_durably
from text_models.metrics.bootstrap import LEVEL, RESAMPLES, SEED, draw_groups, group_numbers, sums_of_groups
from text_models.metrics.confusion import label_counts
from text_models.metrics.predictions import Predictions
from text_models.metrics.thresholds.aim import Aim, ThresholdError


@dataclass(frozen=True)
class Threshold:
    """From `threshold` on, 0..1, a label is answered; None: never.

    `value` is what the aim measures there on the development data (F1, precision, share flagged), with the
    ends of its 95 % bootstrap interval; None where it has no value, as the precision of no answer. The
    threshold was chosen on the same data, so that the value is on the hopeful side: test data say what it is.
    `true` of the development texts have the label.
    """

    threshold: float | None
    value: float | None
    low: float | None
    high: float | None
    true: int


@dataclass(frozen=True)
class Thresholds:
    """The thresholds of a task's labels, in their order, for one aim, chosen on `rows` texts."""

    task: str
    aim: Aim
    rows: int
    of_labels: dict[str, Threshold]

    @classmethod
    def choose(
        cls,
        task: str,
        labels: Sequence[str],
        predictions: Predictions,
        groups: Sequence[str],
        aim: Aim,
        *,
        resamples: int = RESAMPLES,
        seed: int = SEED,
    ) -> Self:
        """Return thresholds for predictions on development data; each label for itself against all others.

        `groups`, length N, are drawn together by the bootstrap, which holds the thresholds as they are.
        """
        if predictions.has_many_labels:
            truth = predictions.truth
        else:
            truth = predictions.truth[:, None] == np.arange(predictions.label_count)
        chosen = [aim.choose(predictions.probabilities[:, at], truth[:, at]) for at in range(len(labels))]
        flagged = Predictions(truth, above(predictions.probabilities, chosen), predictions.probabilities)
        values, drawn = _measured(aim, flagged, groups, resamples, seed)
        return cls(
            task,
            aim,
            predictions.rows,
            {
                label: Threshold(chosen[at], *_interval(values[at], drawn[:, at]), int(truth[:, at].sum()))
                for at, label in enumerate(labels)
            },
        )

    def above(self, probabilities: np.ndarray) -> np.ndarray:
        """Return which labels each row gets, bool, of the shape of the probabilities, (N, C).

        A row in which nothing reaches its threshold gets none: an empty set.
        """
        return above(probabilities, [threshold.threshold for threshold in self.of_labels.values()])

    def write(self, path: Path) -> None:
        """Write the thresholds as JSON, whole or not at all."""
        write_durably(path, (json.dumps(self.as_json(), indent=2, allow_nan=False) + "\n").encode())

    def as_json(self) -> dict[str, Any]:
        """Return what `write` writes."""
        return {
            "task": self.task,
            "aim": str(self.aim),
            "rows": self.rows,
            "labels": {label: vars(threshold) for label, threshold in self.of_labels.items()},
        }

    @classmethod
    def read(cls, path: Path, task: str, labels: Sequence[str]) -> Self:
        """Return what `write` wrote. Raises ThresholdError, naming the file, when it is damaged.

        Or when it is of another task or of other labels than these, in their order.
        """
        again = "choose the thresholds again."
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            of_labels = {label: _read_one(given) for label, given in content["labels"].items()}
            found = cls(content["task"], Aim.parse(content["aim"]), int(content["rows"]), of_labels)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ThresholdError(f"{path} holds no thresholds ({error}): {again}") from None
        if found.task != task or list(of_labels) != list(labels):
            raise ThresholdError(
                f"{path} holds thresholds of task {found.task} with the labels {', '.join(of_labels)}; "
                f"expected task {task} and {', '.join(labels)}: {again}"
            )
        return found


def above(probabilities: np.ndarray, thresholds: Sequence[float | None]) -> np.ndarray:
    """Return which probabilities, shape (N, C), reach their label's threshold; None is never reached."""
    reached = np.array([np.inf if threshold is None else threshold for threshold in thresholds])
    return np.asarray(probabilities >= reached)


def _measured(
    aim: Aim, flagged: Predictions, groups: Sequence[str], resamples: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """What the aim measures of each label, shape (C,), and on resamples of the groups, shape (R, C)."""
    numbers = group_numbers(groups)
    of_groups = sums_of_groups(label_counts(flagged), numbers)
    sizes = np.bincount(numbers).astype(np.float64)

    def measure(counts: np.ndarray) -> np.ndarray:
        hits, true, answered = np.split(counts @ of_groups, 3, axis=-1)
        return aim.measure(hits, true, answered, (counts @ sizes)[..., None])

    draws = [measure(counts) for counts in draw_groups(len(sizes), resamples, seed)]
    return measure(np.ones(len(sizes))), np.concatenate(draws)


def _interval(value: float, drawn: np.ndarray) -> tuple[float | None, float | None, float | None]:
    """The value and its percentile interval over the resamples in which it has one; None without."""
    has_value = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(has_value):
        return None, None, None
    low, high = np.quantile(has_value, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(value), float(low), float(high)


def _read_one(given: dict[str, Any]) -> Threshold:
    threshold = Threshold(**given)
    at = threshold.threshold
    if at is not None and not (isinstance(at, float | int) and 0 <= at <= 1):
        raise ValueError(f"a threshold lies between 0 and 1, not at {at!r}")
    return threshold
