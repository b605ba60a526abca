"""The steps of a rung, each in a process of its own: fit, test, folds, curve.

Test texts are handed to the step `test` alone, which loads what `fit` has saved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any, Self

import numpy as np

from text_models.classifiers.choice import choose
from text_models.classifiers.classifier import FixedAnswer, TextClassifier
from text_models.classifiers.rung import Fit, Rung, rungs_of
from text_models.classifiers.saved.probes import library_versions
from text_models.comparison.answers import predictions_of
from text_models.comparison.processes.rung_job import PartTexts, RungJob, read_part
from text_models.comparison.processes.rung_result import FixedReply, RungResult, write_probabilities
from text_models.comparison.subsets import subset_rows
from text_models.corpus.folds import out_of_fold
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.corpus.split import Part
from text_models.metrics.metric_set import MetricSet
from text_models.normalise import normalise_text
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Task

FOLDS_FILE = "folds.parquet"


def fit(job: RungJob) -> RungResult:
    """Choose options on development data, then fit on both parts; save that, a folder for each seed.

    The development probabilities, of classifiers that learned from the training part alone, are the mean
    over the seeds.
    """
    rung, fit_rung = _rung(job)
    train, dev = (_part(job, part) for part in (Part.TRAIN, Part.DEV))
    truth = truth_of(job.task, dev.labels)
    rank = _Rank.of(job.task)
    began = time.perf_counter()
    choice = choose(
        rung,
        job.task,
        (train.texts, train.labels),
        (dev.texts, dev.labels),
        rank.score,
        weights=_weights(rung, train).get("weights"),
        fit=fit_rung,
    )
    chosen = dict(choice.options)
    probabilities = [choice.classifier.predict_proba(dev.texts)]
    for seed in _more_seeds(job, rung):
        other = fit_rung(job.task, train.texts, train.labels, **chosen, **_weights(rung, train), seed=seed)
        probabilities.append(other.predict_proba(dev.texts))
    choice_seconds = time.perf_counter() - began
    write_probabilities(Path(job.folder) / "dev.npy", np.mean(probabilities, axis=0))
    both = _joined(train, dev)
    began = time.perf_counter()
    given = {**chosen, **_weights(rung, both)}
    fitted = [fit_rung(job.task, both.texts, both.labels, **given)]
    fitted += [
        fit_rung(job.task, both.texts, both.labels, **given, seed=seed) for seed in _more_seeds(job, rung)
    ]
    seconds = (time.perf_counter() - began) / len(fitted)
    for number, classifier in enumerate(fitted):
        place = Path(job.folder) / f"model-{number}"
        place.mkdir()
        classifier.save(place)
    return RungResult(
        seconds=seconds,
        choice_seconds=choice_seconds,
        options=chosen,
        scores=[(dict(options), rank.sign * score) for options, score in choice.scores],
        seed_scores=[rank.value(truth, each) for each in probabilities] if len(probabilities) > 1 else [],
        reply=_reply(fitted[0]),
        libraries=library_versions(getattr(fitted[0], "libraries", ("numpy",))),
        history=getattr(fitted[0], "history", []),
    )


def test(job: RungJob) -> RungResult:
    """Load what was fitted and write the probabilities of the test texts, the mean over the seeds."""
    rung, _ = _rung(job)
    texts = _part(job, Part.TEST).texts
    folders = sorted(Path(job.folder).glob("model-*"))
    fitted = [rung.load(folder) for folder in folders]
    # What is read once, such as dictionaries of lemmas, counts to no text.
    fitted[0].predict_proba(texts[:1])
    began = time.perf_counter()
    probabilities = [fitted[0].predict_proba(texts)]
    seconds = time.perf_counter() - began
    probabilities += [classifier.predict_proba(texts) for classifier in fitted[1:]]
    write_probabilities(Path(job.folder) / "test.npy", np.mean(probabilities, axis=0))
    return RungResult(texts_per_second=len(texts) / max(seconds, 1e-9))


def folds(job: RungJob) -> RungResult:
    """Write the probabilities out of fold of all that is learned from, by the key of the text.

    Each text counts the same here.
    """
    _, fit_rung = _rung(job)
    train, dev = (_part(job, part) for part in (Part.TRAIN, Part.DEV))
    both = _joined(train, dev)
    shown = [normalise_text(text) for text in both.texts]

    def fit_on(texts: LabelledTexts) -> TextClassifier:
        return fit_rung(job.task, texts.texts, texts.labels, **job.options)

    found = out_of_fold(
        job.task,
        LabelledTexts(np.arange(len(shown)), shown, both.labels),
        both.groups,
        fit_on,
        job.folds,
        seed=job.seed,
    )
    found.write(Path(job.folder) / FOLDS_FILE)
    return RungResult()


def curve(job: RungJob) -> RungResult:
    """Fit on stratified subsets of the training part, whole groups each; score on development data.

    Each text counts the same here.
    """
    _, fit_rung = _rung(job)
    train, dev = (_part(job, part) for part in (Part.TRAIN, Part.DEV))
    truth, rank = truth_of(job.task, dev.labels), _Rank.of(job.task)
    points: list[tuple[int | None, int, float | None, str]] = []
    for size in job.sizes:
        rows = subset_rows(job.task, train.labels, train.groups, size, seed=job.seed)
        some: Any = [train.labels[row] for row in rows.tolist()]
        try:
            fitted = fit_rung(job.task, [train.texts[row] for row in rows.tolist()], some, **job.options)
        except ValueError as error:
            points.append((size, len(rows), None, str(error)))
            continue
        points.append((size, len(rows), rank.value(truth, fitted.predict_proba(dev.texts)), ""))
    return RungResult(points=points)


STEPS: Mapping[str, Callable[[RungJob], RungResult]] = {
    "fit": fit,
    "test": test,
    "folds": folds,
    "curve": curve,
}


def _rung(job: RungJob) -> tuple[Rung, Fit]:
    rung = rungs_of(job.task)[job.rung]
    if rung.fit is None:
        raise ValueError(f"Classifier {rung.name} is trained by a step of its own.")
    return rung, _Fits(job, rung, rung.fit)


@dataclass
class _Fits:
    """The fits of a step, one after the other; a network's keeps its states in a folder of its own.

    Not in one for all: of two trainings the one with the higher step would push the other's states out.
    """

    job: RungJob
    rung: Rung
    fit: Fit
    begun: int = 0

    def __call__(self, task: Task, texts: Sequence[str], labels: Any, **options: Any) -> TextClassifier:
        """Fit the rung; a seed that is given goes before the job's first one."""
        given = dict(options)
        if self.rung.has_chance and self.job.first_seed:
            given.setdefault("seed", self.job.first_seed)
        if self.job.states and "states" in signature(self.fit).parameters:
            given["states"] = Path(self.job.states) / f"fit-{self.begun}"
        self.begun += 1
        return self.fit(task, texts, labels, **given)


