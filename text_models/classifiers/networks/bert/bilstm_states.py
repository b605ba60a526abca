"""The network with attention over the states of a pretrained BERT's tokens, in the place of ELMo's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.networks.bert.bert_frozen import LIBRARIES, window_weights
from text_models.classifiers.networks.bert.window_scores import places_of_any_part, probabilities_of_texts
from text_models.classifiers.networks.first_vectors import FirstVectors
from text_models.classifiers.networks.network_fit import NetworkMaterial, NetworkRecipe
from text_models.classifiers.networks.network_model import ATTENTION, PENULTIMATE
from text_models.classifiers.rung import Rung
from text_models.classifiers.saved.saved_state import ARRAYS_FILE, SavedState
from text_models.classifiers.training_texts import Texts, TrainingTexts
from text_models.encoders.bert.chosen_bert import missing_bert
from text_models.networks.learning_rate import constant_rate
from text_models.networks.network_options import NetworkOptions
from text_models.normal_forms.normal_form import sentences_form
from text_models.normalise import text_key
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

NAME = "bilstm_states"
DROPOUT = 0.5
LONGEST = 128
# Of a long text no more windows are learned from; so many texts are asked for at once.
MOST_WINDOWS, TEXTS_AT_ONCE = 16, 256
WEIGHTS, MOST_SIZE = "weights", 100_000


def build(shapes: Mapping[str, int], seed: int) -> Any:
    """Return a fresh Keras model of rows of states (B, L), 0 for padding, with logits (B, K).

    `shapes` are "hidden" of the states, "units" (in each direction, and of the attention), "dense" and
    "outputs".
    """
    from text_models.encoders.bert.states_of_rows import StatesOfRows
    from text_models.networks.backend import keras
    from text_models.networks.layers.recurrence import bilstm
    from text_models.networks.layers.word_attention import WordAttention
    from text_models.networks.layers.words import dense

    seeds = count(seed * 1_000)
    rows = keras.Input((None,), dtype="int32", name="rows")
    is_token = keras.ops.not_equal(rows, 0)
    states = StatesOfRows(shapes["hidden"])(rows)
    states = keras.layers.Dropout(DROPOUT, seed=next(seeds), name="state_dropout")(states)
    states = bilstm(states, is_token, shapes["units"], seeds, name="states")
    vector, _ = WordAttention(shapes["units"], seeds, name=ATTENTION)(states, is_token)
    vector = dense(shapes["dense"], seeds, name=PENULTIMATE, activation="relu")(vector)
    vector = keras.layers.Dropout(DROPOUT, seed=next(seeds), name="dropout")(vector)
    return keras.Model(rows, dense(shapes["outputs"], seeds, name="labels")(vector))


@dataclass(frozen=True, eq=False)
class BiLstmStates:
    """A network that reads states after `layer` of an encoder, and its `weights` by name.

    `identity` names the encoder, which is not copied; `shapes` are those of `build`. `present` are the
    positions, shape (K,), of the labels that a training text had. Texts are read in windows of `longest`
    tokens; for labels at the positions `any_part` one window is enough. `history` has an entry an epoch.
    """

    identity: Mapping[str, str]
    layer: int
    longest: int
    shapes: Mapping[str, int]
    weights: Mapping[str, np.ndarray]
    present: np.ndarray
    labels: int
    any_part: tuple[int, ...]
    is_multi: bool
    history: Sequence[Mapping[str, float]] = field(default=())

    kind: ClassVar[str] = NAME
    libraries: Sequence[str] = LIBRARIES

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        found, owners = self._asked(texts.normal, "")
        scores = np.full((len(found), self.labels), -np.inf)
        scores[:, self.present] = found.astype(np.float64)
        return probabilities_of_texts(scores, owners, self.any_part, is_multi=self.is_multi)

    def embed(self, texts: Texts) -> np.ndarray:
        """Return the layer before the last one for N > 0 texts, shape (N, D): the mean of their windows."""
        found, owners = self._asked(texts.normal, PENULTIMATE)
        starts = np.searchsorted(owners, np.arange(len(texts)))
        return np.asarray(np.add.reduceat(found, starts) / np.bincount(owners)[:, None])

    def _asked(self, texts: Sequence[str], layer: str) -> tuple[np.ndarray, np.ndarray]:
        """What the network, or a layer of it, gives for W windows, (W, …), and which text each is of."""
        from text_models.encoders.bert.cached_states import cache_states
        from text_models.encoders.bert.opened_bert import open_bert
        from text_models.networks.compiled_network import compiled_network
        from text_models.networks.network_weights import in_order

        opened, compiled = open_bert(self.identity), compiled_network(build, self.shapes)
        tensors = in_order(compiled.network, self.weights)
        windows = opened.tokens.windows(texts, self.longest)
        found = []
        for start in range(0, len(windows.ids), TEXTS_AT_ONCE):
            some = windows.ids[start : start + TEXTS_AT_ONCE]
            states, rows = cache_states(opened, self.layer, some)
            _reads(compiled, states)
            found.append(compiled.answers(tensors, rows, layer))
        _reads(compiled, np.zeros((1, self.shapes["hidden"]), np.float16))
        return np.concatenate(found), windows.owners

    def state(self) -> SavedState:
        """Return what `from_state` needs."""
        values = {
            "encoder": dict(self.identity),
            "layer": self.layer,
            "longest": self.longest,
            "units": self.shapes["units"],
            "dense": self.shapes["dense"],
            "any_part": list(self.any_part),
            "is_multi": self.is_multi,
            "history": [dict(entry) for entry in self.history],
        }
        state = SavedState(values, {"present": self.present})
        return state.with_part(WEIGHTS, SavedState({}, self.weights))

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError when it is damaged, or its encoder is missing or another."""
        from text_models.encoders.bert.opened_bert import open_bert
        from text_models.networks.compiled_network import compiled_network
        from text_models.networks.network_weights import shapes_of

        identity = {name: str(value) for name, value in state.table("encoder").items()}
        config = open_bert(identity).encoder.config
        present = state.indices("present", (None,), lowest=0, below=labels)
        if not len(present) or (np.diff(present) <= 0).any():
            raise state.damaged(ARRAYS_FILE, "`present` names no label, or one twice")
        sizes = {name: state.whole(name, 1, MOST_SIZE) for name in ("units", "dense")}
        shapes = {"hidden": config.hidden, **sizes, "outputs": len(present)}
        expected = shapes_of(compiled_network(build, shapes).network)
        part = state.part(WEIGHTS)
        return cls(
            identity=identity,
            layer=state.whole("layer", 1, config.layers),
            longest=state.whole("longest", 1, config.longest),
            shapes=shapes,
            weights={name: part.array(name, shape) for name, shape in expected.items()},
            present=present,
            labels=labels,
            any_part=tuple(state.wholes("any_part", 0, labels - 1)),
            is_multi=state.flag("is_multi"),
            history=state.tables("history"),
        )


