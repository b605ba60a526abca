"""fastText: trained by its library, with hierarchical softmax as published and with softmax."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from text_models.classifiers.fasttext_.fasttext_model import LABEL_PREFIX, FastTextModel, tokens_of
from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.normal_forms.normal_form import normal_form, words_form
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

SEED = 0
BUCKETS = 100_000
EPOCHS = (5, 10, 25)


@dataclass(frozen=True)
class FastTextOptions:
    """How fastText trains; the defaults but `epochs` are those published for hashtags."""

    loss: str = "hs"
    dimensions: int = 55
    longest: int = 1
    rate: float = 0.5
    epochs: int = 25
    seed: int = SEED


# As published for Spanish tweets, before 5 to 10 epochs on the task itself.
PRETRAINING = FastTextOptions("softmax", dimensions=100, longest=2, rate=1.0, epochs=5)


def fit_fasttext(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    earlier: tuple[Sequence[str], Sequence[str]] | None = None,
    **options: Any,
) -> FittedClassifier:
    """Return fastText fitted on N TRAINING texts; `options` are those of `FastTextOptions`.

    `earlier` are other texts with labels of any kind: a classifier of these is trained first, by
    `PRETRAINING`, and its vectors of words are where training begins; give `dimensions=100, longest=2`.
    Trained in one thread, so that it can be repeated. A text with several labels teaches each of them.
    """
    chosen = FastTextOptions(**options)
    form = words_form(task.normal_form).name

    def fit_model(training: TrainingTexts) -> FastTextModel:
        with tempfile.TemporaryDirectory() as folder:
            vectors = None if earlier is None else _pretrain(Path(folder), earlier, form)
            return _fit(Path(folder), training, chosen, vectors)

    return FittedClassifier.fit(f"fasttext_{chosen.loss}", task, texts, labels, fit_model, form=form)


def _train(file: Path, options: FastTextOptions, vectors: Path | None = None) -> Any:
    from fasttext import train_supervised

    return train_supervised(
        str(file),
        loss=options.loss,
        dim=options.dimensions,
        wordNgrams=options.longest,
        lr=options.rate,
        epoch=options.epochs,
        bucket=BUCKETS if options.longest > 1 else 0,
        minCount=1,
        thread=1,
        seed=options.seed,
        verbose=0,
        label=LABEL_PREFIX,
        pretrainedVectors=str(vectors or ""),
    )


def _write(file: Path, texts: Sequence[str], labels: Sequence[Sequence[int]]) -> None:
    """A line a text, its labels by number before its words; a text without a label teaches nothing."""
    with file.open("w", encoding="utf-8") as lines:
        for text, of_text in zip(texts, labels, strict=True):
            if of_text:
                names = " ".join(f"{LABEL_PREFIX}{label}" for label in of_text)
                lines.write(f"{names} {' '.join(tokens_of(text))}\n")


def _fit(
    folder: Path, training: TrainingTexts, options: FastTextOptions, vectors: Path | None
) -> FastTextModel:
    _write(
        folder / "train.txt",
        training.texts.normal,
        [np.flatnonzero(row).tolist() for row in training.indicators],
    )
    model = _train(folder / "train.txt", options, vectors)
    names, counts = model.get_labels(include_freq=True)
    words = model.get_words()
    return FastTextModel(
        tuple(words),
        np.array(model.get_input_matrix(), np.float32),
        np.array(model.get_output_matrix(), np.float32),
        np.asarray([int(name.removeprefix(LABEL_PREFIX)) for name in names]),
        np.asarray(counts, np.int64),
        options.loss,
        len(training.labels),
    )


def _pretrain(folder: Path, earlier: tuple[Sequence[str], Sequence[str]], form: str) -> Path:
    """The file of word vectors of a classifier of earlier texts."""
    texts, labels = earlier
    places = {label: place for place, label in enumerate(sorted(set(labels)))}
    normal = [normal_form(form).apply(text) for text in texts]
    _write(folder / "earlier.txt", normal, [[places[label]] for label in labels])
    model = _train(folder / "earlier.txt", PRETRAINING)
    words, matrix = model.get_words(), np.array(model.get_input_matrix())
    path = folder / "earlier.vec"
    with path.open("w", encoding="utf-8") as lines:
        lines.write(f"{len(words)} {matrix.shape[1]}\n")
        for word, vector in zip(words, matrix, strict=False):
            lines.write(f"{word} {' '.join(f'{value:.6f}' for value in vector)}\n")
    return path


def _rung(loss: str, title: str) -> Rung:
    return Rung(
        name=f"fasttext_{loss}",
        title=title,
        folder=f"fasttext_{loss}",
        reads=True,
        load=loader(FastTextModel),
        fit=partial(fit_fasttext, loss=loss),
        choices=tuple({"epochs": epochs} for epochs in EPOCHS),
        has_chance=True,
    )


FASTTEXT_HS = _rung("hs", "fastText, hierarchical softmax")
FASTTEXT_SOFTMAX = _rung("softmax", "fastText, softmax")
