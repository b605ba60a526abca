"""The versions of a registry as lines in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from console.plain_table import plain_table

if TYPE_CHECKING:
    from text_models.tasks.task import Task
    from text_models.versions.registry import RegisteredVersion


def version_table(task: Task, versions: Sequence[RegisteredVersion]) -> str:
    """Return a line a version, * before the champion, with the metrics, those of the yardstick first."""
    from text_models.metrics.metric_set import MetricSet

    titles = MetricSet.of(task).titles(task.unit)
    ordered = {name: titles[name] for name in dict.fromkeys([*task.yardstick, *titles])}
    head = ("", "version", "predicts with", *ordered.values(), "judged on", "trained at", "code")
    return plain_table(head, [_cells(version, ordered) for version in versions])


def _cells(version: RegisteredVersion, metrics: Iterable[str]) -> tuple[str | int, ...]:
    return (
        "*" if version.is_champion else "",
        version.version,
        version.predictor,
        # A metric that was declared after the version has no value.
        *(f"{version.metrics[name]:.3f}" if name in version.metrics else "-" for name in metrics),
        version.rows,
        version.trained_at,
        version.code_version[:12],
    )
