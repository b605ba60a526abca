"""The evaluation of a version as lines to print: who wins first, then a row a predictor and a row a gain."""

from collections.abc import Iterator, Mapping
from typing import Any

from text_models.ladder.predictors import CONSTANTS
from text_models.metrics.classification import METRICS

NAME_WIDTH, WIDTH = 30, 21


def ladder_table(evaluation: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines for the content of evaluation.json; each metric with its 95 % bootstrap interval.

    A gain above 0 means better, in each column.
    """
    yield evaluation["first_line"]
    yield " " * NAME_WIDTH + "".join(f"{metric:>{WIDTH}}" for metric in METRICS)
    for name, metrics in evaluation["predictors"].items():
        yield _line(name, metrics, "")
    if champion := evaluation["champion"]:
        yield _line(f"champion {champion['version']}", champion, "")
    for name, lower, gain in gains_of(evaluation):
        yield _line(f"{name} over {lower}", gain, "+")


def gains_of(evaluation: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, dict[str, float]]]]:
    """Yield (one, another, gain of one over another) for what reads over each rung below it.

    And for the best over the champion, whose name here is "champion".
    """
    for name, gains in evaluation["gains"].items():
        if name not in CONSTANTS:
            yield from ((name, lower, gain) for lower, gain in gains.items())
    if gain := evaluation["gain_over_champion"]:
        yield evaluation["best"], "champion", gain


def _line(name: str, metrics: Mapping[str, Mapping[str, float]], sign: str) -> str:
    cells = []
    for metric in METRICS:
        value, low, high = (metrics[metric][part] for part in ("value", "low", "high"))
        cells.append(f"{value:{sign}.3f} ({low:{sign}.2f} {high:{sign}.2f})")
    return f"{name:{NAME_WIDTH}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)
