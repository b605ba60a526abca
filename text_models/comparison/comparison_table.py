"""A comparison as lines to print: the first line, the split, then the rungs, best first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from text_models.corpus.split_summary import PARTS
from text_models.ladder.best_rung import rank_rungs

if TYPE_CHECKING:
    from text_models.comparison.comparison import Comparison
    from text_models.metrics.bootstrap import Interval

MEGABYTE = 1 << 20
MOST_LABELS = 12
Row = tuple[str, ...]


def table_head(comparison: Comparison) -> Row:
    """Return the head of the table of rungs."""
    title = comparison.dev.metric_set[comparison.task.rank_by].command_name
    return ("rung", f"{title} dev", f"{title} test", "fit s", "texts/s", "MB")


def table_rows(comparison: Comparison) -> Iterator[Row]:
    """Yield a row a rung, best on development data first; each value with its 95 % interval."""
    task = comparison.task
    for name in ranked(comparison):
        result = comparison.results[name]
        yield (
            name + ("  best" if name == comparison.best else ""),
            written(comparison.dev.metrics(name)[task.rank_by]),
            written(comparison.test.metrics(name)[task.rank_by]),
            f"{result.seconds:.1f}",
            f"{result.texts_per_second:,.0f}",
            f"{result.peak_bytes / MEGABYTE:,.0f}",
        )


def split_table(comparison: Comparison) -> list[Row]:
    """Return the lines of the table of the split, its head first; of many labels one line tells enough."""
    summary, lines = comparison.summary, comparison.summary.table()
    if len(summary.labels) <= MOST_LABELS:
        return lines
    furthest = max(
        max(shares) - min(shares)
        for label in summary.labels
        for shares in [[summary.share(part, label) for part in PARTS]]
    )
    labels = f"{len(summary.labels):,} labels, shares apart by at most"
    return [*lines[: -len(summary.labels)], (labels, f"{furthest:.2%}", "", "")]


def ranked(comparison: Comparison) -> list[str]:
    """Return the names of the compared rungs, best on development data first."""
    order = rank_rungs(comparison.dev, comparison.task.rank_by)
    return [name for name in order if name in comparison.results]


def remarks(comparison: Comparison) -> Iterator[str]:
    """Yield what there is to say below the table: the split, the spread over seeds, what was left out."""
    yield from comparison.summary.sentences()
    for name in ranked(comparison):
        if scores := comparison.results[name].seed_scores:
            yield (
                f"{name}: {len(scores)} seeds, {comparison.task.rank_by.replace('_at_', '@')} "
                f"{min(scores):.3f} to {max(scores):.3f} on development {comparison.task.noun}; its "
                "probabilities are their mean."
            )
    for row in comparison.by_author:
        found = f"accuracy {row.accuracy:.3f} ({row.low:.3f} to {row.high:.3f})"
        noun = "text" if row.texts == 1 else "texts"
        yield f"{row.texts:,} {noun} of an author: {found}, {row.units:,} units of {row.authors:,} authors."
    for name, reason in comparison.skipped.items():
        yield f"Left out: {name}, {reason}."


def written(interval: Interval) -> str:
    """Return a value with its interval."""
    return f"{interval.value:.3f} ({interval.low:.3f} {interval.high:.3f})"
