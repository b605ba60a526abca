"""Judge one trained version: every rung of the ladder, and the champion, on the same reviews."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rating_model.data.review_files import read_part
from storage.atomic_file import write_durably
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.ladder.evaluated_rows import EvaluatedRows
from text_models.ladder.predictors import FOLDERS, fit_baselines, judge, load_predictor
from text_models.metrics.bootstrap import RESAMPLES, Interval, Metrics, resample
from text_models.normalise import key_of_normalised
from text_models.versions.best_predictor import verdict
from text_models.versions.version_folder import EVALUATION_FILE, MODEL_FILE

CHAMPION = "champion"


@dataclass(frozen=True)
class Evaluation:
    """How good a version is: what evaluation.json holds.

    `rows` reviews of `texts` distinct texts judge predictors that learned from `train_rows` reviews of
    `train_texts` texts. `best` is the predictor to use, `first_line` says why. `predictors` and `champion`
    hold the metrics by name, each with its interval; `gains[a][b]` by how much `a` is better than `b`;
    `gain_over_champion` the same for `best`, None when there is no champion.
    """

    version: str
    rows: int
    texts: int
    train_rows: int
    train_texts: int
    best: str
    first_line: str
    predictors: dict[str, Metrics]
    champion: dict[str, Any] | None
    gains: dict[str, dict[str, Metrics]]
    gain_over_champion: Metrics | None

    def as_json(self) -> dict[str, Any]:
        """The content of evaluation.json: an interval is {"value", "low", "high"}.

        "champion" holds its "version" and "predictor" beside the metrics.
        """
        content: dict[str, Any] = _spelled_out(asdict(self))
        return content


def evaluate_version(
    model_dir: Path,
    reviews_dir: Path,
    champion_dir: Path | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Fit the baselines on the training reviews, judge them and ALBERT on the evaluation reviews.

    `model_dir` is a version as training left it (model.json, albert/); it gets majority/, mean/, tfidf/,
    evaluation.parquet, evaluation.json, and in model.json the name of the `predictor` to use. Without albert/
    the baselines are judged alone. `champion_dir` is the version to compare with, None when there is none; it
    may be this one. Can be repeated: everything is replaced.

    Raises TooFewTexts when there is no evaluation review, or fewer than two ratings to learn from;
    ValueError when a file is missing or damaged, named.
    """
    model = read_model_file(model_dir)
    _, train_texts, train_ratings = _reviews(reviews_dir, "train")
    review_ids, texts, truth = _reviews(reviews_dir, "evaluation")
    _check_enough(len(review_ids), train_ratings)
    fit_baselines(model_dir, train_texts, train_ratings)
    predictors = {
        name: judge(load_predictor(model_dir, name), texts, truth, model["class_weights"])
        for name, folder in FOLDERS.items()
        if (model_dir / folder).is_dir()
    }
    rungs = list(predictors)
    champion = read_model_file(champion_dir) if champion_dir else None
    if champion_dir and champion:
        holder = load_predictor(champion_dir, champion["predictor"])
        predictors[CHAMPION] = judge(holder, texts, truth, champion["class_weights"])
    keys = [key_of_normalised(text) for text in texts]
    judged = resample(predictors, keys, resamples=resamples, seed=seed)
    learned_from = len({key_of_normalised(text) for text in train_texts})
    best, first_line = verdict(judged, rows=len(truth), train_texts=learned_from)
    evaluation = Evaluation(
        version=str(model["version"]),
        rows=len(truth),
        texts=len(set(keys)),
        train_rows=len(train_texts),
        train_texts=learned_from,
        best=best,
        first_line=first_line,
        predictors={name: judged.metrics(name) for name in rungs},
        champion=champion
        and {
            "version": str(champion["version"]),
            "predictor": champion["predictor"],
            **judged.metrics(CHAMPION),
        },
        gains={
            name: {lower: judged.gain(name, lower) for lower in rungs[:rung]}
            for rung, name in enumerate(rungs)
        },
        gain_over_champion=judged.gain(best, CHAMPION) if champion else None,
    )
    EvaluatedRows(review_ids, texts, predictors).write(model_dir)
    _write_json(model_dir / EVALUATION_FILE, evaluation.as_json())
    _write_json(model_dir / MODEL_FILE, {**model, "predictor": best})
    return evaluation


def read_model_file(model_dir: Path) -> dict[str, Any]:
    """Return model.json; raises ValueError when the version is not there or the file is damaged."""
    path = model_dir / MODEL_FILE
    try:
        content: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise ValueError(
            f"{model_dir} holds no trained version ({MODEL_FILE} is missing): train it."
        ) from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is damaged ({error}): train the version again.") from error
    return content


def _reviews(reviews_dir: Path, part: str) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Ids (N,), texts and ratings (N,) of all reviews of a part."""
    batches = list(read_part(reviews_dir, part))
    columns = ("review_id", "text", "rating")
    ids, texts, ratings = ([v for batch in batches for v in batch[name].to_pylist()] for name in columns)
    return np.asarray(ids, np.int64), texts, np.asarray(ratings, np.int64)


def _check_enough(rows: int, train_ratings: np.ndarray) -> None:
    if not rows:
        raise TooFewTexts(
            "There is no evaluation review to judge the version by: add reviews. Received: 0 rows."
        )
    different = np.unique(train_ratings).tolist()
    if len(different) < 2:
        raise TooFewTexts(
            f"The ladder needs at least two different ratings to learn from. Received: {different} in "
            f"{len(train_ratings)} training reviews."
        )


def _spelled_out(content: Any) -> Any:
    """Intervals, which JSON would write as lists, with the names of their parts."""
    if isinstance(content, dict):
        return {name: _spelled_out(value) for name, value in content.items()}
    return content._asdict() if isinstance(content, Interval) else content


def _write_json(path: Path, content: dict[str, Any]) -> None:
    write_durably(path, json.dumps(content, indent=2).encode() + b"\n")
