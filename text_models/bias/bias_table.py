"""Measured bias in words: for a terminal and for a model card."""

from __future__ import annotations

from collections.abc import Iterator

from text_models.bias.measured_bias import MeasuredBias
from text_models.metrics.bootstrap import Interval

HEADINGS = ("term", "texts", "with the label", "subgroup AUC", "BPSN AUC", "BNSP AUC")


def bias_rows(bias: MeasuredBias) -> list[tuple[str, ...]]:
    """A row a subgroup, under HEADINGS, the worst first, and the means over subgroups."""
    rows = [
        (
            found.term,
            f"{found.rows:,}",
            f"{found.positive_rows:,}",
            *map(_interval, (found.subgroup_auc, found.bpsn_auc, found.bnsp_auc)),
        )
        for found in bias.subgroups
    ]
    means = [f"{bias.means[name]:.3f}" for name in ("subgroup_auc", "bpsn_auc", "bnsp_auc")]
    return [*rows, ("mean, power -5", "", "", *means)]


def bias_notes(bias: MeasuredBias) -> Iterator[str]:
    """Sentences about what was measured, and about what was not."""
    files = ", ".join(str(file["name"]) for file in bias.files) or "texts"
    yield (
        f"Label {bias.label!r} on {bias.rows:,} texts of {files}, {bias.positive_rows:,} of them with it: "
        f"AUC {_interval(bias.overall_auc)} overall; {bias.resamples:,} resamples of equal texts, "
        f"seed {bias.seed}."
    )
    yield (
        "BPSN well below the overall AUC: texts without the label that name the group are taken for texts "
        "with it. BNSP well below: the other way round."
    )
    if bias.too_few:
        named = ", ".join(f"{term} ({rows:,})" for term, rows in bias.too_few.items())
        yield f"Not measured, as fewer than ten texts with the label or without hold them or do not: {named}."


def _interval(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"
