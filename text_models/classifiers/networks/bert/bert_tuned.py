"""A pretrained BERT whose last layers are trained on a task's texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.networks.bert.bert_frozen import LIBRARIES
from text_models.classifiers.networks.bert.bert_training import TuningOptions, tune
from text_models.classifiers.networks.bert.window_scores import places_of_any_part, probabilities_of_texts
from text_models.classifiers.rung import Rung
from text_models.classifiers.saved.saved_state import ARRAYS_FILE, SavedState
from text_models.classifiers.training_texts import Texts, TrainingTexts
from text_models.encoders.bert.chosen_bert import missing_bert
from text_models.normal_forms.normal_form import sentences_form
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "bert"
WEIGHTS = "weights"


@dataclass(frozen=True)
class BertTunedModel:
    """The layers of an encoder after layer `frozen`, and a head, as they were trained: `weights` by name.

    `identity` names the encoder, whose layers up to `frozen` are not copied. `present` are the positions of
    the K labels that it was trained on; `log_weights`, shape (K,), what they counted in training, which is
    taken out of the answers. Texts are read in windows of `longest` tokens; for labels at the positions
    `any_part` one window is enough.
    """

    identity: Mapping[str, str]
    frozen: int
    longest: int
    weights: Mapping[str, np.ndarray]
    present: np.ndarray
    log_weights: np.ndarray
    labels: int
    any_part: tuple[int, ...]
    is_multi: bool

    kind: ClassVar[str] = "bert_tuned"
    libraries: Sequence[str] = LIBRARIES

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        _, found, owners = self._answers(texts)
        scores = np.full((len(found), self.labels), -np.inf)
        scores[:, self.present] = found.astype(np.float64) - self.log_weights
        return probabilities_of_texts(scores, owners, self.any_part, is_multi=self.is_multi)

    def embed(self, texts: Texts) -> np.ndarray:
        """Return what the head reads for N > 0 texts, shape (N, H): the mean of their windows."""
        means, _, owners = self._answers(texts)
        starts = np.searchsorted(owners, np.arange(len(texts)))
        return np.asarray(np.add.reduceat(means, starts) / np.bincount(owners)[:, None])

    def _answers(self, texts: Texts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Means (W, H) and scores (W, K) of windows, and which text each is of, (W,)."""
        from text_models.encoders.bert.opened_bert import open_bert
        from text_models.encoders.bert.tuned_bert import tuned_bert

        windows = open_bert(self.identity).tokens.windows(texts.normal, self.longest)
        tuned = tuned_bert(tuple(self.identity.items()), self.frozen, len(self.present))
        return *tuned.answers(self.weights, windows.ids), windows.owners

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        values = {
            "encoder": dict(self.identity),
            "frozen": self.frozen,
            "longest": self.longest,
            "any_part": list(self.any_part),
            "is_multi": self.is_multi,
        }
        arrays = {"present": self.present, "log_weights": self.log_weights}
        return SavedState(values, arrays).with_part(WEIGHTS, SavedState({}, self.weights))

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError when it is damaged, or its encoder is missing or another."""
        from text_models.encoders.bert.opened_bert import open_bert
        from text_models.encoders.bert.tuned_bert import tuned_bert
        from text_models.networks.network_weights import shapes_of

        identity = {name: str(value) for name, value in state.table("encoder").items()}
        config = open_bert(identity).encoder.config
        frozen = state.whole("frozen", 0, config.layers - 1)
        present = state.indices("present", (None,), lowest=0, below=labels)
        if not len(present) or (np.diff(present) <= 0).any():
            raise state.damaged(ARRAYS_FILE, "`present` names no label, or one twice")
        shapes = shapes_of(tuned_bert(tuple(identity.items()), frozen, len(present)).network)
        part = state.part(WEIGHTS)
        return cls(
            identity=identity,
            frozen=frozen,
            longest=state.whole("longest", 1, config.longest),
            weights={name: part.array(name, shape) for name, shape in shapes.items()},
            present=present,
            log_weights=state.array("log_weights", (len(present),)),
            labels=labels,
            any_part=tuple(state.wholes("any_part", 0, labels - 1)),
            is_multi=state.flag("is_multi"),
        )


def fit_bert(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    seed: int = 0,
    weights: Sequence[float] | np.ndarray | None = None,
    states: Path | None = None,
    **options: float,
) -> FittedClassifier:
    """Return a BERT whose last third of layers is trained on N TRAINING texts; see `TuningOptions`.

    `states` is a folder out of which a killed fit goes on, and ends as it would have. Raises EncoderError
    when the encoder is missing.
    """
    chosen = TuningOptions(**options)  # type: ignore[arg-type] # whole numbers among them
    any_part = places_of_any_part(task)

    def fit_model(training: TrainingTexts) -> BertTunedModel:
        tuned = tune(training, chosen, seed, states)
        return BertTunedModel(
            **tuned._asdict(),
            labels=len(training.labels),
            any_part=any_part,
            is_multi=training.has_many_labels,
        )

    form = sentences_form(task.normal_form).name
    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form, weights=weights)


BERT = Rung(
    name=NAME,
    title="a BERT whose last layers are trained",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(BertTunedModel),
    fit=fit_bert,
    has_chance=True,
    missing=missing_bert,
    is_costly=True,
)
