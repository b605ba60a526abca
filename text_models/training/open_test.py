"""A test file opened for one version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from errors import SentenceError
from storage.folder_lock import only_process
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.text_groups import group_texts
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.ladder.version_predictor import VersionPredictor
from text_models.tasks.task import Kind, Task
from text_models.training.data_file import DataFile
from text_models.training.judge_version import OpenedTest, judge_version
from text_models.training.learned_keys import is_learned
from text_models.versions.model_card import write_card
from text_models.versions.version_folder import VersionFolder
from text_models.versions.version_task import version_task

LOCK = ".evaluation.lock"


class UnknownLabelError(SentenceError, ValueError):
    """Texts with labels that a version does not know; ``str()`` is one sentence."""


def open_test(
    task: Task,
    folder: VersionFolder,
    texts: TaskTexts,
    files: Sequence[DataFile],
    champion: VersionPredictor | None,
) -> tuple[dict[str, Any], int]:
    """Judge a version on test texts, in place of its earlier evaluation; return that and what was left out.

    Texts that the version has learned from are left out and counted. Raises TooFewTexts when none is left;
    ValueError when a file of the version is damaged.
    """
    models_dir = folder.path.parent
    with only_process(models_dir / LOCK, f"evaluation of {task.name}", models_dir):
        task = version_task(task, folder.model)
        learned = is_learned(folder.path, texts.texts)
        if learned.all():
            raise TooFewTexts(
                f"Version {folder.name} has learned from each of the {len(texts):,} {task.noun}: name a file "
                "of others."
            )
        fresh = texts.take(np.flatnonzero(~learned))
        groups = group_texts(fresh.texts, fresh.authors).tolist()
        found = judge_version(
            task,
            folder.path,
            folder.model,
            OpenedTest(fresh, groups, files),
            champion,
            earlier=folder.evaluation.get("tests_opened", []),
            resamples=folder.model["options"]["resamples"],
            seed=folder.model["options"]["seed"],
        )
        write_card(task, VersionFolder.read(models_dir, folder.name))
    return found, int(learned.sum())


def texts_of_labels(task: Task, texts: TaskTexts) -> TaskTexts:
    """Return the texts as a version of the task may be judged on them.

    Where a text has any number of labels, those that the version does not know are left out of its list.
    Raises UnknownLabelError, which names the row, where a text has one and the version does not know it: it
    would be wrong whatever is answered.
    """
    known = frozenset(task.labels)
    if task.kind is Kind.MULTI:
        labels: Any = [[label for label in labels if label in known] for labels in texts.labels]
        return replace(texts, labels=labels)
    strangers = [row for row, label in enumerate(texts.labels) if label not in known]
    if strangers:
        row = strangers[0]
        raise UnknownLabelError(
            f"{texts.identities[row]} has the label {texts.labels[row]!a}, which the version does not know "
            f"({len(strangers):,} such texts); expected one of {', '.join(task.labels[:20])}: leave them out."
        )
    return texts
