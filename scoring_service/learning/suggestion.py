"""A suggestion as it is spooled: the labels that a community gives to a comment, or to parts of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import uuid4

import msgspec

from scoring_service.attributes.attribute_table import AttributeModel, AttributeTable, models_for
from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.suggest_request import SuggestRequest
from text_models.tasks.task import Task

YES_FROM = 0.5
TWO_LABELS = 2
NO_CHARACTER = "\0"


class SuggestedLabel(msgspec.Struct, frozen=True):
    """`text` has `label` of `task`; `attribute` and `value` are what the client said."""

    task: str
    label: str
    text: str
    attribute: str
    value: float


class Suggestion(msgspec.Struct, frozen=True):
    """Labels of one request, by its own name `key`; `language` is the comment's, a BCP 47 tag."""

    key: str
    community: str
    language: str
    labels: tuple[SuggestedLabel, ...]


def suggestion_of(
    request: SuggestRequest,
    community: str,
    languages: Sequence[str],
    table: AttributeTable,
    tasks: Mapping[str, Task],
) -> Suggestion:
    """Return what is learned from a request. A span's score is a label of that piece of text.

    Raises ApiError: an attribute is not known, has no model for the language, or a 0 names no label.
    """
    if NO_CHARACTER in request.comment.text:
        raise ApiError("The comment holds character 0, which no database keeps: leave it out.")
    return Suggestion(uuid4().hex, community, languages[0], tuple(_labels(request, languages, table, tasks)))


def _labels(
    request: SuggestRequest, languages: Sequence[str], table: AttributeTable, tasks: Mapping[str, Task]
) -> Iterator[SuggestedLabel]:
    for score in request.scores:
        for model in _taught(models_for(table.find(score.attribute), languages).values(), tasks):
            text = request.comment.readable(*score.span).strip()
            if text:
                label = _label(tasks[model.task], model, score.value)
                yield SuggestedLabel(model.task, label, text, score.attribute, score.value)


def _taught(
    candidates: Iterable[Sequence[AttributeModel]], tasks: Mapping[str, Task]
) -> tuple[AttributeModel, ...]:
    """For each language the model that can be told yes and no, which takes two labels; else the first."""
    found = (
        next((model for model in models if len(tasks[model.task].labels) == TWO_LABELS), models[0])
        for models in candidates
    )
    return tuple(dict.fromkeys(found))


def _label(task: Task, model: AttributeModel, value: float) -> str:
    if value >= YES_FROM:
        return model.label
    if len(task.labels) != TWO_LABELS:
        raise ApiError(
            f"A score below {YES_FROM} says not {model.label}, and task {task.name} has {len(task.labels)} "
            "labels: suggest 1 for what the comment is."
        )
    return next(label for label in task.labels if label != model.label)
