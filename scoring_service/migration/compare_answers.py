"""Stored answers of another service, scored again by the champions that would answer now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from scoring_service.attributes.attribute_table import AttributeModel, AttributeTable, models_for
from scoring_service.migration.score_comparison import Pair, ScoreComparison
from scoring_service.protocol.api_error import ApiError
from scoring_service.scoring.model_shelf import ModelShelf
from scoring_service.scoring.shifted_scores import ShiftedScores
from text_models.migration.stored_answers import StoredAnswer
from text_models.training.learned_keys import is_learned


class Asked(NamedTuple):
    """An attribute by its own name, in a language, by the model that answers."""

    attribute: str
    language: str
    model: AttributeModel


def compare_answers(
    answers: Sequence[StoredAnswer], table: AttributeTable, shelf: ModelShelf
) -> tuple[list[ScoreComparison], dict[tuple[str, str], int]]:
    """Return a comparison for each attribute and language, and how many scores nothing here answers.

    The latter are counted by attribute and language, "" for answers in several languages or none. An answer
    that was asked twice counts twice. Raises OSError, ValueError: a damaged version.
    """
    found: dict[Asked, list[tuple[StoredAnswer, float]]] = defaultdict(list)
    unanswered: dict[tuple[str, str], int] = defaultdict(int)
    for answer in answers:
        language = answer.languages[0] if len(answer.languages) == 1 else ""
        for name, value in answer.scores.items():
            asked = _asked(table, shelf, name, language)
            if asked is None:
                unanswered[name, language] += 1
            else:
                found[asked].append((answer, value))
    in_order = sorted(found, key=lambda asked: (asked.attribute, asked.language, asked.model.task))
    compared = [_compare(asked, found[asked], shelf) for asked in in_order]
    return compared, dict(sorted(unanswered.items()))


def _asked(table: AttributeTable, shelf: ModelShelf, name: str, language: str) -> Asked | None:
    """Who answers an attribute in a language; None when nobody does."""
    if not language:
        return None
    try:
        asked = table.find(name)
        candidates = models_for(asked, [language])
    except ApiError:
        return None
    for model in candidates[language]:
        predictor = shelf.champion(model.task)
        if predictor is not None and model.label in predictor.task.labels:
            return Asked(asked.attribute.name, language.partition("-")[0].lower(), model)
    return None


def _compare(
    asked: Asked, scored: Sequence[tuple[StoredAnswer, float]], shelf: ModelShelf
) -> ScoreComparison:
    predictor = shelf.champion(asked.model.task)
    if predictor is None:
        raise ValueError(f"Task {asked.model.task} has lost its champion: start again.")
    learned = is_learned(predictor.folder, [answer.text for answer, _ in scored])
    fresh = [pair for pair, is_known in zip(scored, learned.tolist(), strict=True) if not is_known]
    shifted = ShiftedScores.of(predictor, asked.model)
    answers = predictor.predict_each(enumerate(answer.text for answer, _ in fresh))
    new = [round(shifted.score(found.probabilities[asked.model.label]), 6) for _, found in answers]
    pairs = [
        Pair(answer.line, answer.text, stored, score)
        for (answer, stored), score in zip(fresh, new, strict=True)
    ]
    return ScoreComparison(
        asked.attribute, asked.language, asked.model.task, shifted.name, pairs, int(learned.sum())
    )