def fit_bilstm_states(
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    units: int = 64,
    dense: int = 64,
    longest: int = LONGEST,
    epochs: int = 25,
    batch_size: int = 64,
    rate: float = 1e-3,
    patience: int = 3,
    seed: int = 0,
    weights: Sequence[float] | np.ndarray | None = None,
    states: Path | None = None,
) -> FittedClassifier:
    """Return the network fitted to N TRAINING texts, as the states after two thirds of a BERT's layers.

    These are computed once and kept in a temporary file, 2 bytes a number. `states` is a folder out of which
    a killed fit goes on. Raises EncoderError when the encoder is missing.
    """
    options = NetworkOptions(epochs, batch_size, patience, constant_rate(rate), seed=seed)
    recipe = NetworkRecipe({"units": units, "dense": dense}, options, FirstVectors(), states=states)
    any_part = places_of_any_part(task)

    def fit_model(training: TrainingTexts) -> BiLstmStates:
        return _fit(training, recipe, longest, any_part)

    form = sentences_form(task.normal_form).name
    return FittedClassifier.fit(NAME, task, texts, labels, fit_model, form=form, weights=weights)


def _fit(
    training: TrainingTexts, recipe: NetworkRecipe, longest: int, any_part: tuple[int, ...]
) -> BiLstmStates:
    from text_models.encoders.bert.cached_states import cache_states
    from text_models.encoders.bert.opened_bert import open_bert
    from text_models.networks.compiled_network import compiled_network
    from text_models.networks.network_weights import weights_of

    opened = open_bert()
    config = opened.encoder.config
    layer, longest = round(config.layers * 2 / 3), min(longest, config.longest)
    windows = opened.tokens.windows(training.texts.normal, longest).first_of_each(MOST_WINDOWS)
    present = np.flatnonzero(training.indicators.any(axis=0))
    shapes = {"hidden": config.hidden, **recipe.shapes, "outputs": len(present)}
    compiled = compiled_network(build, shapes)
    compiled.begin(build(shapes, recipe.options.seed))
    counts = window_weights(windows.owners, training.weights)
    with tempfile.TemporaryDirectory(prefix="text-models-states-") as folder:
        states, rows = cache_states(opened, layer, windows.ids, Path(folder) / "states.f16")
        _reads(compiled, states)
        material = NetworkMaterial(
            rows,
            [text_key(training.texts.original[owner]) for owner in windows.owners.tolist()],
            training.indicators[:, present][windows.owners].astype(np.float32),
            counts / counts.mean(),
            training.has_many_labels,
        )
        history = material.train(compiled, recipe, recipe.options)
        _reads(compiled, np.zeros((1, config.hidden), np.float16))
    return BiLstmStates(
        opened.identity,
        layer,
        longest,
        shapes,
        weights_of(compiled.network),
        present,
        len(training.labels),
        any_part,
        training.has_many_labels,
        tuple({"seed": recipe.options.seed, **entry} for entry in history),
    )


def _reads(compiled: Any, states: np.ndarray) -> None:
    """Let the network read rows of these states, (T + 1, H), from now on."""
    from text_models.encoders.bert.states_of_rows import NAME as LAYER

    compiled.network.get_layer(LAYER).states = states


BILSTM_STATES = Rung(
    name=NAME,
    title="an LSTM in both directions with attention over a BERT's states",
    folder=NAME,
    reads=True,
    takes_weights=True,
    load=loader(BiLstmStates),
    fit=fit_bilstm_states,
    has_chance=True,
    missing=missing_bert,
)
