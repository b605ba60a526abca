"""A version that scores as stored answers did, written as any version of a task's model is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from text_models.classifiers.constants import MAJORITY
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.linear.tfidf_ridge import TFIDF_RIDGE, fit_ridge
from text_models.classifiers.rung import Rung
from text_models.ladder.version_predictor import VersionPredictor
from text_models.migration.scored_texts import ScoredTexts
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task
from text_models.training.data_file import DataFile
from text_models.training.rung_choice import choose_rung
from text_models.training.train_version import deal_texts, remove_leftovers
from text_models.training.training_options import TrainingOptions
from text_models.training.written_version import ChosenVersion, write_version
from text_models.versions.new_version import new_version_name
from text_models.versions.version_folder import VersionFolder


def learn_scores(
    scored: ScoredTexts,
    file: DataFile,
    models_dir: Path,
    options: TrainingOptions,
    *,
    code_version: str,
    champion: VersionPredictor | None = None,
    noted: Mapping[str, Any] | None = None,
    report: Callable[[str], None] = lambda _line: None,
) -> VersionFolder:
    """Write a version that learned the scores into a folder of `models_dir`, whole or not at all; return it.

    A test part is dealt out and judged as `train_version` does. `noted` is kept with the version. The caller
    holds `one_training`. Raises TooFewTexts, SplitError, ValueError.
    """
    remove_leftovers(models_dir)
    parts = deal_texts(scored.task, scored.task_texts(file.name), options)
    rungs = {MAJORITY.name: MAJORITY, TFIDF_RIDGE.name: _of_scores(scored)}
    choice = choose_rung(parts, rungs, options, report)
    chosen = ChosenVersion(parts, rungs, choice, options, [file], code_version, noted=noted or {})
    return write_version(models_dir / new_version_name(), chosen, champion)


def _of_scores(scored: ScoredTexts) -> Rung:
    """The rung whose regressions learn the texts' scores in place of their labels."""

    def fit(task: Task, texts: Sequence[str], labels: Labels) -> FittedClassifier:
        return fit_ridge(task, texts, labels, scores=scored.scores_of(texts))

    return replace(TFIDF_RIDGE, fit=fit)
