"""The page about a comparison of rungs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from text_models.classifiers.rung import rungs_of
from text_models.comparison.compared_parts import ComparedParts
from text_models.comparison.comparison import Comparison
from text_models.comparison.comparison_table import MEGABYTE, ranked
from text_models.corpus.split import Part
from text_models.metrics.bootstrap import RESAMPLES
from text_models.reports.comparison_charts import (
    calibration_bins,
    label_errors,
    ndcg_fifths,
    worst_by_length,
)
from text_models.reports.comparison_drawings import (
    authors_drawing,
    label_errors_drawing,
    length_drawing,
    ndcg_drawing,
    precision_recall_drawing,
    roc_drawing,
    sizes_drawing,
)
from text_models.reports.epochs_drawing import epochs_of
from text_models.reports.page_template import write_page
from text_models.reports.report_charts import confusion
from text_models.reports.report_drawings import reliability_drawing
from text_models.reports.threshold_curves import label_curves
from text_models.tasks.task import Kind

TEMPLATE = "comparison_page.html"
# A matrix of more labels is read by no one.
MOST_CONFUSED = 12
FEW_LABELS = 2


def write_comparison_report(comparison: Comparison, parts: ComparedParts, folder: Path) -> Path:
    """Write `folder`/index.html about a comparison; return its path.

    The figures are those of the best rung on the test texts.
    """
    task, best = comparison.task, comparison.best
    predictions, reads = comparison.test_predictions[best], rungs_of(comparison.task)[best].reads
    is_multi = task.kind is Kind.MULTI
    curves = label_curves(task, predictions) if reads else []
    learned = [
        train + dev
        for train, dev in zip(
            comparison.summary.label_rows["train"], comparison.summary.label_rows["dev"], strict=True
        )
    ]
    errors = label_errors(task, predictions, learned)
    return write_page(
        folder,
        TEMPLATE,
        task=task,
        comparison=comparison,
        metric=comparison.dev.metric_set[task.rank_by],
        metrics=[each for each in comparison.test.metric_set.metrics if each.name != task.rank_by],
        rungs=rungs_of(task),
        rows=_rows(comparison),
        seeds={name: result.seed_scores for name, result in comparison.results.items() if result.seed_scores},
        split=comparison.summary.table(),
        is_long=len(task.labels) > MOST_CONFUSED,
        sentences=list(comparison.summary.sentences()),
        resamples=RESAMPLES,
        confusion=confusion(predictions) if not is_multi and len(task.labels) <= MOST_CONFUSED else None,
        curves=[(each, roc_drawing(each, best), precision_recall_drawing(each, best)) for each in curves],
        reliability=reliability_drawing(calibration_bins(predictions), "labels" if is_multi else task.noun)
        if reads
        else "",
        ndcg=ndcg_drawing(ndcg_fifths(predictions), task.noun) if is_multi else "",
        errors=label_errors_drawing(errors, task.noun) if len(task.labels) > FEW_LABELS else "",
        lengths=length_drawing(worst_by_length(parts.of(Part.TEST).texts, predictions), task.noun),
        sizes=sizes_drawing(
            comparison.curves, best, comparison.dev.metric_set[task.rank_by].titled(task.unit)
        )
        if comparison.curves
        else "",
        epochs=[
            found
            for name, result in comparison.results.items()
            if (found := epochs_of(name, result.history)) is not None
        ],
        units=authors_drawing(comparison.by_author) if comparison.by_author else "",
    )


def _rows(comparison: Comparison) -> list[dict[str, Any]]:
    """A row of the table for each rung, best first."""
    return [
        {
            "name": name,
            "dev": comparison.dev.metrics(name),
            "test": comparison.test.metrics(name),
            "seconds": comparison.results[name].seconds,
            "per_second": comparison.results[name].texts_per_second,
            "megabytes": comparison.results[name].peak_bytes / MEGABYTE,
            "options": ", ".join(f"{key} {value}" for key, value in comparison.results[name].options.items()),
        }
        for name in ranked(comparison)
    ]
