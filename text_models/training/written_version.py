"""The folder of a version whose rung is chosen: the classifiers, model.json, and its evaluation."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.whole_folder import whole_folder
from text_models.classifiers.rung import Rung
from text_models.classifiers.saved.probes import library_versions
from text_models.comparison.compared_parts import ComparedParts
from text_models.corpus.split import Part
from text_models.ladder.version_predictor import THRESHOLDS_FILE, VersionPredictor
from text_models.metrics.thresholds.aim import Aim
from text_models.metrics.thresholds.thresholds import Thresholds
from text_models.normalise import text_key
from text_models.training.data_file import DataFile
from text_models.training.judge_version import OpenedTest, judge_version
from text_models.training.learned_keys import write_learned_keys
from text_models.training.rung_choice import RungChoice, text_weights
from text_models.training.training_options import TrainingOptions
from text_models.versions.model_card import write_card
from text_models.versions.version_folder import MODEL_FILE, VersionFolder
from text_models.versions.version_seal import seal_version

SPLIT_FILE = "split.csv"


@dataclass(frozen=True)
class ChosenVersion:
    """What a version is made of: the texts by their parts, the rungs that were tried, and the best of them.

    `files` held the texts. `place` writes the best rung, fitted on training and development part, into a
    folder, and returns the versions of its libraries; without it the rung is fitted. `more` writes what else
    is kept with the version into its folder. `noted` is what else is known of the choice.
    """

    parts: ComparedParts
    rungs: Mapping[str, Rung]
    choice: RungChoice
    options: TrainingOptions
    files: Sequence[DataFile]
    code_version: str
    place: Callable[[Path], Mapping[str, str]] | None = None
    more: Callable[[Path], None] = lambda _: None
    noted: Mapping[str, Any] = field(default_factory=dict)


def write_version(target: Path, chosen: ChosenVersion, champion: VersionPredictor | None) -> VersionFolder:
    """Write the version into folder `target`, whole or not at all, judged on the test part; return it.

    It is judged beside the constants and the `champion`.
    """
    parts, options = chosen.parts, chosen.options
    task = parts.task
    with whole_folder(target) as folder:
        model = {
            "version": target.name,
            "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "code_version": chosen.code_version,
            **_fit(folder, chosen),
            **_described(chosen),
            "sealed": True,
        }
        if options.aim is not None:
            _choose_thresholds(parts, chosen.choice, options, options.aim).write(folder / THRESHOLDS_FILE)
        chosen.more(folder)
        (folder / MODEL_FILE).write_text(json.dumps(model, indent=2) + "\n")
        seal_version(folder)
        test = OpenedTest(parts.of(Part.TEST), parts.groups_of(Part.TEST), _opened(chosen.files))
        judge_version(task, folder, model, test, champion, resamples=options.resamples, seed=options.seed)
    found = VersionFolder.read(target.parent, target.name)
    write_card(task, found)
    return found


def _fit(folder: Path, chosen: ChosenVersion) -> dict[str, Any]:
    """Fit the best rung and the constants on both parts, into a folder each; return what there is to tell."""
    parts, choice = chosen.parts, chosen.choice
    learned = parts.of(Part.TRAIN, Part.DEV)
    fitted: list[str] = []
    libraries: dict[str, str] = {}
    began = time.perf_counter()
    for name, rung in chosen.rungs.items():
        if rung.fit is None or (rung.reads and name != choice.best):
            continue
        (place := folder / rung.folder).mkdir()
        fitted.append(name)
        if name == choice.best and chosen.place is not None:
            libraries |= chosen.place(place)
            continue
        weights = text_weights(rung, learned)
        given = {} if weights is None else {"weights": weights}
        classifier = rung.fit(parts.task, learned.texts, learned.labels, **choice.options[name], **given)
        classifier.save(place)
        libraries |= library_versions(getattr(classifier, "libraries", ("numpy",)))
    seconds = round(time.perf_counter() - began, 3)
    parts.split.write(folder / SPLIT_FILE)
    write_learned_keys(folder, learned.texts)
    texts = len({text_key(text) for text in learned.texts})
    return {
        "predictor": choice.best,
        "rungs": fitted,
        "training": {"rows": len(learned), "texts": texts, "seconds": seconds},
        "libraries": libraries,
    }


def _choose_thresholds(
    parts: ComparedParts, choice: RungChoice, options: TrainingOptions, aim: Aim
) -> Thresholds:
    """Thresholds by development data, of the best rung as it was fitted on the training part alone."""
    return Thresholds.choose(
        parts.task.name,
        parts.task.labels,
        choice.predictions[choice.best],
        parts.groups_of(Part.DEV),
        aim,
        resamples=options.resamples,
        seed=options.seed,
    )


def _described(chosen: ChosenVersion) -> dict[str, Any]:
    """What model.json tells of the task, the data and what was asked."""
    parts, options, choice = chosen.parts, chosen.options, chosen.choice
    task, summary = parts.task, asdict(parts.summary())
    summary.pop("labels")
    return {
        "task": task.name,
        "kind": str(task.kind),
        "labels": list(task.labels),
        "languages": list(task.languages),
        "normal_form": task.normal_form,
        "aim": str(options.aim) if options.aim else "",
        "licence": options.licence,
        "batch_ids": [],
        "seen_batch_ids": [],
        "options": {
            "protocol": str(options.protocol),
            "variant": options.variant or "any",
            "models": ",".join(options.models) or "all",
            "seed": options.seed,
            "resamples": options.resamples,
        },
        "files": [file.as_json() for file in chosen.files],
        "split": summary,
        "development": {"metric": task.rank_by, "rungs": choice.as_json(task.rank_by), **chosen.noted},
    }


def _opened(files: Sequence[DataFile]) -> list[DataFile]:
    """The files that hold the test part: those named for it, else all, of which it was dealt out."""
    return [file for file in files if file.part is Part.TEST] or list(files)
