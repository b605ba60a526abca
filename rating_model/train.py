"""Train the rating model on a tokenized corpus and judge it beside predictors that do not read."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from rating_model.backend import tf
from rating_model.checkpoint import Checkpoint, write_checkpoint
from rating_model.fit import class_weights, epochs_within, fit_albert
from rating_model.held_out import TooFewReviews
from rating_model.options import RatingOptions
from rating_model.predict import (
    Predictions,
    likeliest_ratings,
    median_ratings,
    predict_ratings,
    without_class_weights,
)
from rating_model.shards import batches_by_length, measure_batches, read_shards
from rating_model.tokenize import CORPUS_FILE
from rating_model.tokenizer import FILE_NAME, RatingTokenizer
from rating_model.verdict import verdict
from rating_model.whole_folder import whole_folder
from text_models.baselines import MajorityClass, MeanRating
from text_models.evaluate import RatingMetrics, evaluate_ratings

FEWEST_TEXTS = 20
METRICS_FILE = "metrics.json"


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


def _silent(_done: int, _steps: int) -> None:
    return


def train_rating_model(
    tokenized: Path,
    model_dir: Path,
    options: RatingOptions,
    *,
    progress: Callable[[int, int], None] = _silent,
    report: Callable[[str], None] = _to_stderr,
) -> dict[str, Any]:
    """Train on the folder of `tokenize_corpus`; write the checkpoint and metrics.json; return the metrics.

    `model_dir` appears whole (Hugging Face layout, see `write_checkpoint`) and replaces an earlier one.
    Every predictor is judged on the same held-out reviews: "majority" and "mean" as fitted on the training
    part, "albert" with the likeliest rating of its weighted distribution as its class and the median of its
    unweighted one as its stars. "best" names the one to use and "verdict" says why. `progress(done, steps)`
    follows the training steps, `report(line)` takes the table.

    TensorFlow uses every core; a caller that shares the machine sets OMP_WAIT_POLICY=PASSIVE and
    TF_NUM_INTRAOP_THREADS before this module is imported. Raises TooFewReviews, with a sentence, when there
    is not enough to hold out (fewer than 20 distinct texts, no held-out review, one rating only),
    ValueError when the folder is damaged or was tokenized for longer texts, FloatingPointError when the
    loss is no number.
    """
    start = time.perf_counter()
    corpus = _read_corpus_file(tokenized, options)
    train, held_out = read_shards(tokenized, "train").cache(), read_shards(tokenized, "held_out").cache()
    train_ratings, held_out_ratings = _ratings(train, tokenized), _ratings(held_out, tokenized)
    _check_enough(corpus["counts"], train_ratings, held_out_ratings)
    tokenizer = RatingTokenizer.load(tokenized / FILE_NAME)
    measure = measure_batches(batches_by_length(train, options.batch_size))
    weights = class_weights(train_ratings)
    classifier = fit_albert(
        train,
        weights,
        vocabulary_size=tokenizer.vocabulary_size,
        batches_an_epoch=measure.batches,
        options=options,
        progress=progress,
    )
    predictions = predict_ratings(classifier, batches_by_length(held_out, options.batch_size))
    ladder = _ladder(train_ratings, predictions, weights)
    answers = len(np.unique(likeliest_ratings(predictions.probabilities)))
    judgement = verdict(ladder, rows=len(predictions.truth), albert_answers=answers)
    metrics: dict[str, Any] = {
        "rows": corpus["counts"],
        **ladder,
        "best": judgement.best,
        "verdict": judgement.sentence,
        "epochs": epochs_within(options, measure.batches),
        "padding_share": round(measure.padding_share, 4),
        "seconds": round(time.perf_counter() - start, 3),
        "options": asdict(options),
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with whole_folder(model_dir) as folder:
        write_checkpoint(Checkpoint(classifier, tokenizer, weights), folder)
        (folder / METRICS_FILE).write_text(json.dumps(metrics, indent=2) + "\n")
    for line in _table(ladder, judgement.sentence):
        report(line)
    return metrics


def _read_corpus_file(tokenized: Path, options: RatingOptions) -> dict[str, Any]:
    path = tokenized / CORPUS_FILE
    if not path.exists():
        raise ValueError(
            f"{tokenized} holds no tokenized corpus ({CORPUS_FILE} is missing): tokenize it first."
        )
    corpus: dict[str, Any] = json.loads(path.read_text())
    if corpus["max_tokens"] > options.max_tokens:
        raise ValueError(
            f"{tokenized} was tokenized with `max_tokens` {corpus['max_tokens']}: more than the model's "
            f"{options.max_tokens}. Tokenize the corpus again."
        )
    return corpus


def _ratings(records: Any, tokenized: Path) -> np.ndarray:
    """Read every record, so that a damaged shard is known before a minute of training."""
    try:
        ratings = [int(record["rating"]) for record in records.as_numpy_iterator()]
    except tf.errors.DataLossError as error:
        raise ValueError(
            f"A shard in {tokenized} is damaged ({error.message}): tokenize the corpus again."
        ) from error
    return np.asarray(ratings, dtype=np.int64)


def _check_enough(counts: dict[str, int], train_ratings: np.ndarray, held_out_ratings: np.ndarray) -> None:
    if counts["texts"] < FEWEST_TEXTS:
        raise TooFewReviews(
            f"The rating model needs at least {FEWEST_TEXTS} different texts. Received: {counts['texts']}."
        )
    if not len(held_out_ratings):
        raise TooFewReviews(f"None of {counts['texts']} review texts fell to the held-out part: add reviews.")
    different = np.unique(train_ratings).tolist()
    if len(different) < 2:
        raise TooFewReviews(
            f"The rating model needs at least two different ratings to learn from. Received: {different} in "
            f"{len(train_ratings)} training reviews."
        )


def _ladder(
    train_ratings: np.ndarray, predictions: Predictions, weights: np.ndarray
) -> dict[str, RatingMetrics]:
    truth, probabilities = predictions.truth, predictions.probabilities
    # The class is chosen with the weights, which is what makes rare ratings count; the stars without them.
    stars = median_ratings(without_class_weights(probabilities, weights))
    answers = {
        "majority": MajorityClass.fit(train_ratings).predict(len(truth)),
        "mean": MeanRating.fit(train_ratings).predict(len(truth)),
        "albert": (likeliest_ratings(probabilities), stars),
    }
    return {name: evaluate_ratings(truth, classes, values) for name, (classes, values) in answers.items()}


def _table(ladder: dict[str, RatingMetrics], sentence: str) -> Iterator[str]:
    yield f"{'':10}{'accuracy':>10}{'macro-F1':>10}{'MAE':>10}"
    for name, row in ladder.items():
        yield f"{name:10}{row['accuracy']:>10.3f}{row['macro_f1']:>10.3f}{row['mae']:>10.3f}"
    yield sentence
