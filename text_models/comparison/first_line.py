"""The sentence with which a comparison begins: which rung is best, or that a baseline wins."""

from __future__ import annotations

from collections.abc import Mapping

from text_models.classifiers.rung import Rung
from text_models.metrics.beyond_chance import ALPHA
from text_models.metrics.bootstrap import Interval, Resampled
from text_models.tasks.task import Task


def first_line(
    task: Task,
    rungs: Mapping[str, Rung],
    best: str,
    cheapest: str,
    *,
    dev: Resampled,
    test: Resampled,
    rows: tuple[int, int],
) -> str:
    """Return the sentence; `rows` are those of the development and the test part.

    A baseline, which does not read, wins when it is the best, or when the best does not beat each baseline
    beyond chance, by the paired p of the metric that ranks, on development data.
    """
    metric = dev.metric_set[task.rank_by]
    title = metric.titled(task.unit)
    on_dev, on_test = (each.metrics(best)[metric.name] for each in (dev, test))
    figures = (
        f"{title} {_told(on_dev)} on {rows[0]:,} development {task.noun}, {_told(on_test)} on {rows[1]:,} "
        f"test {task.noun}"
    )
    if not rungs[best].reads:
        return f"A baseline wins: {rungs[best].title}, which does not read; {figures}."
    for name, rung in rungs.items():
        if rung.reads or name not in dev.values:
            continue
        gain = dev.gain(best, name)[metric.name]
        if gain.value <= 0 or gain.p > ALPHA:
            return (
                f"A baseline wins: {best} does not beat {rung.title} beyond chance (p {gain.p:.2g}); "
                f"{figures}."
            )
    equal = "no cheaper one is as good" if cheapest == best else f"{cheapest} is as good for less"
    return f"{best} is best: {figures}; {equal}."


def _told(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})"
