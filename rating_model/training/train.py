"""Train a version of the rating model on a tokenized corpus; judging it is another step."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.encoded_part import read_encoded, split_for_stopping
from rating_model.options import RatingOptions
from rating_model.serving.albert_rater import AlbertRater
from rating_model.serving.albert_rung import ALBERT_FOLDER
from rating_model.serving.rating_checkpoint import RatingCheckpoint
from rating_model.training.class_weights import class_weights
from rating_model.training.early_stopping import ValidationSlice
from rating_model.training.first_weights import first_weights
from rating_model.training.fit import Fit
from storage.whole_folder import whole_folder
from text_models.albert.checkpoint import WEIGHTS_FILE
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.networks.backend import keras
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.encoded_texts import EncodedTexts
from text_models.networks.training_state import TrainingState, TrainingStates
from text_models.tokens.tokenizer import FILE_NAME, PieceTokenizer
from text_models.versions.version_folder import HISTORY_FILE, MODEL_FILE

FEWEST_FOR_STOPPING = 50


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


def _silent(_done: int, _steps: int) -> None:
    return


def train_rating_model(
    tokenized: Path,
    model_dir: Path,
    options: RatingOptions,
    *,
    checkpoints: Path,
    champion: Path | None = None,
    pretrained: Path | None = None,
    code_version: str = "",
    progress: Callable[[int, int], None] = _silent,
    report: Callable[[str], None] = _to_stderr,
    state_written: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Train on the folder of `tokenize_reviews`; write model.json, history.json, albert/; return model.json.

    `model_dir` appears whole and replaces an earlier one; the version is the corpus's. `champion` is the
    folder of the version whose weights to begin with if they fit, `pretrained` a Hugging Face ALBERT to begin
    with, see `first_weights`. A run that was killed resumes from `checkpoints` and ends with the same number
    of steps. `progress(done, steps)` follows the steps, `report(line)` takes what is worth knowing, and
    `state_written()` is told when there is a new state in `checkpoints`.

    TensorFlow uses every core; a caller that shares the machine sets OMP_WAIT_POLICY=PASSIVE and
    TF_NUM_INTRAOP_THREADS before this module is imported. Raises TooFewTexts when there is only one rating
    to learn from, ValueError when a file is damaged or does not fit, FloatingPointError when the loss is no
    number; each with a sentence.
    """
    corpus = _fitting_corpus(tokenized, options)
    reviews = read_encoded(tokenized, "train")
    _check_enough(reviews.labels)
    tokenizer = PieceTokenizer.load(tokenized / FILE_NAME)
    # Before the first weights are drawn.
    keras.utils.set_random_seed(options.seed)
    classifier = first_weights(
        tokenizer,
        options,
        champion=champion / ALBERT_FOLDER if champion else None,
        pretrained=pretrained,
        report=report,
    )
    learned, validation = _split(reviews, options, report)
    weights = class_weights(learned.labels)
    identity = _identity(tokenized, options, (champion / ALBERT_FOLDER if champion else None, pretrained))
    fit = Fit(
        classifier,
        BatchPlan(learned, options.batch_size, options.seed),
        ValidationSlice(classifier, validation, options.head, weights) if len(validation.labels) else None,
        weights,
        options,
        TrainingStates(checkpoints, identity, report, state_written),
    )
    state = fit.run(progress)
    report(_ending(state, fit.steps))
    model = {
        "version": corpus.version,
        "head": options.head,
        "tokenizer": corpus.tokenizer,
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "batch_ids": corpus.batch_ids,
        "seen_batch_ids": corpus.seen_batch_ids,
        "code_version": code_version,
        "options": asdict(options),
        "class_weights": weights.tolist(),
        "training": _facts(state, fit, validation, champion=champion, pretrained=pretrained),
    }
    with whole_folder(model_dir) as folder:
        (folder / ALBERT_FOLDER).mkdir()
        checkpoint = RatingCheckpoint(classifier, tokenizer, weights, options.head)
        AlbertRater(checkpoint).save(folder / ALBERT_FOLDER)
        (folder / HISTORY_FILE).write_text(json.dumps(state.history, indent=2) + "\n")
        corpus.write(folder)
        (folder / MODEL_FILE).write_text(json.dumps(model, indent=2) + "\n")
    return model


def _fitting_corpus(tokenized: Path, options: RatingOptions) -> CorpusFile:
    corpus = CorpusFile.read(tokenized)
    if corpus.max_tokens > options.max_tokens:
        raise ValueError(
            f"{tokenized} was tokenized with `max_tokens` {corpus.max_tokens}: more than the model's "
            f"{options.max_tokens}. Tokenize the reviews again."
        )
    return corpus


def _check_enough(ratings: np.ndarray) -> None:
    different = np.unique(ratings).tolist()
    if len(different) < 2:
        raise TooFewTexts(
            f"The rating model needs at least two different ratings to learn from. Received: {different} in "
            f"{len(ratings)} training reviews."
        )


def _split(
    reviews: EncodedTexts, options: RatingOptions, report: Callable[[str], None]
) -> tuple[EncodedTexts, EncodedTexts]:
    """Return (to learn from, to decide by); the second is empty when it would be too small to tell."""
    learned, validation = split_for_stopping(reviews, options.stopping_share)
    if len(validation.labels) >= FEWEST_FOR_STOPPING and len(np.unique(learned.labels)) > 1:
        return learned, validation
    report(
        f"No early stopping: {len(validation.labels)} reviews to decide by, expected {FEWEST_FOR_STOPPING}."
    )
    return split_for_stopping(reviews, 0.0)


def _identity(tokenized: Path, options: RatingOptions, beginnings: tuple[Path | None, ...]) -> dict[str, Any]:
    """What must be equal for a state to be of this training. How often states are written may change."""
    files = [tokenized / "corpus.json", tokenized / FILE_NAME]
    files += [folder / WEIGHTS_FILE for folder in beginnings if folder]
    digests = [blake2b(file.read_bytes()).hexdigest() for file in files if file.exists()]
    return {"options": {**asdict(options), "checkpoint_seconds": None}, "files": digests}


def _ending(state: TrainingState, steps: int) -> str:
    took = f"{state.step} of {steps} steps in {state.seconds:.0f} s"
    if state.best_loss is None:
        return f"Trained {took}."
    return f"Trained {took}; the weights of step {state.best_step} are kept, loss {state.best_loss:.4f}."


def _facts(
    state: TrainingState,
    fit: Fit,
    validation: EncodedTexts,
    *,
    champion: Path | None,
    pretrained: Path | None,
) -> dict[str, Any]:
    return {
        "steps": state.step,
        "planned_steps": fit.steps,
        "best_step": state.best_step if state.best_loss is not None else state.step,
        "reviews": fit.plan.texts,
        "stopping_reviews": len(validation.labels),
        "padding_share": round(fit.plan.padding_share(), 4),
        "seconds": round(state.seconds, 3),
        "champion": champion.name if champion else None,
        "pretrained": str(pretrained) if pretrained else None,
    }
