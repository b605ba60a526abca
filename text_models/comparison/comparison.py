"""What a comparison has found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from text_models.comparison.comparison_options import ComparisonOptions
from text_models.comparison.processes.rung_result import RungResult
from text_models.corpus.split_summary import SplitSummary
from text_models.ladder.author_curve import CurveRow
from text_models.metrics.bootstrap import Gain, Resampled
from text_models.metrics.predictions import Predictions
from text_models.metrics.ranking_sums import ranking_sums
from text_models.metrics.slice_interval import SLICES, slice_interval
from text_models.metrics.thresholds.thresholds import Thresholds
from text_models.tasks.task import Task

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class LearningPoint:
    """A rung that learned from `texts` of the training part, `wanted` of them, None for all.

    `value` is the metric that ranks, on development data; None where it could not learn, for the `reason`.
    """

    wanted: int | None
    texts: int
    value: float | None
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """The rungs of a task, judged on development and on test data; names are in the order of the ladder.

    `best` was chosen on development data, `cheapest_equal` too; `gains` are those of the best over each other
    rung there, in the metric that ranks. `skipped` says why a rung is not compared; `faults` names those
    whose process went wrong. `thresholds` by rung are empty without an aim. `by_author` is the accuracy of
    the best rung over the number of an author's texts, on test data, where it was asked for.
    """

    task: Task
    options: ComparisonOptions
    training_rows: int
    summary: SplitSummary
    results: dict[str, RungResult]
    dev: Resampled
    test: Resampled
    test_predictions: dict[str, Predictions]
    best: str
    cheapest_equal: str
    gains: dict[str, Gain]
    first_line: str
    thresholds: dict[str, Thresholds] = field(default_factory=dict)
    curves: dict[str, list[LearningPoint]] = field(default_factory=dict)
    by_author: list[CurveRow] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The content of comparison.json, and what `--json` prints. Metrics have their command's names."""
        return {
            "task": self.task.name,
            "rows": {"train": self.training_rows, "test": self.summary.rows["test"]},
            "models": {name: self._model(name) for name in self.results},
            "best": self.best,
            "cheapest_equal": self.cheapest_equal,
            "first_line": self.first_line,
            "rank_by": self.dev.metric_set[self.task.rank_by].command_name,
            "protocol": str(self.options.protocol),
            "variant": self.options.variant,
            "split": {
                "rows": self.summary.rows,
                "groups": self.summary.groups,
                "label_rows": {
                    part: dict(zip(self.summary.labels, counts, strict=True))
                    for part, counts in self.summary.label_rows.items()
                },
                "leaked_pairs": self.summary.leaked_pairs,
                "left_out": self.summary.left_out,
            },
            "development": {name: _metrics(self.dev, name) for name in self.results},
            "gains_of_best": {name: gain._asdict() for name, gain in self.gains.items()},
            "details": {name: self._details(name) for name in self.results},
            "by_author": [row._asdict() for row in self.by_author],
            "skipped": self.skipped,
        }

    def _model(self, name: str) -> dict[str, Any]:
        result = self.results[name]
        return {
            "metrics": _metrics(self.test, name),
            "fit_seconds": round(result.seconds, 3),
            "predict_per_second": round(result.texts_per_second, 1),
            "peak_mb": round(result.peak_bytes / MEGABYTE, 1),
        }

    def _details(self, name: str) -> dict[str, Any]:
        """What else is known of a rung: options, seeds, libraries, thresholds, its learning curve."""
        result = self.results[name]
        details: dict[str, Any] = {
            "options": result.options,
            "choice_seconds": round(result.choice_seconds, 3),
            "tried": [{"options": options, "score": score} for options, score in result.scores],
            "libraries": result.libraries,
        }
        if result.seed_scores:
            details["seeds"] = {
                "scores": result.seed_scores,
                "spread": float(np.std(result.seed_scores, ddof=1)),
            }
        if name in self.thresholds:
            details["thresholds"] = self.thresholds[name].as_json()
        if self.test_predictions[name].has_many_labels and self.test_predictions[name].rows >= SLICES:
            details["slice_intervals"] = {
                metric.command_name: slice_interval(metric, self.test_predictions[name])._asdict()
                for metric in self.test.metric_set.metrics
                if metric.row_sums is ranking_sums
            }
        if result.history:
            details["history"] = result.history
        if name in self.curves:
            details["curve"] = [vars(point) for point in self.curves[name]]
        return details


def _metrics(resampled: Resampled, name: str) -> dict[str, dict[str, float]]:
    found = resampled.metrics(name)
    return {metric.command_name: found[metric.name]._asdict() for metric in resampled.metric_set.metrics}
