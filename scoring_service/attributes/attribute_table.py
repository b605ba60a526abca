"""The attributes of an installation: their names, and the models that answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scoring_service.protocol.api_error import ApiError, language_not_supported
from text_models.scoring.spoken_language import speaks

LONGEST_NAME = 60


@dataclass(frozen=True)
class AttributeModel:
    """The champion of `task` answers with the probability of `label`, for texts in `languages` (tags).

    `command` is what trains one. `share`: of the comments that are asked about, the share that has the label;
    None where it is that of the training texts.
    """

    task: str
    label: str
    languages: tuple[str, ...]
    command: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Attribute:
    """An attribute by its own name; none of `models` means that nobody has declared one yet."""

    name: str
    aliases: tuple[str, ...]
    models: tuple[AttributeModel, ...]


class AskedAttribute(NamedTuple):
    """An attribute as it was asked for: `NAME` or `NAME@VERSION`; `version` is None for the champion."""

    asked: str
    attribute: Attribute
    version: str | None


@dataclass(frozen=True)
class AttributeTable:
    """All attributes, by their own names."""

    attributes: Mapping[str, Attribute]

    def find(self, asked: str) -> AskedAttribute:
        """Return what is meant by a name, an alias, or either with a version. Raises ApiError."""
        name, at, version = asked.partition("@")
        attribute = self.attributes.get(name) or self._by_alias(name)
        if attribute is None or (at and not version):
            raise ApiError(
                f"Attribute {asked[:LONGEST_NAME]!r} is not known here; "
                f"known: {', '.join(sorted(self.attributes))}."
            )
        return AskedAttribute(asked, attribute, version or None)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of all models, each once, sorted."""
        tags = (model.languages for attribute in self.attributes.values() for model in attribute.models)
        return tuple(sorted({tag for some in tags for tag in some}))

    def tasks(self) -> tuple[str, ...]:
        """Return the tasks whose champions answer, each once, sorted."""
        return tuple(sorted({model.task for one in self.attributes.values() for model in one.models}))

    def _by_alias(self, name: str) -> Attribute | None:
        return next((one for one in self.attributes.values() if name in one.aliases), None)


def models_for(asked: AskedAttribute, languages: Sequence[str]) -> dict[str, tuple[AttributeModel, ...]]:
    """Return the models that may answer a text, for each of its languages, the preferred first.

    Raises ApiError when a language has none, or nobody declared one for the attribute.
    """
    attribute = asked.attribute
    if not attribute.models:
        raise ApiError(
            f"Attribute {asked.asked} has no model here: declare a task for it in DATA_DIR/tasks, train it "
            "with `text-models train TASK`, and name it in DATA_DIR/scoring.toml."
        )
    found = {
        tag: tuple(model for model in attribute.models if speaks(model.languages, tag)) for tag in languages
    }
    if missing := [tag for tag, models in found.items() if not models]:
        known = ", ".join(sorted({tag for model in attribute.models for tag in model.languages}))
        raise language_not_supported(asked.asked, missing, f"Supported here: {known}.")
    return found
