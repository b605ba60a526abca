"""Which predictor to use, said in one sentence."""

from collections.abc import Mapping
from typing import NamedTuple

from text_models.evaluate import RatingMetrics

BASELINES = ("majority", "mean")
NAMES = {"majority": "the majority class", "mean": "the mean"}


class Verdict(NamedTuple):
    """The name of the predictor to use ("albert", "majority" or "mean") and the reason, as one sentence."""

    best: str
    sentence: str


def verdict(metrics: Mapping[str, RatingMetrics], *, rows: int, albert_answers: int) -> Verdict:
    """Return the verdict on the metrics of "albert", "majority" and "mean" over the same `rows` reviews.

    ALBERT is best only when its macro-F1 is above and its mean absolute error below that of BOTH baselines,
    and it gives more than one answer (`albert_answers` counts its different ratings): on reviews that are
    nearly all five stars, accuracy alone would praise a model that always says five.
    """
    by_f1 = max(BASELINES, key=lambda name: (metrics[name]["macro_f1"], -metrics[name]["mae"]))
    by_mae = min(BASELINES, key=lambda name: (metrics[name]["mae"], -metrics[name]["macro_f1"]))
    albert = metrics["albert"]
    f1 = f"macro-F1 {albert['macro_f1']:.3f} against {metrics[by_f1]['macro_f1']:.3f} of {NAMES[by_f1]}"
    mae = f"MAE {albert['mae']:.3f} stars against {metrics[by_mae]['mae']:.3f} of {NAMES[by_mae]}"
    wins_f1 = albert["macro_f1"] > metrics[by_f1]["macro_f1"]
    wins_mae = albert["mae"] < metrics[by_mae]["mae"]
    judged = f"on {rows:,} held-out reviews"
    if albert_answers <= 1:
        return Verdict(
            by_f1, f"A baseline wins, {NAMES[by_f1]}: ALBERT gives one rating to every review, {judged}."
        )
    if wins_f1 and wins_mae:
        return Verdict("albert", f"ALBERT wins: {f1} and {mae}, {judged}.")
    if wins_f1:
        return Verdict(by_mae, f"A baseline wins on error, {NAMES[by_mae]}: {mae}, though {f1}, {judged}.")
    if wins_mae:
        return Verdict(by_f1, f"A baseline wins on macro-F1, {NAMES[by_f1]}: {f1}, though {mae}, {judged}.")
    return Verdict(by_f1, f"A baseline wins, {NAMES[by_f1]}: ALBERT has {f1} and {mae}, {judged}.")
