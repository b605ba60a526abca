"""The evaluation of a version as lines to print: who wins first, then a row a predictor and a row a gain."""

from collections.abc import Iterator, Mapping
from typing import Any

from text_models.classifiers.rung import rungs_of
from text_models.tasks.task import Task

NAME_WIDTH, WIDTH = 30, 21


def ladder_table(task: Task, evaluation: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines for the content of evaluation.json; each metric with its 95 % bootstrap interval.

    A gain above 0 means better, in each column.
    """
    metrics = list(evaluation["metric_titles"])
    yield evaluation["first_line"]
    yield " " * NAME_WIDTH + "".join(f"{metric:>{WIDTH}}" for metric in metrics)
    for name, values in evaluation["predictors"].items():
        yield _line(name, metrics, values, "")
    if champion := evaluation["champion"]:
        yield _line(f"champion {champion['version']}", metrics, champion, "")
    for name, lower, gain in gains_of(task, evaluation):
        yield _line(f"{name} over {lower}", metrics, gain, "+")


def gains_of(
    task: Task, evaluation: Mapping[str, Any]
) -> Iterator[tuple[str, str, dict[str, dict[str, float]]]]:
    """Yield (one, another, gain of one over another) for what reads over each rung below it.

    And for the best over the champion, whose name here is "champion".
    """
    for name, gains in evaluation["gains"].items():
        if rungs_of(task)[name].reads:
            yield from ((name, lower, gain) for lower, gain in gains.items())
    if gain := evaluation["gain_over_champion"]:
        yield evaluation["best"], "champion", gain


def _line(name: str, metrics: list[str], values: Mapping[str, Mapping[str, float]], sign: str) -> str:
    cells = []
    for metric in metrics:
        value, low, high = (values[metric][part] for part in ("value", "low", "high"))
        cells.append(f"{value:{sign}.3f} ({low:{sign}.2f} {high:{sign}.2f})")
    return f"{name:{NAME_WIDTH}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)
