"""The rung of a network that reads words: its options, its fit, its place on the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from text_models.classifiers.fitted_classifier import FittedClassifier, loader
from text_models.classifiers.networks.first_vectors import LEARNED, FirstVectors
from text_models.classifiers.networks.network_fit import NetworkRecipe, fit_network
from text_models.classifiers.networks.network_model import NetworkModel
from text_models.classifiers.rung import Rung
from text_models.classifiers.training_texts import TrainingTexts
from text_models.networks.learning_rate import constant_rate
from text_models.networks.network_options import NetworkOptions
from text_models.networks.vocabulary import Vocabulary
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

VOCABULARY = 75_000
# As published for descriptions of users.
FIXED_WORDS = 20


@dataclass(frozen=True)
class NetworkDefaults:
    """The options of a network's fit, with what it takes for each unless it is told.

    `sizes` are those of its layers, by the names of the model's `shapes`; each is an option too, "dimensions"
    of the vectors among them.

    `vectors`: "learned" with the network; "ngrams", which fastText learns before it from the texts, so that
    unknown words have one too; the path of a text file of GloVe, word2vec or fastText; or that of natasha's
    Russian vectors, a .tar, which the library navec reads. With `freezes_vectors` those that are not learned
    stay as they began.

    `is_fixed` cuts or fills every text to 20 words, as published; else texts of like lengths are read
    together, each as long as it is, up to `longest` words. `patience` 0 trains all `epochs`. `seeds` networks
    are averaged, beginning with `seed`. `states` is a folder out of which a killed fit goes on.
    `weighs_by_rarity`: where a text has any number of labels, each counts in the loss by its inverse document
    frequency.
    """

    sizes: Mapping[str, int]
    epochs: int
    batch_size: int
    rate: float
    patience: int = 3
    longest: int = 200
    is_fixed: bool = False
    vectors: str = LEARNED
    freezes_vectors: bool = False
    weighs_by_rarity: bool = False
    seeds: int = 1
    seed: int = 0
    states: Path | None = None

    def told(self, options: Mapping[str, Any]) -> Self:
        """Return them with the options that were told. Raises TypeError for one that there is not."""
        sizes = {name: int(options.get(name, size)) for name, size in self.sizes.items()}
        return replace(self, sizes=sizes, **{k: v for k, v in options.items() if k not in sizes})

    def recipe(self) -> NetworkRecipe:
        """Return how the networks are trained."""
        frozen = {"is_frozen": int(self.vectors != LEARNED)} if self.freezes_vectors else {}
        return NetworkRecipe(
            {**self.sizes, **frozen},
            NetworkOptions(
                self.epochs, self.batch_size, self.patience, constant_rate(self.rate), seed=self.seed
            ),
            FirstVectors(self.vectors, self.sizes["dimensions"]),
            self.seeds,
            weighs_by_rarity=self.weighs_by_rarity,
            states=self.states,
        )

    def vocabulary(self, texts: Sequence[str]) -> Vocabulary:
        """Return the words of the texts, 75,000 at most, and how many of a text are read."""
        longest = FIXED_WORDS if self.is_fixed else self.longest
        return Vocabulary.fit(texts, most=VOCABULARY, longest=longest, is_fixed=self.is_fixed)


def network_rung(model: type[NetworkModel], title: str, defaults: NetworkDefaults) -> Rung:
    """Return the rung of a kind of network, called as its kind is."""
    return Rung(
        name=model.kind,
        title=title,
        folder=model.kind,
        reads=True,
        takes_weights=True,
        load=loader(model),
        fit=partial(_fit, model, defaults),
        has_chance=True,
    )


def _fit(
    model: type[NetworkModel],
    defaults: NetworkDefaults,
    task: Task,
    texts: Sequence[str],
    labels: Labels,
    *,
    weights: Sequence[float] | np.ndarray | None = None,
    **options: Any,
) -> FittedClassifier:
    """Return the network fitted to N TRAINING texts; see `NetworkDefaults`."""
    chosen = defaults.told(options)

    def fit_model(training: TrainingTexts) -> NetworkModel:
        return fit_network(model, training, chosen.vocabulary(training.texts.normal), chosen.recipe())

    return FittedClassifier.fit(model.kind, task, texts, labels, fit_model, weights=weights)
