"""A classifier that was fitted on a task's texts: a model, its labels and the normal form that it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from text_models.classifiers.explanation import Part, explain
from text_models.classifiers.saved.probes import check_scores, library_versions, probe_texts
from text_models.classifiers.saved.saved_state import VALUES_FILE, SavedState
from text_models.classifiers.saved.state_files import read_state, write_state
from text_models.classifiers.text_model import EmbeddingModel, EpochModel, TextModel
from text_models.classifiers.training_texts import (
    Texts,
    TrainingTexts,
    check_labels_differ,
    check_texts,
    check_weights_of,
    sorted_truth,
)
from text_models.encoders.encoder_folder import EncoderError
from text_models.normal_forms.normal_form import NORMAL_FORMS, normal_form
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task

FORMAT = 1
TEXTS_AT_ONCE = 4_096
# No weights for labels: what a vote may join.
NO_WEIGHTS = "none"


@dataclass(frozen=True)
class FittedClassifier:
    """A `TextClassifier` of texts as they were written: it brings them into its `normal_form` itself.

    `labels` are in the task's order. `class_weights` says how labels were weighted in training.
    """

    name: str
    labels: tuple[str, ...]
    has_many_labels: bool
    normal_form: str
    model: TextModel
    probes: tuple[str, ...]
    class_weights: str = NO_WEIGHTS

    @classmethod
    def fit(
        cls,
        name: str,
        task: Task,
        texts: Sequence[str],
        labels: Labels,
        fit_model: Callable[[TrainingTexts], TextModel],
        *,
        form: str | None = None,
        weights: Sequence[float] | np.ndarray | None = None,
    ) -> Self:
        """Return the classifier whose model `fit_model` fits to N TRAINING texts.

        `form` names another normal form than the task's; `weights`, shape (N,), say what each text counts.
        Labels come to `fit_model` sorted, so that their order in the task changes no answer. Raises
        ValueError, a sentence, when there is nothing to learn.
        """
        title = f"Classifier {name}"
        check_texts(texts, title)
        in_order, truth = sorted_truth(task, texts, labels)
        check_labels_differ(in_order, truth, title)
        chosen = normal_form(form or task.normal_form)
        of_texts = check_weights_of(texts, weights, title)
        normal = Texts(texts, [chosen.apply(text) for text in texts])
        prepared = TrainingTexts(normal, in_order, truth, of_texts)
        model = fit_model(prepared)
        return cls(name, task.labels, prepared.has_many_labels, chosen.name, model, probe_texts(texts))

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the probability of each label for each of N texts, shape (N, C); see `TextClassifier`."""
        form = normal_form(self.normal_form)
        in_order = sorted(self.labels)
        columns = [in_order.index(label) for label in self.labels]
        parts = [np.zeros((0, len(columns)))]
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            some = texts[start : start + TEXTS_AT_ONCE]
            parts.append(self.model.probabilities(Texts(some, [form.apply(text) for text in some])))
        return np.concatenate(parts)[:, columns]

    def explain(self, text: str, label: str | None = None) -> list[Part]:
        """Return what each part of a text moves the log-odds of a label by: see `explanation.explain`."""
        return explain(self.predict_proba, self.labels, text, label)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return the last layer but one for N > 0 texts, shape (N, D). Raises ValueError without layers."""
        form = normal_form(self.normal_form)
        if isinstance(self.model, EmbeddingModel):
            return self.model.embed(Texts(texts, [form.apply(text) for text in texts]))
        raise ValueError(f"Classifier {self.name} has no layers: it cannot embed a text.")

    @property
    def history(self) -> list[dict[str, float]]:
        """What each epoch of the training told; empty for a classifier that is not learned in epochs."""
        return [dict(entry) for entry in self.model.history] if isinstance(self.model, EpochModel) else []

    @property
    def libraries(self) -> tuple[str, ...]:
        """The libraries on whose versions its answers depend."""
        return ("numpy", *self.model.libraries, *normal_form(self.normal_form).libraries)

    def save(self, folder: Path) -> None:
        """Write JSON and safetensors, neither of which can run code when it is read, and their checksums."""
        values = {
            "format": FORMAT,
            "kind": self.model.kind,
            "name": self.name,
            "labels": self.labels,
            "has_many_labels": self.has_many_labels,
            "normal_form": self.normal_form,
            "class_weights": self.class_weights,
            "probes": self.probes,
            "libraries": library_versions(self.libraries),
        }
        scores = {"probe_scores": self.predict_proba(self.probes)}
        write_state(folder, SavedState(values, scores).with_part("model", self.model.state()))

    @classmethod
    def load(cls, folder: Path, models: Sequence[type[TextModel]] = ()) -> Self:
        """Return what `save` wrote; `models` are all that the folder, or one of a member, may name.

        Raises ValueError, naming the file, when one is damaged, and naming the library, when another version
        of it changes scores of the probe texts by more than 0.001.
        """
        loadable = {model.kind: model for model in models}
        saved = read_state(folder, lambda member: cls.load(member, models))
        labels = tuple(saved.texts("labels"))
        if len(labels) < 2:
            raise saved.damaged(VALUES_FILE, f"`labels` holds {len(labels)}, expected two or more")
        saved.whole("format", FORMAT, FORMAT)
        kind = saved.text("kind", tuple(loadable))
        try:
            model = loadable[kind].from_state(saved.part("model"), len(labels))
        except EncoderError as error:
            raise EncoderError(f"{folder} cannot be loaded: {error}") from error
        loaded = cls(
            name=saved.text("name"),
            labels=labels,
            has_many_labels=saved.flag("has_many_labels"),
            normal_form=saved.text("normal_form", tuple(NORMAL_FORMS)),
            model=model,
            probes=tuple(saved.texts("probes")),
            class_weights=saved.text("class_weights"),
        )
        stored = saved.array("probe_scores", (len(loaded.probes), len(labels)), lowest=0)
        before, now = saved.table("libraries"), library_versions(loaded.libraries)
        if before != now:
            check_scores(str(folder), stored, loaded.predict_proba(loaded.probes), before, now)
        return loaded


@dataclass(frozen=True)
class Loader:
    """Loads classifiers of these models, and refuses a folder that names another."""

    models: tuple[type[TextModel], ...]

    def __call__(self, folder: Path) -> FittedClassifier:
        return FittedClassifier.load(folder, self.models)


def loader(*models: type[TextModel]) -> Loader:
    """Return what loads the classifiers of these models."""
    return Loader(models)
