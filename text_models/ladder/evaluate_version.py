"""Judge one trained version: every rung of the ladder, and the champion, on the same texts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from storage.atomic_file import write_durably
from text_models.classifiers.rung import rungs_of
from text_models.corpus.labelled_texts import LabelledTexts
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.ladder.predictors import fit_rungs, load_predictor, predict_all
from text_models.metrics.bootstrap import RESAMPLES, Gain, Gains, Interval, Metrics, resample
from text_models.metrics.metric_set import MetricSet
from text_models.normalise import key_of_normalised
from text_models.tasks.labels import truth_of
from text_models.tasks.task import Kind, Task
from text_models.versions.best_predictor import best_predictor
from text_models.versions.version_folder import MODEL_FILE
from text_models.versions.version_seal import EVALUATION_FILE

CHAMPION = "champion"


@dataclass(frozen=True)
class Evaluation:
    """How good a version is: what evaluation.json holds.

    `rows` texts, `texts` of them distinct, judge predictors that learned from `train_rows` texts, of which
    `train_texts` are distinct. `best` is the predictor to use, `first_line` says why. `predictors` and
    `champion` hold the metrics by name, each with its interval; `gains[a][b]` by how much `a` is better than
    `b`; `gain_over_champion` the same for `best`, None when there is no champion. `metric_titles` names the
    metrics for people.
    """

    version: str
    rows: int
    texts: int
    train_rows: int
    train_texts: int
    best: str
    first_line: str
    metric_titles: dict[str, str]
    predictors: dict[str, Metrics]
    champion: dict[str, Any] | None
    gains: dict[str, dict[str, Gains]]
    gain_over_champion: Gains | None

    def as_json(self) -> dict[str, Any]:
        """The content of evaluation.json: an interval is {"value", "low", "high"}, a gain has "p" too.

        "champion" holds its "version" and "predictor" beside the metrics.
        """
        content: dict[str, Any] = _spelled_out(asdict(self))
        return content


def evaluate_version(
    task: Task,
    model_dir: Path,
    train: LabelledTexts,
    evaluation: LabelledTexts,
    champion_dir: Path | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Fit the rungs on the training texts; judge them, and those that were trained before, on the others.

    `model_dir` is a version as training left it: model.json, and a folder for each rung that a step of its
    own trained. It gets a folder for every other rung, evaluation.parquet, evaluation.json, and in model.json
    the name of the `predictor` to use. A rung without a folder is not judged. `champion_dir` is the version
    to compare with, None when there is none; it may be this one. Can be repeated: everything is replaced.

    Raises TooFewTexts when there is no evaluation text, or fewer than two labels to learn from; ValueError
    when a file is missing or damaged, named.
    """
    model = read_model_file(model_dir)
    _check_enough(task, train, evaluation)
    truth = truth_of(task, evaluation.labels)
    fit_rungs(task, model_dir, train)
    predictors = {
        name: predict_all(
            task, load_predictor(task, model_dir, name), evaluation.texts, truth, model.get("class_weights")
        )
        for name, rung in rungs_of(task).items()
        if (model_dir / rung.folder).is_dir()
    }
    judged_names = list(predictors)
    champion = read_model_file(champion_dir) if champion_dir else None
    if champion_dir and champion:
        holder = load_predictor(task, champion_dir, champion["predictor"])
        predictors[CHAMPION] = predict_all(
            task, holder, evaluation.texts, truth, champion.get("class_weights")
        )
    keys = [key_of_normalised(text) for text in evaluation.texts]
    metric_set = MetricSet.of(task)
    judged = resample(metric_set, predictors, keys, resamples=resamples, seed=seed)
    learned_from = len({key_of_normalised(text) for text in train.texts})
    best, first_line = best_predictor(
        task,
        judged,
        varied={name for name, predictions in predictors.items() if predictions.is_varied},
        rows=len(evaluation),
        train_texts=learned_from,
    )
    found = Evaluation(
        version=str(model["version"]),
        rows=len(evaluation),
        texts=len(set(keys)),
        train_rows=len(train),
        train_texts=learned_from,
        best=best,
        first_line=first_line,
        metric_titles=metric_set.titles(task.unit),
        predictors={name: judged.metrics(name) for name in judged_names},
        champion=champion
        and {
            "version": str(champion["version"]),
            "predictor": champion["predictor"],
            **judged.metrics(CHAMPION),
        },
        gains={
            name: {lower: judged.gain(name, lower) for lower in judged_names[:rung]}
            for rung, name in enumerate(judged_names)
        },
        gain_over_champion=judged.gain(best, CHAMPION) if champion else None,
    )
    EvaluatedRows(task, evaluation.identities, evaluation.texts, predictors).write(model_dir)
    _write_json(model_dir / EVALUATION_FILE, found.as_json())
    _write_json(model_dir / MODEL_FILE, {**model, "predictor": best})
    return found


def read_model_file(model_dir: Path) -> dict[str, Any]:
    """Return model.json; raises ValueError when the version is not there or the file is damaged."""
    return _read_json(
        model_dir / MODEL_FILE, f"{model_dir} holds no trained version ({MODEL_FILE} is missing): train it."
    )


def read_evaluation(model_dir: Path) -> dict[str, Any]:
    """Return evaluation.json; raises ValueError when the version is not evaluated or the file is damaged."""
    return _read_json(
        model_dir / EVALUATION_FILE,
        f"Version {model_dir.name} has no {EVALUATION_FILE}: evaluate it first.",
    )


def _read_json(path: Path, missing: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise ValueError(missing) from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is damaged ({error}): train and evaluate the version again.") from error
    return content


def _check_enough(task: Task, train: LabelledTexts, evaluation: LabelledTexts) -> None:
    if not len(evaluation):
        raise TooFewTexts(
            f"There are no evaluation {task.noun} to judge the version by: add {task.noun}. Received: 0 rows."
        )
    truth = truth_of(task, train.labels)
    found = np.flatnonzero(truth.any(axis=0)) if task.kind is Kind.MULTI else np.unique(truth)
    if len(found) < 2:
        different = ", ".join(task.labels[position] for position in found) or "none"
        raise TooFewTexts(
            f"The ladder needs at least two different {task.columns.label}s to learn from. Received: "
            f"{different} in {len(train)} training {task.noun}."
        )


def _spelled_out(content: Any) -> Any:
    """Intervals and gains, which JSON would write as lists, with the names of their parts."""
    if isinstance(content, dict):
        return {name: _spelled_out(value) for name, value in content.items()}
    return content._asdict() if isinstance(content, Interval | Gain) else content


def _write_json(path: Path, content: dict[str, Any]) -> None:
    write_durably(path, (json.dumps(content, indent=2) + "\n").encode())
