"""Fit networks to a task's texts: what all of these rungs do alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from text_models.classifiers.networks.first_vectors import FirstVectors
from text_models.classifiers.networks.network_judge import NetworkJudge
from text_models.classifiers.networks.network_model import SPARE_ROWS, TABLE, NetworkModel
from text_models.classifiers.training_texts import TrainingTexts
from text_models.networks.development_part import development_rows
from text_models.networks.encoded_texts import EncodedTexts
from text_models.networks.network_options import NetworkOptions
from text_models.networks.vocabulary import Vocabulary
from text_models.normalise import text_key

Progress = Callable[[str], None]


@dataclass(frozen=True)
class NetworkRecipe:
    """How a rung trains its networks.

    `shapes` are sizes of layers; rows of the table and outputs are added. `seeds` networks are trained,
    beginning with `options.seed`, and their probabilities averaged. `weighs_by_rarity`: labels count by their
    inverse document frequency in the loss. `states` is a folder out of which a killed fit goes on.
    """

    shapes: Mapping[str, int]
    options: NetworkOptions
    vectors: FirstVectors
    seeds: int = 1
    weighs_by_rarity: bool = False
    states: Path | None = None
    report: Progress = lambda _line: None


def fit_network(
    model: type[NetworkModel], training: TrainingTexts, vocabulary: Vocabulary, recipe: NetworkRecipe
) -> NetworkModel:
    """Return networks fitted to N TRAINING texts; a tenth of them, or a fifth of few, ends the training.

    Equal texts stay together.
    """
    from text_models.networks.compiled_network import compiled_network
    from text_models.networks.network_weights import megabytes, weights_of

    table, subwords = recipe.vectors.of(training.texts.normal, vocabulary)
    present = np.flatnonzero(training.indicators.any(axis=0))
    rows = vocabulary.size + (SPARE_ROWS if subwords else 0)
    shapes = {**recipe.shapes, "rows": rows, "outputs": len(present)}
    material = NetworkMaterial.of(training, present, vocabulary)
    members, history = [], []
    for number in range(recipe.seeds):
        options = replace(recipe.options, seed=recipe.options.seed + number)
        compiled = compiled_network(model.build, shapes)
        network = compiled.network
        compiled.begin(model.build(shapes, options.seed))
        _put(network, table, vocabulary.size)
        size = {"seed": options.seed, "megabytes": round(megabytes(network), 3)}
        history += [{**size, **entry} for entry in material.train(compiled, recipe, options)]
        members.append(weights_of(network))
    return model(
        vocabulary,
        shapes,
        tuple(members),
        present,
        len(training.labels),
        training.has_many_labels,
        tuple(history),
        subwords,
    )


def _put(network: Any, table: np.ndarray | None, size: int) -> None:
    """Begin with the vectors of the words, where there are some."""
    if table is not None:
        variable = network.get_layer(TABLE).embeddings
        whole = np.zeros(tuple(variable.shape), np.float32)
        whole[:size] = table
        variable.assign(whole)


@dataclass(frozen=True)
class NetworkMaterial:
    """N texts as ids, their keys, their truth over the K labels that occur, and what each counts."""

    texts: EncodedTexts
    keys: list[str]
    truth: np.ndarray
    weights: np.ndarray
    has_many_labels: bool

    @classmethod
    def of(cls, training: TrainingTexts, present: np.ndarray, vocabulary: Vocabulary) -> Self:
        weights = np.ones(len(training.texts)) if training.weights is None else training.weights
        return cls(
            vocabulary.encode(training.texts.normal),
            [text_key(text) for text in training.texts.original],
            training.indicators[:, present].astype(np.float32),
            weights / weights.mean(),
            training.has_many_labels,
        )

    def train(self, compiled: Any, recipe: NetworkRecipe, options: NetworkOptions) -> list[dict[str, float]]:
        """Train one network; return its history."""
        from text_models.networks.losses import SigmoidLosses, SoftmaxLosses
        from text_models.networks.network_training import NetworkTraining, TruthOfTexts

        def part(rows: np.ndarray) -> TruthOfTexts:
            return TruthOfTexts(self.texts.rows(rows), self.truth[rows], self.weights[rows])

        is_dev = development_rows(self.keys, options.seed)
        learned, development = np.flatnonzero(~is_dev), np.flatnonzero(is_dev)
        rarity = tuple(rarities(self.truth[learned]).tolist()) if recipe.weighs_by_rarity else ()
        judge = NetworkJudge(self.truth[development], self.has_many_labels)
        return NetworkTraining(
            compiled,
            part(learned),
            part(development) if len(development) else None,
            SigmoidLosses(rarity) if self.has_many_labels else SoftmaxLosses(),
            options,
            judge=judge,
            rank_by=judge.rank_by if len(development) else None,
            states=self._states(recipe, options),
            report=recipe.report,
        ).run()

    def _states(self, recipe: NetworkRecipe, options: NetworkOptions) -> Any:
        from text_models.networks.training_state import TrainingStates, digest_of

        if recipe.states is None:
            return None
        identity = {
            "shapes": dict(recipe.shapes),
            "texts": digest_of([self.texts.input_ids, self.texts.lengths, self.truth, self.weights]),
            "options": [options.epochs, options.batch_size, options.patience, options.seed],
            "vectors": recipe.vectors.name,
        }
        return TrainingStates(recipe.states / f"seed-{options.seed}", identity, recipe.report)


def rarities(truth: np.ndarray) -> np.ndarray:
    """Return the inverse document frequency of each label, shape (K,), of mean 1: log((1 + N) / (1 + n)) + 1.

    `truth` has shape (N, K). The formula is scikit-learn's.
    """
    found = np.log((1 + len(truth)) / (1 + truth.sum(axis=0))) + 1
    return np.asarray(found / found.mean(), np.float32)
