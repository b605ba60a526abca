"""Whether a new version takes the champion's place, and why, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from text_models.classifiers.rung import rungs_of
from text_models.metrics.beyond_chance import compare
from text_models.metrics.bootstrap import Gain, Gains
from text_models.metrics.metric_set import MetricSet
from text_models.tasks.task import Task
from text_models.versions.in_words import and_list
from text_models.versions.version_folder import VersionFolder


class Decision(NamedTuple):
    """Whether the challenger is promoted, and the reason with its numbers."""

    is_promoted: bool
    reason: str


def decide(task: Task, challenger: VersionFolder, champion: str | None) -> Decision:
    """Return whether `challenger` becomes champion in place of version `champion` (None: there is none).

    Its predictor must beat every constant, and the champion on the same evaluation texts (paired bootstrap,
    equal texts drawn together): better beyond chance in one metric of the task's yardstick, worse beyond
    chance in none, see `text_models.metrics.beyond_chance`. The evaluation has measured both. Raises
    ValueError when it was made by a rule of before.
    """
    found, rungs = challenger.evaluation, rungs_of(task)
    stays = f"champion {champion} stays" if champion else "there is still no champion"
    who = f"version {challenger.name} ({rungs[challenger.predictor].title})"
    on_rows = f"on {found['rows']:,} evaluation {task.noun}"
    if why := _why_no_reader(task, challenger):
        return Decision(False, f"Not promoted, {stays}: {who} {why}, {on_rows}.")
    titles = {metric.name: metric.title for metric in MetricSet.of(task).metrics}
    if champion is None:
        scores = [
            f"{titles[name]} {challenger.value(challenger.predictor, name):.3f}" for name in task.yardstick
        ]
        return Decision(True, f"Promoted: {who} is the first champion, {and_list(scores)} {on_rows}.")
    other = (found["champion"] or {}).get("version", "no champion")
    if other != champion:
        return Decision(False, f"Not promoted, {stays}: {who} was judged against {other}. Evaluate it again.")
    gains = _read_gains(challenger, found["gain_over_champion"])
    result = compare(gains, task.yardstick)
    better, worse = (_told(titles, gains, names) for names in (result.better, result.worse))
    if result.is_won:
        return Decision(
            True,
            f"Promoted in place of {champion}: {who} is better beyond chance in {better} {on_rows}, and "
            "worse beyond chance in none of the yardstick.",
        )
    if not result.better:
        everything = _told(titles, gains, task.yardstick)
        return Decision(
            False, f"Not promoted, {stays}: {who} is better beyond chance in none of {everything} {on_rows}."
        )
    return Decision(
        False,
        f"Not promoted, {stays}: {who} is better beyond chance in {better}, but worse beyond chance in "
        f"{worse}, {on_rows}.",
    )


def _why_no_reader(task: Task, challenger: VersionFolder) -> str | None:
    """Why it counts as no better than a predictor that does not read; None when it beats all of those."""
    rungs = rungs_of(task)
    if not rungs[challenger.predictor].reads:
        return "gives every text the same answer"
    for constant, gains in challenger.evaluation["gains"][challenger.predictor].items():
        if rungs[constant].reads:
            continue
        if not compare(_read_gains(challenger, gains), task.yardstick).is_won:
            return f"does not beat {rungs[constant].title}"
    return None


def _read_gains(challenger: VersionFolder, gains: Mapping[str, Mapping[str, Any]]) -> Gains:
    try:
        return {name: Gain(**gain) for name, gain in gains.items()}
    except TypeError:
        raise ValueError(
            f"Version {challenger.name} was evaluated by an earlier state of this project, which knew no p "
            "values. Evaluate it again."
        ) from None


def _told(titles: Mapping[str, str], gains: Gains, names: Sequence[str]) -> str:
    return and_list(
        [
            f"{titles[name]} ({gains[name].value:+.3f}, 95 % interval {gains[name].low:+.3f} to "
            f"{gains[name].high:+.3f})"
            for name in names
        ]
    )