def _part(job: RungJob, part: Part) -> PartTexts:
    return read_part(Path(job.texts[part]))


def _joined(one: PartTexts, other: PartTexts) -> PartTexts:
    labels: Any = [*one.labels, *other.labels]
    return PartTexts(one.texts + other.texts, labels, one.groups + other.groups, one.weights + other.weights)


def _weights(rung: Rung, part: PartTexts) -> dict[str, np.ndarray]:
    """What each text counts, for a rung that takes it, unless all count the same."""
    is_needed = rung.takes_weights and len(set(part.weights)) > 1
    return {"weights": np.asarray(part.weights)} if is_needed else {}


def _more_seeds(job: RungJob, rung: Rung) -> Sequence[int]:
    return range(job.first_seed + 1, job.first_seed + job.seeds) if rung.has_chance else ()


@dataclass(frozen=True)
class _Rank:
    """The metric by which rungs are ranked; `sign` is -1 where lower is better."""

    task: Task
    metrics: MetricSet
    sign: float

    @classmethod
    def of(cls, task: Task) -> Self:
        metric = MetricSet.of(task)[task.rank_by]
        return cls(task, MetricSet((metric,)), 1.0 if metric.higher_is_better else -1.0)

    def value(self, truth: np.ndarray, probabilities: np.ndarray) -> float:
        predictions = predictions_of(self.task, truth, probabilities)
        return self.metrics.evaluate(predictions)[self.task.rank_by]

    def score(self, truth: np.ndarray, probabilities: np.ndarray) -> float:
        """The value, the higher the better."""
        return self.sign * self.value(truth, probabilities)


def _reply(classifier: TextClassifier) -> FixedReply | None:
    if not isinstance(classifier, FixedAnswer):
        return None
    return FixedReply(np.asarray(classifier.answer).tolist(), float(classifier.point))
