"""Which predictor of a version predicts, said in one sentence that begins with who wins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from text_models.classifiers.rung import Rung, rungs_of
from text_models.metrics.beyond_chance import compare
from text_models.metrics.bootstrap import Gain, Resampled
from text_models.tasks.task import Task
from text_models.versions.in_words import and_list


class BestPredictor(NamedTuple):
    """The name of the predictor to use and the reason, as one line."""

    name: str
    first_line: str


def best_predictor(
    task: Task, judged: Resampled, *, varied: Collection[str], rows: int, train_texts: int
) -> BestPredictor:
    """Return the predictor to use of a version's, all judged on the same `rows` texts.

    From the simplest rung that reads upwards, each takes the place of the one below if it beats it (see
    `text_models.metrics.beyond_chance`); one that does not beat every constant does not take part, nor one
    that is not in `varied`, the names of the predictors that have given more than one answer. If none is
    left, the best constant is named, and no gate lets it pass. `train_texts` is the number of distinct texts
    learned from.
    """
    return _Judgement(task, rungs_of(task), judged, varied, rows, train_texts).verdict()


@dataclass(frozen=True)
class _Judgement:
    task: Task
    rungs: Mapping[str, Rung]
    judged: Resampled
    varied: Collection[str]
    rows: int
    train_texts: int

    def verdict(self) -> BestPredictor:
        readers = [name for name in self._judged(reads=True) if self._beats_constants(name)]
        if not readers:
            return self._constant_wins()
        best = readers[0]
        for name in readers[1:]:
            if self._beats(name, best):
                best = name
        others = [name for name in self._judged(reads=True) if name != best] or [self._best_constant()]
        compared = "; ".join(self._comparison(best, other) for other in others)
        title, top = self.rungs[best].title, list(self.rungs.values())[-1]
        if best == top.name:
            return BestPredictor(best, f"{title} wins and predicts: {compared}, {self._on_rows()}.")
        sentence = f"A baseline wins and predicts, {title}: {compared}, {self._on_rows()}."
        if self.train_texts < top.enough_texts:
            sentence += (
                f" Expected with fewer than about {top.enough_texts:,} texts ({self.train_texts:,} learned "
                f"from); {top.title} takes over when its interval does."
            )
        return BestPredictor(best, sentence)

    def _judged(self, *, reads: bool) -> list[str]:
        return [
            name for name, rung in self.rungs.items() if rung.reads is reads and name in self.judged.values
        ]

    def _beats(self, name: str, other: str) -> bool:
        return compare(self.judged.gain(name, other), self.task.yardstick).is_won

    def _beats_constants(self, name: str) -> bool:
        return name in self.varied and all(
            self._beats(name, constant) for constant in self._judged(reads=False)
        )

    def _comparison(self, best: str, other: str) -> str:
        """By how much the best is ahead in each metric of the yardstick; or why the other one is out."""
        gains = self.judged.gain(best, other)
        told: list[str] = []
        for name in self.task.yardstick:
            metric, signed = self.judged.metric_set[name], _signed(gains[name])
            unit = f" {self.task.unit}" if metric.has_unit and self.task.unit else ""
            if told:
                told.append(f"{metric.title} better by {signed}{unit}")
            else:
                ours, theirs = self._value(best, name), self._value(other, name)
                against = f"{theirs:.3f} of {self.rungs[other].title}"
                told.append(f"{metric.title} {ours:.3f} against {against}, {signed}{unit}")
        if self.rungs[other].reads and not self._beats_constants(other):
            told.append(f"{self.rungs[other].title} does not beat the constants")
        return "; ".join(told)

    def _constant_wins(self) -> BestPredictor:
        best = self._best_constant()
        told = [f"{self.rungs[name].title} has {self._scores(name)}" for name in self._judged(reads=True)]
        return BestPredictor(
            best,
            f"A baseline wins, {self.rungs[best].title} with {self._scores(best)}: no model that reads beats "
            f"every constant; {'; '.join([*told, self._on_rows()])}. A constant is never promoted.",
        )

    def _best_constant(self) -> str:
        """The one that is better in more of the yardstick than the others; of equal ones the simpler."""
        constants = self._judged(reads=False)
        return max(constants, key=lambda name: sum(self._wins(name, other) for other in constants))

    def _wins(self, name: str, other: str) -> int:
        """In how many metrics of the yardstick one is better than another, chance or not."""
        gains = self.judged.gain(name, other)
        return sum(gains[metric].value > 0 for metric in self.task.yardstick)

    def _scores(self, name: str) -> str:
        metrics = [self.judged.metric_set[metric] for metric in self.task.yardstick]
        return and_list([f"{metric.title} {self._value(name, metric.name):.3f}" for metric in metrics])

    def _value(self, name: str, metric: str) -> float:
        return float(self.judged.values[name][metric])

    def _on_rows(self) -> str:
        return f"on {self.rows:,} evaluation {self.task.noun}"


def _signed(gain: Gain) -> str:
    return f"{gain.value:+.3f} (95 % interval {gain.low:+.3f} to {gain.high:+.3f})"
