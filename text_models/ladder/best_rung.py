"""Which rung of a comparison is the best, and which is as good for less."""

from __future__ import annotations

from collections.abc import Mapping

from text_models.metrics.beyond_chance import holm
from text_models.metrics.bootstrap import Gain, Resampled


def best_rung(judged: Resampled, rank_by: str) -> str:
    """Return the name of the predictor with the best value of the metric; of equal ones the first.

    `judged` are the rungs on development data, the simplest first: the test data are opened after this
    choice. Which rung predicts is another question, see `text_models.versions.best_predictor`.
    """
    return rank_rungs(judged, rank_by)[0]


def rank_rungs(judged: Resampled, rank_by: str) -> list[str]:
    """Return the names of all predictors, the best first; equal ones stay in their order."""
    sign = 1.0 if judged.metric_set[rank_by].higher_is_better else -1.0
    return sorted(judged.values, key=lambda name: -sign * float(judged.values[name][rank_by]))


def gains_of_best(judged: Resampled, best: str, rank_by: str) -> dict[str, Gain]:
    """Return by how much the best is better than each other rung in the metric, paired, by its name."""
    return {name: judged.gain(best, name)[rank_by] for name in judged.values if name != best}


def cheapest_equal(judged: Resampled, best: str, rank_by: str, costs: Mapping[str, float]) -> str:
    """Return the cheapest rung that the best one does not beat beyond chance; it may be the best itself.

    `costs` says what each rung costs, such as the seconds of its fit, 0 or more; of equally cheap ones the
    first is returned. A rung is beaten when the best is ahead in the metric and the p of that gain is
    significant after Holm's correction over all rungs. Raises ValueError when a rung has no cost.
    """
    if missing := [name for name in judged.values if name not in costs]:
        raise ValueError(
            f"Every rung needs its cost to find the cheapest. Received: none of {', '.join(missing)}"
        )
    gains = gains_of_best(judged, best, rank_by)
    significant = holm({name: gain.p for name, gain in gains.items()})
    equal = [
        name for name in judged.values if name == best or not (name in significant and gains[name].value > 0)
    ]
    return min(equal, key=lambda name: costs[name])
