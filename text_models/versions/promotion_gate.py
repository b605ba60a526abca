"""Whether a new version takes the champion's place, and why, in one sentence."""

from __future__ import annotations

from typing import NamedTuple

from text_models.ladder.predictors import CONSTANTS, TITLES
from text_models.metrics.classification import METRICS
from text_models.versions.version_folder import VersionFolder

# Never accuracy: where most reviews have five stars it praises whoever always says five.
DECIDING, NOT_WORSE = "macro_f1", ("mae", "quadratic_kappa")
NAMES = {"macro_f1": "macro-F1", "mae": "MAE", "quadratic_kappa": "quadratic kappa"}


class Decision(NamedTuple):
    """Whether the challenger is promoted, and the reason with its numbers."""

    is_promoted: bool
    reason: str


def decide(challenger: VersionFolder, champion: str | None) -> Decision:
    """Return whether `challenger` becomes champion in place of version `champion` (None: there is none).

    Its predictor must beat the majority class and the mean in macro-F1, kappa and MAE. Against a champion,
    the 95 % interval of its gain in macro-F1 on the same evaluation reviews (paired bootstrap, equal texts
    drawn together, see `text_models.metrics.bootstrap`) must lie above zero, with MAE and kappa not worse;
    the evaluation has measured both.
    """
    found = challenger.evaluation
    stays = f"champion {champion} stays" if champion else "there is still no champion"
    who = f"version {challenger.name} ({TITLES[challenger.predictor]})"
    if why := _no_better_than_a_constant(challenger):
        return Decision(False, f"Not promoted, {stays}: {who} {why}.")
    on_rows = f"on {found['rows']:,} evaluation reviews"
    if champion is None:
        score = challenger.value(challenger.predictor, DECIDING)
        return Decision(True, f"Promoted: {who} is the first champion, macro-F1 {score:.3f} {on_rows}.")
    other = (found["champion"] or {}).get("version", "no champion")
    if other != champion:
        return Decision(False, f"Not promoted, {stays}: {who} was judged against {other}. Evaluate it again.")
    gains = found["gain_over_champion"]
    gain = gains[DECIDING]
    interval = f"95 % interval {gain['low']:+.3f} to {gain['high']:+.3f}"
    measured = f"{who} gains {gain['value']:+.3f} macro-F1 ({interval}) {on_rows}"
    if gain["low"] <= 0:
        return Decision(False, f"Not promoted, {stays}: {measured}, which may be chance.")
    losses = {NAMES[metric]: -gains[metric]["value"] for metric in NOT_WORSE if gains[metric]["value"] < 0}
    if losses:
        worse = " and ".join(f"{loss:.3f} {name}" for name, loss in losses.items())
        return Decision(False, f"Not promoted, {stays}: {measured}, but loses {worse}.")
    return Decision(True, f"Promoted in place of {champion}: {measured}; MAE and kappa are not worse.")


def _no_better_than_a_constant(challenger: VersionFolder) -> str | None:
    """What it has no more of than a predictor that does not read; None when it is better in all."""
    for metric in (DECIDING, *NOT_WORSE):
        ours = challenger.value(challenger.predictor, metric)
        for constant in CONSTANTS:
            theirs = challenger.value(constant, metric)
            if ours <= theirs if METRICS[metric] else ours >= theirs:
                return f"has {NAMES[metric]} {ours:.3f}, no better than {theirs:.3f} of {TITLES[constant]}"
    return None
