"""A pretrained BERT as it is, and logistic regression on what three of its layers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.networks.bert.dense_logistic import fit_labels
from text_models.classifiers.networks.bert.sentence_features import features_of, usual_layers
from text_models.classifiers.networks.bert.window_scores import places_of_any_part, probabilities_of_texts
from text_models.classifiers.rung import Rung
from text_models.classifiers.saved.saved_state import SavedState
from text_models.classifiers.training_texts import Texts, TrainingTexts
from text_models.encoders.bert.chosen_bert import missing_bert
from text_models.normal_forms.normal_form import sentences_form
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "bert_frozen"
LONGEST = 128
STRENGTHS = (0.01, 0.1, 1.0)
LIBRARIES = ("keras", "scipy", "tensorflow", "tokenizers")


@dataclass(frozen=True)
class BertFrozenModel:
    """Scores are linear in standardised features of an encoder's `layers`.

    `identity` names the encoder, which is not copied. `middle` and `spread`, shape (D,), are mean and
    deviation of the training windows' features; `coefficients` are (C, D), `intercepts` (C,). Texts are read
    in windows of `longest` tokens; for labels at the positions `any_part` one window is enough.
    """

    identity: Mapping[str, str]
    layers: tuple[int, ...]
    longest: int
    middle: np.ndarray
    spread: np.ndarray
    coefficients: np.ndarray
    intercepts: np.ndarray
    any_part: tuple[int, ...]
    is_multi: bool

    kind: ClassVar[str] = "bert_frozen"
    libraries: Sequence[str] = LIBRARIES

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        features, owners = _read(self.identity, self.layers, texts.normal, self.longest)
        scores = ((features - self.middle) / self.spread).astype(np.float64) @ self.coefficients.T.astype(
            np.float64
        )
        return probabilities_of_texts(scores + self.intercepts, owners, self.any_part, is_multi=self.is_multi)

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        values = {
            "encoder": dict(self.identity),
            "layers": list(self.layers),
            "longest": self.longest,
            "any_part": list(self.any_part),
            "is_multi": self.is_multi,
        }
        names = ("middle", "spread", "coefficients", "intercepts")
        return SavedState(values, {name: getattr(self, name) for name in names})

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError when it is damaged, or its encoder is missing or another."""
        from text_models.encoders.bert.opened_bert import open_bert

        identity = {name: str(value) for name, value in state.table("encoder").items()}
        config = open_bert(identity).encoder.config
        layers = tuple(state.wholes("layers", 1, config.layers))
        width = len(layers) * config.hidden
        return cls(
            identity=identity,
            layers=layers,
            longest=state.whole("longest", 1, config.longest),
            middle=state.array("middle", (width,)),
            spread=state.array("spread", (width,), lowest=1e-12),
            coefficients=state.array("coefficients", (labels, width)),
            intercepts=state.array("intercepts", (labels,)),
            any_part=tuple(state.wholes("any_part", 0, labels - 1)),
            is_multi=state.flag("is_multi"),
        )


def _read(
    identity: Mapping[str, str], layers: tuple[int, ...], texts: Sequence[str], longest: int
) -> tuple[np.ndarray, np.ndarray]:
    """Features of the windows of N texts, (W, D), and which text each is of, (W,)."""
    from text_models.encoders.bert.opened_bert import open_bert

    windows = open_bert(identity).tokens.windows(texts, longest)
    return features_of(tuple(identity.items()), layers)(windows.ids), windows.owners


def fit_bert_frozen(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    strength: float = 0.01,
    longest: int = LONGEST,
    weights: Sequence[float] | np.ndarray | None = None,
) -> FittedClassifier:
    """Return logistic regression on states of a frozen BERT, fitted on N TRAINING texts.

    The states of layers 8, 10 and 12 of 12, each averaged over a window's tokens and scaled to length 1, are
    put side by side and standardised. `strength` is the inverse of the L2 penalty's. The windows of a text
    longer than `longest` tokens count as much together as one text. Raises EncoderError when the encoder is
    missing.
    """

    form = sentences_form(task.normal_form).name

    def fit_model(training: TrainingTexts) -> BertFrozenModel:
        return _fit(training, strength, longest, places_of_any_part(task))

    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form, weights=weights)


def _fit(
    training: TrainingTexts, strength: float, longest: int, any_part: tuple[int, ...]
) -> BertFrozenModel:
    from text_models.encoders.bert.opened_bert import open_bert

    opened = open_bert()
    layers = usual_layers(opened.encoder.config.layers)
    longest = min(longest, opened.encoder.config.longest)
    features, owners = _read(opened.identity, layers, training.texts.normal, longest)
    weights = window_weights(owners, training.weights)
    middle = features.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = np.maximum(features.std(axis=0, dtype=np.float64), 1e-6).astype(np.float32)
    coefficients, intercepts = fit_labels((features - middle) / spread, training, owners, strength, weights)
    return BertFrozenModel(
        opened.identity,
        layers,
        longest,
        middle,
        spread,
        coefficients,
        intercepts,
        any_part,
        training.has_many_labels,
    )


def window_weights(owners: np.ndarray, of_texts: np.ndarray | None) -> np.ndarray:
    """Return what each of W windows counts, shape (W,): a text's windows share what it counts, 1 if not told.

    `owners`, shape (W,), are the positions of their texts; every one of the N texts has a window.
    """
    shares = 1.0 / np.bincount(owners)
    return np.asarray(shares[owners] if of_texts is None else (shares * of_texts)[owners])


BERT_FROZEN = Rung(
    name=NAME,
    title="a frozen BERT + logistic regression",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(BertFrozenModel),
    fit=fit_bert_frozen,
    choices=tuple({"strength": strength} for strength in STRENGTHS),
    missing=missing_bert,
)
